"""Time travel for QA: the business clock of all processes runs ahead of the machine's by what one row says."""

from datetime import timedelta

from portal.models.base import MICROSECOND, db
from portal.models.clock_offset import ClockOffset
from portal.services import alarm
from portal.services.errors import Refused

ONLY_ROW = 1
FURTHEST = timedelta(days=3650)


def lead() -> timedelta:
    """How far the business clock runs ahead."""
    row: ClockOffset | None = ClockOffset.get_or_none(ClockOffset.id == ONLY_ROW)
    return timedelta() if row is None else row.microseconds * MICROSECOND


def advance(by: timedelta) -> timedelta:
    """Move the clock forward and wake the worker; returns the new lead.

    Raises Refused("not_forward") or Refused("too_far"): what has happened stays in the past.
    """
    with db.atomic():
        ahead = advance_quietly(by)
        alarm.ring()
    return ahead


def advance_quietly(by: timedelta) -> timedelta:
    """The same for who does the worker's work at each stop."""
    with db.atomic():
        require_reachable(by)
        ahead = lead() + by
        ClockOffset.insert(id=ONLY_ROW, microseconds=ahead // MICROSECOND).on_conflict(
            conflict_target=[ClockOffset.id], update={ClockOffset.microseconds: ahead // MICROSECOND}
        ).execute()
    return ahead


def require_reachable(by: timedelta) -> None:
    """Raises Refused("not_forward") or Refused("too_far") when the clock can not be moved by so much."""
    if by <= timedelta():
        raise Refused("not_forward")
    if lead() + by > FURTHEST:
        raise Refused("too_far")


def reset() -> None:
    """Let the business clock show the machine's time again."""
    with db.atomic():
        ClockOffset.delete().execute()
        alarm.ring()
