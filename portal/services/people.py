"""The people of the desk as the board reads them: who they are, whether they joined, and where they are signed in."""

from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN, fn

from portal.models.centre import Centre
from portal.models.login_session import LoginSession
from portal.models.second_factor_reset import SecondFactorReset
from portal.models.staff import Staff
from portal.services import second_factor_reset, sessions
from portal.services.staff import has_joined


@dataclass(frozen=True)
class Person:
    """A member of staff, how many sessions are live, and the open request to reset the second factor."""

    staff: Staff
    sessions: int
    reset: SecondFactorReset | None

    @property
    def state(self) -> str:
        """One of: disabled, invited, no_app, active."""
        if self.staff.disabled_at is not None:
            return "disabled"
        if not has_joined(self.staff):
            return "invited"
        return "active" if self.staff.totp_enrolled_at is not None else "no_app"


def everybody(*, now: datetime, wanted: str = "") -> list[Person]:
    """Staff by centre (the board first) and name; `wanted` is a part of a name, an address or a centre number."""
    query = Staff.select(Staff, Centre).join(Centre, JOIN.LEFT_OUTER)
    if wanted:
        query = query.where(Staff.name.contains(wanted) | Staff.email.contains(wanted) | Centre.number.contains(wanted))
    people = query.order_by(fn.COALESCE(Centre.number, ""), Staff.name, Staff.id)
    live = _live_sessions(now)
    resets = {reset.staff_id: reset for reset in second_factor_reset.waiting(now=now)}
    return [Person(each, live.get(each.id, 0), resets.get(each.id)) for each in people]


def one(staff: Staff, *, now: datetime) -> Person:
    """The same facts about one person."""
    resets = [reset for reset in second_factor_reset.waiting(now=now) if reset.staff_id == staff.id]
    return Person(staff, _live_sessions(now).get(staff.id, 0), resets[0] if resets else None)


def _live_sessions(now: datetime) -> dict[int, int]:
    rows = (
        LoginSession.select(LoginSession.staff, fn.COUNT(LoginSession.id))
        .where(
            LoginSession.staff.is_null(False),
            LoginSession.ended_at.is_null(),
            LoginSession.seen_at > now - sessions.STAFF_IDLE,
            LoginSession.created_at > now - sessions.STAFF_ABSOLUTE,
        )
        .group_by(LoginSession.staff)
        .tuples()
    )
    return dict(rows.execute())
