"""Noting what became of a claimed email: sent, never to be sent, or when to try again."""

import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.models.outbox_email import OutboxEmail
from portal.services import outbox_claims, refused_addresses
from portal.services.letters import Delivery

log = logging.getLogger(__name__)

UNCERTAIN_FACTOR, LONGEST_FACTOR = 30, 240
MOST_ATTEMPTS = 20  # with these delays two days
_ENDS = {"dropped": ("cancelled", ""), "suppressed": ("failed", "suppressed"), "not_composed": ("failed", "compose")}


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


def note(email: OutboxEmail, token: str, delivery: Delivery, *, now: datetime, manners: Manners) -> None:
    """Write down what is said of a row and end its claim; raises RelayAway."""
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
        case "dropped" | "suppressed" | "not_composed" as outcome:
            state, problem = _ENDS[outcome]
            _end(email, token, state, now, delivery.detail, problem=problem)
        case _ if email.attempts >= MOST_ATTEMPTS:
            _end(email, token, "failed", now, delivery.detail, problem="gave_up")
        case _:
            _retry(email, token, now + _delay(email.attempts, manners.first_delay), delivery.detail)


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
