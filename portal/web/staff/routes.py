"""Every route of the staff: importing this module registers them."""

from portal.web.staff.blueprint import pages

__all__ = ["pages"]
