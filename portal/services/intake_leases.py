"""The lease on a file that a worker has in hand: a dead worker's file comes back when its lease ends."""

from datetime import timedelta

from peewee import Expression

from portal.models.connection import shared_time
from portal.models.intake import Intake

LEASE = timedelta(minutes=2)
MOMENT = timedelta(milliseconds=500)  # how old the progress that people see may be
AT_ONCE = 2  # files in hand at the same time; the worker's other threads stay free for releases and emails
WAITING = ("waiting", "checking", "saving")


class LeaseLost(Exception):
    """Another worker has the file now: stop, and leave it alone."""


def facts_of(intake_id: int) -> Intake:
    """The row as it is now."""
    intake: Intake = Intake.get_by_id(intake_id)
    return intake


def next_waiting() -> Intake | None:
    """The oldest file that waits for a worker; None also while enough are in hand."""
    if Intake.select().where(Intake.state.in_(WAITING), ~_free()).count() >= AT_ONCE:
        return None
    found: Intake | None = (
        Intake.select().where(Intake.state.in_(WAITING), _free()).order_by(Intake.created_at, Intake.id).first()
    )
    return found


def take(intake: Intake) -> Intake | None:
    """The file with a new lease on it, or None when somebody else has one; the present holder may renew."""
    now = shared_time()
    held = Intake.claimed_until == intake.claimed_until if intake.claimed_until else Intake.claimed_until.is_null()
    taken = (
        Intake.update(state="saving" if intake.state == "saving" else "checking", claimed_until=now + LEASE)
        .where(Intake.id == intake.id, Intake.state == intake.state, Intake.state.in_(WAITING), _free() | held)
        .execute()
    )
    return facts_of(intake.id) if taken else None


def extend(intake: Intake, **progress: int) -> None:
    """Keep the file for longer and show how far it is, unless that was just done. Raises LeaseLost."""
    until = shared_time() + LEASE
    if intake.claimed_until is not None and until - intake.claimed_until < MOMENT:
        return
    if not Intake.update(claimed_until=until, **progress).where(mine(intake)).execute():
        raise LeaseLost
    intake.claimed_until = until


def mine(intake: Intake) -> Expression:
    """The condition that this lease still holds: its end names it."""
    condition: Expression = (
        (Intake.id == intake.id) & (Intake.state == intake.state) & (Intake.claimed_until == intake.claimed_until)
    )
    return condition


def _free() -> Expression:
    free: Expression = Intake.claimed_until.is_null() | (Intake.claimed_until <= shared_time())
    return free
