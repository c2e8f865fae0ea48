"""Delivering the outbox: claim, ask again whether it still holds, send, and note what became of it."""

import logging
import random
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from portal import clock
from portal.models.base import db, is_postgresql
from portal.models.outbox_email import OutboxEmail
from portal.services import alarm

log = logging.getLogger(__name__)

AT_ONCE = 50
LEASE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=48)
UNCERTAIN_RETRY = timedelta(minutes=30)
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=4)
RELAY_AWAY = timedelta(seconds=30)


class Delivery(Protocol):
    """What a transport says became of one message; `outcome` is one of the words `_after` handles."""

    @property
    def outcome(self) -> str: ...
    @property
    def detail(self) -> str: ...


Send = Callable[[OutboxEmail], Delivery]


class CanNotCompose(Exception):
    """The message can not be made, for example because a value it needs is empty."""


def deliver_due(*, send: Send, now: datetime, limit: int = AT_ONCE) -> int:
    """Claim up to `limit` due emails and send them one by one; returns how many were claimed.

    `send` composes and sends one row; it raises CanNotCompose. Each row is marked the moment its answer arrives,
    so that a killed worker repeats at most the one it had in hand.
    """
    token = secrets.token_hex(16)
    claimed = _claim(token, now, limit)
    for email_id in claimed:
        email = OutboxEmail.get_or_none(OutboxEmail.id == email_id, OutboxEmail.claim_token == token)
        if email is not None and not _handle(email, token, send, now):
            _give_back(token, now)
            break
    return len(claimed)


def next_due_at() -> datetime | None:
    """When the next waiting email is due."""
    first = (
        OutboxEmail.select(OutboxEmail.due_at)
        .where(OutboxEmail.state == "queued", OutboxEmail.claimed_until.is_null())
        .order_by(OutboxEmail.due_at)
        .first()
    )
    return first.due_at if first else None


def return_expired_leases() -> int:
    """Emails claimed by a worker that died become claimable again; returns how many."""
    return int(
        OutboxEmail.update(claim_token="", claimed_until=None, possible_duplicate=True)
        .where(OutboxEmail.state == "queued", OutboxEmail.claimed_until <= clock.machine_now())
        .execute()
    )


def _claim(token: str, now: datetime, limit: int) -> list[int]:
    free = OutboxEmail.claimed_until.is_null()
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
                claimed_until=clock.machine_now() + LEASE,
                attempts=OutboxEmail.attempts + 1,
            )
            .where(OutboxEmail.id.in_(due), OutboxEmail.state == "queued", free)
            .returning(OutboxEmail.id, OutboxEmail.due_at)
            .execute()
        )
        return [row.id for row in sorted(rows, key=lambda row: (row.due_at, row.id))]


def _handle(email: OutboxEmail, token: str, send: Send, now: datetime) -> bool:
    """Send one row and note the outcome; False when the relay is away and the others need not be tried."""
    if not still_holds(email):
        _mark(email, token, state="cancelled", dead_at=now, last_error="No longer true when it was to be sent.")
        return True
    try:
        delivery = send(email)
    except CanNotCompose as reason:
        log.error("email.can_not_compose", extra={"email": email.id, "kind": email.kind})
        _mark(email, token, state="failed", dead_at=now, last_error=str(reason))
        return True
    _after(email, token, delivery, now)
    return delivery.outcome != "unreachable"


def still_holds(email: OutboxEmail) -> bool:
    """Asked for every message in the moment before it leaves."""
    if email.kind in {"results_released", "results_corrected"}:
        return email.batch is not None and email.batch.state == "released"
    if email.link is not None:
        return email.link.used_at is None and email.link.expires_at > email.due_at
    person = email.candidate or email.staff
    return person is not None and person.disabled_at is None


def _after(email: OutboxEmail, token: str, delivery: Delivery, now: datetime) -> None:
    match delivery.outcome:
        case "sent":
            _mark(email, token, state="sent", sent_at=now, last_error="")
        case "refused":
            _mark(email, token, state="failed", dead_at=now, last_error=delivery.detail)
        case "uncertain" if email.possible_duplicate:
            _mark(email, token, state="uncertain", dead_at=now, last_error=delivery.detail)
        case "uncertain":
            _retry(email, token, now + UNCERTAIN_RETRY, delivery.detail, possible_duplicate=True)
        case "unreachable":
            _retry(email, token, now + RELAY_AWAY, delivery.detail, attempts=OutboxEmail.attempts - 1)
        case _ if now - email.created_at >= GIVE_UP_AFTER:
            _mark(email, token, state="failed", dead_at=now, last_error=delivery.detail)
        case _:
            _retry(email, token, now + _delay(email.attempts), delivery.detail)


def _delay(attempts: int) -> timedelta:
    """Twice as long each time, up to four hours, with jitter so that a relay is not met by all at once."""
    doubled = min(FIRST_DELAY * int(2 ** min(attempts - 1, 10)), LONGEST_DELAY)
    return doubled * random.uniform(0.75, 1.25)  # noqa: S311 - jitter, not a secret


def _retry(email: OutboxEmail, token: str, due_at: datetime, why: str, **changes: object) -> None:
    _mark(email, token, state="queued", due_at=due_at, last_error=why, **changes)


def _mark(email: OutboxEmail, token: str, **changes: object) -> None:
    """Write the outcome if the claim is still ours."""
    OutboxEmail.update(claim_token="", claimed_until=None, **changes).where(
        OutboxEmail.id == email.id, OutboxEmail.claim_token == token
    ).execute()


def _give_back(token: str, now: datetime) -> None:
    """The relay is away: what was claimed and not tried waits with the rest, and does not count as tried."""
    OutboxEmail.update(
        claim_token="",
        claimed_until=None,
        attempts=OutboxEmail.attempts - 1,
        due_at=now + RELAY_AWAY,
    ).where(OutboxEmail.claim_token == token).execute()
    alarm.ring()
