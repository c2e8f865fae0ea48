"""People who register, one after the other in several browsers, and what they were told: the journal."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from portal.models.entry import Entry
from tests.faults.person import Answer, NoAnswer, Person
from tests.faults.stage import Stage
from tests.unit import factories

BROWSERS = 3
BUSY = {429, 503}
WHOLE_TIME = 120


@dataclass
class Journal:
    """`acknowledged` holds the ID numbers of who saw "you are registered"; the others were tried.

    `heard` says what came back last for those who gave up.
    """

    stage: Stage
    entries: list[Entry]
    attempted: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)
    busy: Counter[int] = field(default_factory=Counter)
    heard: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._left = list(reversed(self.entries))
        self._end = time.monotonic() + WHOLE_TIME
        self._threads = [threading.Thread(target=self._register_all) for _ in range(BROWSERS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        for thread in self._threads:
            thread.join()

    @property
    def is_going_on(self) -> bool:
        return bool(self._left)

    def stop(self) -> None:
        """Nobody else begins."""
        self._left.clear()

    def _register_all(self) -> None:
        while self._left and time.monotonic() < self._end:
            try:
                entry = self._left.pop()
            except IndexError:  # another browser took the last one
                return
            self._register(entry.id_number)

    def _register(self, id_number: str) -> None:
        """Press Submit again until there is an answer: the same form, as somebody on a bad line does."""
        self.attempted.append(id_number)
        person, form = Person(self.stage.base_url), dict[str, str]()
        while time.monotonic() < self._end:
            try:
                form = form or _filled(person, id_number)
                began = time.monotonic()
                answer = person.post("/register", form)
            except NoAnswer as lost:
                self.heard[id_number] = str(lost)
                time.sleep(0.2)
                continue
            self.heard[id_number] = f"{answer.status} after {time.monotonic() - began:.1f} s"
            if self._is_done(answer, id_number, time.monotonic() - began):
                del self.heard[id_number]
                return

    def _is_done(self, answer: Answer, id_number: str, seconds: float) -> bool:
        if answer.status in BUSY:
            self.busy[answer.status] += 1
            if not answer.retry_after:
                self.wrong.append(f"{answer.status} without Retry-After")
            time.sleep(0.3)
            return False
        if (answer.status, answer.to) == (303, "/registered"):
            self.acknowledged.append(id_number)
            self.slowest = max(self.slowest, seconds)
        else:
            self.wrong.append(f"{id_number}: {answer.status} {answer.to} {answer.text[:300]}")
        return True


def _filled(person: Person, id_number: str) -> dict[str, str]:
    """The form as the page offers it, with everything typed in.

    Each sitting's people have a mail domain of their own: one that was slowed down does not hold up the next.
    """
    place = id_number[:3]
    hidden = person.form("/register", "/register")
    return hidden | {
        "id_number": id_number,
        "secret_number": factories.SECRET,
        "email": f"{id_number.lower()}@{place.lower()}.example.org",
        "password": factories.PASSWORD,
        "confirm_password": factories.PASSWORD,
        "terms": "agree",
    }
