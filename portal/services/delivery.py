"""Delivering the outbox: claim, compose, ask again whether it still holds, send, and note what became of it."""

import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from peewee import PeeweeException

from portal.models.connection import synced_later
from portal.models.outbox_email import OutboxEmail
from portal.services import alarm, claimed_rows, outbox, outbox_claims, outcomes, refused_addresses, still_true
from portal.services.claimed_rows import Claimed
from portal.services.letters import CanNotCompose, Delivery, Letter, Post, Unsent
from portal.services.outcomes import MANNERS, Manners
from portal.services.still_true import Verdict

log = logging.getLogger(__name__)
Made = TypeVar("Made")

AT_ONCE = 50
AHEAD = 2
NOT_TODAY, UNTIL_DECIDED = timedelta(days=1).total_seconds(), timedelta(minutes=10).total_seconds()
_UNSENT = {
    Verdict.DROP: Unsent("dropped", "No longer true when it was to be sent."),
    Verdict.LATER: Unsent("paced", "Not in the week around a release.", wait_seconds=NOT_TODAY),
    Verdict.UNDECIDED: Unsent(
        "paced", "The help desk may take the entry from this account.", wait_seconds=UNTIL_DECIDED
    ),
}
_SUPPRESSED = Unsent("suppressed", "The address refused an email before.")


def deliver_due(*, post: Post, now: datetime, limit: int = AT_ONCE, manners: Manners = MANNERS) -> int:
    """Claim up to `limit` due emails and send them one by one; returns how many were claimed.

    Each row is marked the moment its answer arrives, and before another leaves, so that a killed worker repeats at
    most the one it had in hand. On SQLite the disk has the marks by the next claim, or sign of life of the worker: a
    power cut repeats at most the emails of one claim. The lease is twice as long as the deadline, and no message is
    begun in its second half: nobody else takes a row that is being sent. Raises RelayAway.
    """
    token = secrets.token_hex(16)
    stop_at = time.monotonic() + manners.deadline.total_seconds()
    claimed = outbox_claims.claim(token, now=now, lease=2 * manners.deadline, limit=limit)
    with synced_later():
        _Round(token, claimed, post, now, manners).run(stop_at)
    return len(claimed)


@dataclass(frozen=True)
class _Turn:
    """What is to be done about one row: send its letter, or note why there is none."""

    claimed: Claimed
    todo: Letter | Unsent

    @property
    def letter(self) -> Letter | None:
        return None if isinstance(self.todo, Unsent) else self.todo


class _Round:
    """The rows of one claim, which are read together and each asked again in the last moment.

    While the server takes one, the second after it is composed: the next one is ready. If anything has changed since
    they were read, that one and all that follow are read anew, each for itself.
    """

    def __init__(self, token: str, claimed: list[int], post: Post, now: datetime, manners: Manners) -> None:
        self._token, self._post, self._now, self._manners = token, post, now, manners
        self._read = claimed_rows.read(claimed, token, now=now)
        self._waiting = deque(claimed)
        self._ready: deque[_Turn] = deque()

    def run(self, stop_at: float) -> None:
        """Until all had their turn, or `stop_at` by the machine's steady clock."""
        while self._waiting or self._ready:
            if time.monotonic() >= stop_at:
                outbox_claims.give_back(self._token)
                break
            self._compose_ahead()
            if self._ready:
                self._take(self._ready.popleft())

    def _compose_ahead(self) -> None:
        while self._waiting and len(self._ready) < AHEAD:
            turn = self._turn_of(self._waiting[0])
            self._waiting.popleft()
            if turn is not None:
                self._ready.append(turn)

    def _turn_of(self, email_id: int) -> _Turn | None:
        """None when the row is not ours any more."""
        turn = self._turn(self._read.pop(email_id, None))
        if turn is None or turn.letter is None:  # only the row as it is now decides against it
            turn = self._turn(claimed_rows.read([email_id], self._token, now=self._now).get(email_id))
        return turn

    def _turn(self, claimed: Claimed | None) -> _Turn | None:
        if claimed is None:
            return None
        email, why_not = claimed.email, self._why_not(claimed)
        return _Turn(claimed, _tried(email, lambda: self._post.letter(email)) if why_not is None else why_not)

    def _why_not(self, claimed: Claimed) -> Unsent | None:
        """Why this row is not sent; None when it may go."""
        verdict = still_true.verdict(claimed.email, asked_back=claimed.is_asked_back, now=self._now)
        if verdict is not Verdict.SEND:
            return _UNSENT[verdict]
        return _SUPPRESSED if claimed.is_refused else None

    def _take(self, turn: _Turn) -> None:
        email, todo = turn.claimed.email, turn.todo
        delivery = todo if isinstance(todo, Unsent) else _tried(email, lambda: self._send(turn.claimed, todo))
        if delivery.outcome == "withdrawn":
            self._begin_anew(turn)
        else:
            outcomes.note(email, self._token, delivery, now=self._now, manners=self._manners)

    def _begin_anew(self, turn: _Turn) -> None:
        self._waiting.extendleft(each.claimed.email.id for each in reversed([turn, *self._ready]))
        self._ready.clear()
        self._read.clear()

    def _send(self, claimed: Claimed, letter: Letter) -> Delivery:
        return letter.send(
            may_go=partial(self._may_go, claimed),
            follower=self._ready[0].letter if self._ready else None,
            meanwhile=self._use_the_wait,
        )

    def _may_go(self, claimed: Claimed) -> bool:
        """Whether the row still says what the letter was made of, and all of that is still true."""
        is_the_same = claimed_rows.is_as_it_was(claimed, self._token, now=self._now)
        return is_the_same and self._why_not(claimed) is None

    def _use_the_wait(self) -> None:
        """Whatever fails here fails again in its own turn; the answer that is being waited for comes first."""
        with suppress(Exception):
            self._compose_ahead()


def _tried(email: OutboxEmail, step: Callable[[], Made]) -> Made | Unsent:
    """What the step gives; a fault in one row must not hold up the others, and counts as put off by the server."""
    try:
        return step()
    except CanNotCompose as reason:
        log.error("email.can_not_compose", extra={"email": email.id, "kind": email.kind})
        return Unsent("not_composed", str(reason))
    except PeeweeException:
        raise
    except Exception as failure:
        log.exception("email.failed", extra={"email": email.id, "kind": email.kind})
        return Unsent("deferred", type(failure).__name__)


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
