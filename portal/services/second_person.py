"""What one person began and another has to confirm: recalls, resets of a second factor, entries taken back."""

from datetime import datetime

from portal.models.recall import Recall
from portal.models.revocation import Revocation
from portal.models.second_factor_reset import SecondFactorReset
from portal.models.staff import Staff
from portal.rules import roles
from portal.services import access, recall, revocation, second_factor_reset


def recalls(staff: Staff) -> list[Recall]:
    """The open recalls that this person may confirm, the oldest first."""
    if not roles.may(staff.role, "recall"):
        return []
    return recall.unclosed(Recall.asked_by != staff, access.own_centres(staff))


def unconfirmed(staff: Staff, *, now: datetime) -> list[Recall]:
    """Emergencies whose hour has passed: the board's business, also of the one who must find a second person."""
    return recall.unconfirmed(now=now) if roles.may(staff.role, "recall") else []


def resets(staff: Staff, *, now: datetime) -> list[SecondFactorReset]:
    """The open requests that this person may confirm, the oldest first."""
    if not roles.may(staff.role, "people"):
        return []
    return [each for each in second_factor_reset.waiting(now=now) if staff.id not in (each.asked_by_id, each.staff_id)]


def revocations(staff: Staff, *, now: datetime) -> list[Revocation]:
    """The open requests to take an entry back that this person may confirm, the oldest first."""
    return revocation.waiting(staff, now=now)
