"""Delivering the outbox: claim, ask again whether it still holds, send, and note what became of it."""

import logging
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from peewee import PeeweeException

from portal.models.outbox_email import OutboxEmail
from portal.services import alarm, outbox, outbox_claims, refused_addresses, still_true
from portal.services.still_true import Verdict

log = logging.getLogger(__name__)

AT_ONCE = 50
UNCERTAIN_FACTOR, LONGEST_FACTOR = 30, 240
MOST_ATTEMPTS = 20  # with these delays two days
NOT_TODAY = timedelta(days=1)
UNTIL_DECIDED = timedelta(minutes=10)


class Delivery(Protocol):
    """What a transport says became of one message; `outcome` is one of the words `_after` handles."""

    @property
    def outcome(self) -> str: ...
    @property
    def code(self) -> int | None: ...
    @property
    def detail(self) -> str: ...
    @property
    def wait_seconds(self) -> float: ...


Send = Callable[[OutboxEmail], Delivery]


@dataclass(frozen=True)
class _Fault:
    """Our own fault; tried again later, as if the server had put it off."""

    detail: str
    outcome: str = "deferred"
    code: int | None = None
    wait_seconds: float = 0


class CanNotCompose(Exception):
    """The message can not be made, for example because a value it needs is empty."""


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How to deliver: how long one email may take, how soon to try again, whether to resend what may have arrived.

    `first_delay` doubles with each try up to four hours, and what is uncertain waits half an hour, as long as it
    is a minute; they grow and shrink with it.
    """

    deadline: timedelta = timedelta(seconds=30)
    first_delay: timedelta = timedelta(minutes=1)
    resend_uncertain: bool = True


MANNERS = Manners()


class RelayAway(Exception):
    """The mail server could not be used at all; every row that was claimed waits as before."""


def deliver_due(*, send: Send, now: datetime, limit: int = AT_ONCE, manners: Manners = MANNERS) -> int:
    """Claim up to `limit` due emails and send them one by one; returns how many were claimed.

    `send` composes and sends one row within the deadline; it raises CanNotCompose. Each row is marked the moment
    its answer arrives, so that a killed worker repeats at most the one it had in hand. The lease is twice as
    long as the deadline, and no message is begun in its second half: nobody else takes a row that is being sent.
    Raises RelayAway.
    """
    token = secrets.token_hex(16)
    stop_at = time.monotonic() + manners.deadline.total_seconds()
    claimed = outbox_claims.claim(token, now=now, lease=2 * manners.deadline, limit=limit)
    for email_id in claimed:
        if time.monotonic() >= stop_at:
            outbox_claims.give_back(token)
            break
        email = outbox_claims.mine(email_id, token)
        if email is not None:
            _handle(email, token, send, now, manners)
    return len(claimed)


def _handle(email: OutboxEmail, token: str, send: Send, now: datetime, manners: Manners) -> None:
    """Send one row, unless that became pointless, and note the outcome."""
    verdict = still_true.verdict(email, now=now)
    if verdict is Verdict.DROP:
        return _end(email, token, "cancelled", now, "No longer true when it was to be sent.")
    if verdict is Verdict.LATER:
        return _wait(email, token, now + NOT_TODAY, "Not in the week around a release.")
    if verdict is Verdict.UNDECIDED:
        return _wait(email, token, now + UNTIL_DECIDED, "The help desk may take the entry from this account.")
    if refused_addresses.keeps_back(email):
        return _end(email, token, "failed", now, "The address refused an email before.", problem="suppressed")
    try:
        delivery = send(email)
    except CanNotCompose as reason:
        log.error("email.can_not_compose", extra={"email": email.id, "kind": email.kind})
        return _end(email, token, "failed", now, str(reason), problem="compose")
    except PeeweeException:
        raise
    except Exception as failure:  # a fault in one row must not hold up the others
        log.exception("email.failed", extra={"email": email.id, "kind": email.kind})
        return _after(email, token, _Fault(type(failure).__name__), now, manners)
    _after(email, token, delivery, now, manners)
    return None


def _after(email: OutboxEmail, token: str, delivery: Delivery, now: datetime, manners: Manners) -> None:
    """Note what the transport says; raises RelayAway."""
    match delivery.outcome:
        case "sent":
            outbox_claims.mark_sent(email, token, now=now)
            refused_addresses.forget(email)
        case "refused":
            _end(email, token, "failed", now, delivery.detail, problem="refused")
            refused_addresses.note(email, code=delivery.code, detail=delivery.detail, now=now)
        case "uncertain" if email.possible_duplicate or not manners.resend_uncertain:
            _end(email, token, "uncertain", now, delivery.detail)
        case "uncertain":
            _retry(email, token, now + UNCERTAIN_FACTOR * manners.first_delay, delivery.detail, possible_duplicate=True)
        case "paced":
            _wait(email, token, now + timedelta(seconds=delivery.wait_seconds), delivery.detail)
        case "unreachable":
            outbox_claims.give_back(token)
            log.warning("relay.away", extra={"reason": delivery.detail})
            raise RelayAway(delivery.detail)
        case _ if email.attempts >= MOST_ATTEMPTS:
            _end(email, token, "failed", now, delivery.detail, problem="gave_up")
        case _:
            _retry(email, token, now + _delay(email.attempts, manners.first_delay), delivery.detail)


def retry(email: OutboxEmail, *, now: datetime) -> bool:
    """Let an email that failed or is uncertain go once more; False in another state, or once it was forgotten."""
    again = OutboxEmail.update(
        state="queued", due_at=now, attempts=0, dead_at=None, problem="", possible_duplicate=True
    ).where(
        OutboxEmail.id == email.id, OutboxEmail.state.in_(("failed", "uncertain")), OutboxEmail.forgotten_at.is_null()
    )
    if not again.execute():
        return False
    refused_addresses.lift(outbox.address_of(email))
    alarm.ring()
    return True


def _delay(attempts: int, first: timedelta) -> timedelta:
    """Twice as long each time, up to a limit, with jitter so that a relay is not met by all at once."""
    doubled = first * min(int(2 ** min(attempts - 1, 10)), LONGEST_FACTOR)
    return doubled * random.uniform(0.75, 1.25)  # noqa: S311 - jitter, not a secret


def _end(email: OutboxEmail, token: str, state: str, now: datetime, why: str, *, problem: str = "") -> None:
    outbox_claims.mark(email, token, state=state, dead_at=now, last_error=why, problem=problem)


def _retry(email: OutboxEmail, token: str, due_at: datetime, why: str, **changes: object) -> None:
    outbox_claims.mark(email, token, due_at=due_at, last_error=why, **changes)


def _wait(email: OutboxEmail, token: str, due_at: datetime, why: str) -> None:
    """Put off what was not tried."""
    _retry(email, token, due_at, why, attempts=OutboxEmail.attempts - 1)
