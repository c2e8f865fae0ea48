"""Resetting a lost second factor: one member of the board asks, another confirms; the owner alone can do neither."""

from datetime import datetime, timedelta

from peewee import IntegrityError

from portal.models.base import db
from portal.models.recovery_code import RecoveryCode
from portal.models.second_factor_reset import SecondFactorReset
from portal.models.staff import Staff
from portal.services import access, audit, outbox, second_factor, sessions
from portal.services.actor import Actor
from portal.services.errors import Refused

LASTS = timedelta(hours=24)


def ask(*, person: Staff, actor: Actor, now: datetime) -> None:
    """Ask for a reset. Raises Refused: own_account, not_enrolled, asked_before."""
    asking = access.require(actor, "people", centre_id=None)
    if person.id == asking.id:
        raise Refused("own_account")
    if person.totp_enrolled_at is None:
        raise Refused("not_enrolled")
    try:
        with db.atomic():
            _close_old(person, now)
            SecondFactorReset.create(staff=person, asked_by=asking, asked_at=now)
            _note("staff.second_factor_reset_asked", person, actor, now)
    except IntegrityError:
        raise Refused("asked_before") from None


def confirm(*, person: Staff, actor: Actor, code: str, now: datetime) -> None:
    """Do what another member of the board asked for: secret and recovery codes go, sessions end.

    Raises Refused: own_account, not_asked (within a day), own_request, wrong_code.
    """
    confirming = access.require(actor, "people", centre_id=None)
    to_confirm(person=person, by=confirming, now=now)
    with second_factor.limited(staff=confirming, purpose="reset", now=now), db.atomic():
        reset = to_confirm(person=person, by=confirming, now=now)
        closed = (
            SecondFactorReset.update(confirmed_by=confirming, closed_at=now)
            .where(SecondFactorReset.id == reset.id, SecondFactorReset.closed_at.is_null())
            .execute()
        )
        if not closed:
            raise Refused("not_asked")
        second_factor.require(staff=confirming, code=code, now=now)
        _forget(person, now)
        _note("staff.second_factor_reset", person, actor, now, asked_by=reset.asked_by.name)
        outbox.to_staff(kind="staff_second_factor_reset", key=f"r{reset.id}", staff=person, now=now)


def to_confirm(*, person: Staff, by: Staff, now: datetime) -> SecondFactorReset:
    """The request that this member of the board may confirm. Raises Refused: own_account, not_asked, own_request."""
    if person.id == by.id:
        raise Refused("own_account")
    reset = _open(person, now)
    if reset.asked_by_id == by.id:
        raise Refused("own_request")
    return reset


def drop(*, person: Staff, actor: Actor, now: datetime) -> None:
    """Take the request back, whoever asked. Raises Refused("not_asked") when there is none."""
    access.require(actor, "people", centre_id=None)
    with db.atomic():
        reset = _open(person, now)
        SecondFactorReset.update(closed_at=now).where(SecondFactorReset.id == reset.id).execute()
        _note("staff.second_factor_reset_dropped", person, actor, now)


def waiting(*, now: datetime) -> list[SecondFactorReset]:
    """The open requests of the last day, the oldest first, with whose and who asked."""
    asker = Staff.alias()
    return list(
        SecondFactorReset.select(SecondFactorReset, Staff, asker)
        .join(Staff, on=(SecondFactorReset.staff == Staff.id))
        .switch(SecondFactorReset)
        .join(asker, on=(SecondFactorReset.asked_by == asker.id))
        .where(SecondFactorReset.closed_at.is_null(), SecondFactorReset.asked_at > now - LASTS)
        .order_by(SecondFactorReset.id)
    )


def _open(person: Staff, now: datetime) -> SecondFactorReset:
    for reset in waiting(now=now):
        if reset.staff_id == person.id:
            return reset
    raise Refused("not_asked")


def _close_old(person: Staff, now: datetime) -> None:
    SecondFactorReset.update(closed_at=now).where(
        SecondFactorReset.staff == person,
        SecondFactorReset.closed_at.is_null(),
        SecondFactorReset.asked_at <= now - LASTS,
    ).execute()


def _forget(person: Staff, now: datetime) -> None:
    Staff.update(totp_secret=None, totp_enrolled_at=None).where(Staff.id == person.id).execute()
    RecoveryCode.delete().where(RecoveryCode.staff == person).execute()
    sessions.end_all(staff_id=person.id, now=now)


def _note(action: str, person: Staff, actor: Actor, now: datetime, **after: object) -> None:
    audit.record(
        actor=actor, action=action, subject=f"staff:{person.public_id}", centre_id=person.centre_id,
        after=after or None, now=now,
    )  # fmt: skip
