"""What one member of the board began and another has to confirm: recalls, and resets of a second factor."""

from datetime import datetime

from portal.models.centre import Centre
from portal.models.recall import Recall
from portal.models.release_batch import ReleaseBatch
from portal.models.second_factor_reset import SecondFactorReset
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules import roles
from portal.services import access, second_factor_reset


def recalls(staff: Staff) -> list[Recall]:
    """The open recalls that this person may confirm, the oldest first."""
    if not roles.may(staff.role, "recall"):
        return []
    return list(
        Recall.select(Recall, ReleaseBatch, Sitting, Centre, Staff)
        .join(Staff, on=(Recall.asked_by == Staff.id))
        .switch(Recall)
        .join(ReleaseBatch)
        .join(Sitting)
        .join(Centre)
        .where(Recall.closed_at.is_null(), Recall.asked_by != staff, access.own_centres(staff))
        .order_by(Recall.id)
    )


def resets(staff: Staff, *, now: datetime) -> list[SecondFactorReset]:
    """The open requests that this person may confirm, the oldest first."""
    if not roles.may(staff.role, "people"):
        return []
    return [each for each in second_factor_reset.waiting(now=now) if staff.id not in (each.asked_by_id, each.staff_id)]
