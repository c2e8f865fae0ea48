"""Waiting for a portal under attack to come to rest, and what a candidate's page showed meanwhile."""

import threading
import time
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from tests.e2e.waiting import until
from tests.faults import cast
from tests.faults.person import NoAnswer, Person
from tests.faults.stage import Stage

WAITING = ("queued", "parked")
REST_SECONDS = 120


def await_release(batch: ReleaseBatch, stage: Stage, *, seconds: float = REST_SECONDS) -> None:
    """Wait until the batch is out; what died is started again, as a supervisor would."""

    def is_out() -> bool:
        stage.restart_what_died()
        return ReleaseBatch.get_by_id(batch.id).state == "released"

    until(is_out, "the release", seconds=seconds)


def await_mails(batch: ReleaseBatch, stage: Stage, *, seconds: float = REST_SECONDS) -> None:
    """Wait until no email of the batch waits any more."""

    def are_done() -> bool:
        stage.restart_what_died()
        waiting = OutboxEmail.select().where(OutboxEmail.batch == batch, OutboxEmail.state.in_(WAITING))
        return not waiting.exists()

    until(are_done, "the emails of the batch", seconds=seconds)


class Reader:
    """A candidate who looks at the result again and again; `seen_at` is when it was shown first."""

    def __init__(self, candidate: Candidate, stage: Stage) -> None:
        self._person = Person(stage.base_url, cookie=cast.cookie_of(candidate))
        self._page = f"/results/{candidate.entries.get().public_id}"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.seen_at: datetime | None = None
        self.answers = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def is_shown(self) -> bool:
        """Whether the page shows the result at this moment."""
        return f">{cast.MARK}<" in self._person.get(self._page).text

    def _look(self) -> None:
        while not self._stop.wait(0.05):
            try:
                if self.is_shown():
                    # The page was asked for before the answer came, so this is the latest it can have been.
                    self.seen_at = self.seen_at or cast.now()
                self.answers += 1
            except NoAnswer:
                continue


def seconds_since(moment: float) -> float:
    return time.monotonic() - moment


def soon(seconds: float) -> datetime:
    return cast.now() + timedelta(seconds=seconds)
