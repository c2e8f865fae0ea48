"""Claiming outbox rows: a lease with a token, so that two workers never send the same row at the same time."""

from datetime import datetime, timedelta

from peewee import Expression

from portal.models.base import db, is_postgresql
from portal.models.connection import shared_time
from portal.models.outbox_email import OutboxEmail


def claim(token: str, *, now: datetime, lease: timedelta, limit: int) -> list[int]:
    """Lease up to `limit` due rows under `token`, the longest due first; returns their ids in that order.

    Rows whose lease ran out are taken over: whoever held it died, and may have sent one of them just before.
    """
    held_now = shared_time()
    free = _free(held_now)
    due = (
        OutboxEmail.select(OutboxEmail.id)
        .where(OutboxEmail.state == "queued", OutboxEmail.due_at <= now, free)
        .order_by(OutboxEmail.due_at, OutboxEmail.id)
        .limit(limit)
    )
    if is_postgresql():
        due = due.for_update(skip_locked=True)
    with db.atomic():
        rows = (
            OutboxEmail.update(
                claim_token=token,
                claimed_until=held_now + lease,
                attempts=OutboxEmail.attempts + 1,
                possible_duplicate=OutboxEmail.possible_duplicate | OutboxEmail.claimed_until.is_null(False),
            )
            .where(OutboxEmail.id.in_(due), OutboxEmail.state == "queued", free)
            .returning(OutboxEmail.id, OutboxEmail.due_at)
            .execute()
        )
        return [row.id for row in sorted(rows, key=lambda row: (row.due_at, row.id))]


def mine(email_id: int, token: str) -> OutboxEmail | None:
    """The row as it is now, if the claim still stands."""
    row: OutboxEmail | None = OutboxEmail.get_or_none(
        OutboxEmail.id == email_id, OutboxEmail.claim_token == token, OutboxEmail.state == "queued"
    )
    return row


def mark(email: OutboxEmail, token: str, **changes: object) -> None:
    """Write what became of the row and end its claim, if it is still ours."""
    OutboxEmail.update(claim_token="", claimed_until=None, **changes).where(
        OutboxEmail.id == email.id, OutboxEmail.claim_token == token
    ).execute()


def give_back(token: str) -> None:
    """What was claimed and not tried waits as before, in its old order, and does not count as tried."""
    OutboxEmail.update(claim_token="", claimed_until=None, attempts=OutboxEmail.attempts - 1).where(
        OutboxEmail.claim_token == token
    ).execute()


def next_due_at() -> datetime | None:
    """When the next unclaimed email is due, in business time."""
    first = (
        OutboxEmail.select(OutboxEmail.due_at)
        .where(OutboxEmail.state == "queued", OutboxEmail.claimed_until.is_null())
        .order_by(OutboxEmail.due_at)
        .first()
    )
    return first.due_at if first else None


def return_expired() -> int:
    """End the leases of workers that died; returns how many rows wait again."""
    return int(
        OutboxEmail.update(claim_token="", claimed_until=None, possible_duplicate=True)
        .where(OutboxEmail.state == "queued", OutboxEmail.claimed_until <= shared_time())
        .execute()
    )


def _free(held_now: datetime) -> Expression:
    return OutboxEmail.claimed_until.is_null() | (OutboxEmail.claimed_until <= held_now)
