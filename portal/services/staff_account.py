"""What members of staff do about their own account: another password, and an end to their sessions elsewhere."""

from datetime import datetime

from portal.models.base import db
from portal.models.login_session import LoginSession
from portal.models.staff import Staff
from portal.rules.passwords import STAFF_MINIMUM
from portal.services import audit, hashing, outbox, password_quality, sessions, throttle
from portal.services.actor import Actor
from portal.services.audit import Facts
from portal.services.errors import Busy, WrongSignIn


def change_password(
    *, staff: Staff, current: str, password: str, session: LoginSession | None, network: str, now: datetime
) -> None:
    """The new password holds, every session but this one ends, the second factor stays, and the owner is told.

    Raises WrongSignIn, SlowDown, Busy, PasswordRefused.
    """
    places = throttle.reserve(((throttle.PER_CODE, f"own-password:{staff.id}"),), now=now)
    with throttle.refunding(places, Busy):
        right = hashing.verify_password(staff.password_hash, current)
    if not right:
        raise WrongSignIn
    throttle.refund(places)
    password_quality.require(password, context=(staff.email, staff.name), minimum=STAFF_MINIMUM)
    password_hash = hashing.hash_password(password)
    with db.atomic():
        Staff.update(password_hash=password_hash).where(Staff.id == staff.id).execute()
        sessions.end_all(staff_id=staff.id, but=session, now=now)
        key = f"p{now:%Y%m%d%H%M%S%f}"
        outbox.to_staff(kind="staff_password_changed", key=key, staff=staff, now=now)
        _note("staff.new_password", staff, network, now)


def end_session(*, staff: Staff, public_id: str, network: str, now: datetime) -> None:
    """End one of the person's own sessions. Raises NotFound for anybody else's."""
    with db.atomic():
        sessions.end_one(public_id=public_id, owner=staff, now=now)
        _note("staff.end_sessions", staff, network, now, {"ended": 1})


def end_other_sessions(*, staff: Staff, session: LoginSession | None, network: str, now: datetime) -> None:
    """End every session but the one this is asked from."""
    with db.atomic():
        ended = sessions.end_all(staff_id=staff.id, but=session, now=now)
        _note("staff.end_sessions", staff, network, now, {"ended": ended})


def _note(action: str, staff: Staff, network: str, now: datetime, after: Facts | None = None) -> None:
    audit.record(
        actor=Actor.of_staff(staff, network=network), action=action, subject=f"staff:{staff.public_id}",
        centre_id=staff.centre_id, after=after, now=now,
    )  # fmt: skip
