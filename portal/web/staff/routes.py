"""Every route of the staff: importing this module registers them."""

from portal.web.staff import (
    batch_acts,
    batch_progress,
    batch_rows,
    batches,
    imports,
    invitation,
    sign_in,
    today,
    two_factor,
)
from portal.web.staff.blueprint import pages

__all__ = [
    "batch_acts",
    "batch_progress",
    "batch_rows",
    "batches",
    "imports",
    "invitation",
    "pages",
    "sign_in",
    "today",
    "two_factor",
]
