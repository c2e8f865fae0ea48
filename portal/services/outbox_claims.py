"""Claiming outbox rows: a lease with a token, so that two workers never send the same row at the same time."""

from datetime import datetime, timedelta

from peewee import SQL, Expression, ModelUpdate, Select

from portal.models.base import db, is_postgresql, microseconds
from portal.models.built_once import BuiltStatement, given
from portal.models.connection import shared_time
from portal.models.outbox_email import OutboxEmail
from portal.models.write_turns import turn_to_write

# A literal, because a partial index is not used for a value that is only known when the statement runs.
IS_QUEUED = OutboxEmail.state == SQL("'queued'")


def claim(token: str, *, now: datetime, lease: timedelta, limit: int) -> list[int]:
    """Lease up to `limit` due rows under `token`, the longest due first; returns their ids in that order.

    What belongs to no batch comes first: somebody waits for that confirmation while a release sends thousands.
    Rows whose lease ran out are taken over: whoever held it died, and may have sent one of them just before.
    """
    first = _claim(_of_no_batch, token, now, lease, limit)
    return first + _claim(_of_any, token, now, lease, limit - len(first)) if len(first) < limit else first


def _claim(statement: BuiltStatement, token: str, now: datetime, lease: timedelta, limit: int) -> list[int]:
    held_now = shared_time()
    until = microseconds(held_now + lease)
    with turn_to_write(), db.atomic():
        found = statement(token=token, now=microseconds(now), held_now=microseconds(held_now), until=until, limit=limit)
        return [number for _, number in sorted(found.fetchall())]


def _claiming(*which: Expression) -> ModelUpdate:
    free = OutboxEmail.claimed_until.is_null() | (OutboxEmail.claimed_until <= given("held_now"))
    due = (
        OutboxEmail.select(OutboxEmail.id)
        .where(IS_QUEUED, *which, OutboxEmail.due_at <= given("now"), free)
        .order_by(OutboxEmail.due_at, OutboxEmail.id)
        .limit(given("limit"))
    )
    if is_postgresql():
        due = due.for_update(skip_locked=True)
    # In a materialised WITH, because PostgreSQL may run a plain subquery again for each row and lock ever more.
    chosen = due.cte("due", materialized=is_postgresql() or None)
    return (
        OutboxEmail.update(
            claim_token=given("token"),
            claimed_until=given("until"),
            attempts=OutboxEmail.attempts + 1,
            possible_duplicate=OutboxEmail.possible_duplicate | OutboxEmail.claimed_until.is_null(False),
        )
        .with_cte(chosen)
        .where(OutboxEmail.id.in_(Select([chosen], [chosen.c.id])), IS_QUEUED, free)
        .returning(OutboxEmail.due_at, OutboxEmail.id)
    )


_of_no_batch = BuiltStatement(lambda: _claiming(OutboxEmail.batch.is_null()))
_of_any = BuiltStatement(_claiming)


def mark(email: OutboxEmail, token: str, **changes: object) -> None:
    """Write what became of the row and end its claim, if it is still ours."""
    OutboxEmail.update(claim_token="", claimed_until=None, **changes).where(
        OutboxEmail.id == email.id, OutboxEmail.claim_token == token
    ).execute()


def mark_sent(email: OutboxEmail, token: str, *, now: datetime) -> None:
    """The same for a row that was sent, as almost all are."""
    with turn_to_write():
        _sent(id=email.id, token=token, now=microseconds(now))


@BuiltStatement
def _sent() -> ModelUpdate:
    changes = {"state": "sent", "sent_at": given("now"), "last_error": "", "problem": ""}
    return OutboxEmail.update(claim_token="", claimed_until=None, **changes).where(
        OutboxEmail.id == given("id"), OutboxEmail.claim_token == given("token")
    )


def give_back(token: str) -> None:
    """What was claimed and not tried waits as before, in its old order, and does not count as tried."""
    OutboxEmail.update(claim_token="", claimed_until=None, attempts=OutboxEmail.attempts - 1).where(
        OutboxEmail.claim_token == token
    ).execute()


def next_due_at() -> datetime | None:
    """When the next unclaimed email is due, in business time."""
    first = (
        OutboxEmail.select(OutboxEmail.due_at)
        .where(IS_QUEUED, OutboxEmail.claimed_until.is_null())
        .order_by(OutboxEmail.due_at)
        .first()
    )
    return first.due_at if first else None


def next_lease_ends_in() -> timedelta | None:
    """How long until the first lease runs out: if its worker died, that is when its rows can be sent."""
    first = OutboxEmail.select(OutboxEmail.claimed_until).where(IS_QUEUED, OutboxEmail.claimed_until.is_null(False))
    row = first.order_by(OutboxEmail.claimed_until).first()
    return row.claimed_until - shared_time() if row else None


def return_expired() -> int:
    """End the leases of workers that died; returns how many rows wait again."""
    return int(
        OutboxEmail.update(claim_token="", claimed_until=None, possible_duplicate=True)
        .where(IS_QUEUED, OutboxEmail.claimed_until <= shared_time())
        .execute()
    )
