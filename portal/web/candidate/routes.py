"""Every route of the candidates: importing this module registers them."""

from portal.web.candidate.blueprint import pages

__all__ = ["pages"]
