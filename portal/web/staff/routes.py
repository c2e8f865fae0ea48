"""Every route of the staff: importing this module registers them."""

from portal.web.staff import (
    audit,
    batch_acts,
    batch_progress,
    batch_rows,
    batches,
    candidate_acts,
    candidates,
    centres,
    imports,
    invitation,
    people,
    people_acts,
    sign_in,
    slip,
    today,
    two_factor,
)
from portal.web.staff.blueprint import pages

__all__ = [
    "audit",
    "batch_acts",
    "batch_progress",
    "batch_rows",
    "batches",
    "candidate_acts",
    "candidates",
    "centres",
    "imports",
    "invitation",
    "pages",
    "people",
    "people_acts",
    "sign_in",
    "slip",
    "today",
    "two_factor",
]
