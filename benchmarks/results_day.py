"""A results day on one core, simulated: who comes when, the waiting line before the hashing, retries, pages.

Every process of the portal has a core of its own and gets its share of the people, so one core stands for all: what it
can do for its share, the others do for theirs.
"""

import heapq
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

WINDOW = 600.0
"""Ten minutes, in seconds."""
AT_THE_MINUTE = 0.6
"""The share who wait for the announced minute; the others come when they have read the email."""
HURRY, READING = 120.0, 180.0
"""Mean seconds after the minute, and after the email was sent."""
PLACES = 3
"""One is hashed, two wait: portal/services/hash_queue.py."""
RETRY = (5.0, 10.0)
LOOKING = 3.0
"""Mean seconds between the list of entries and the tap on one of them."""
POLITE = 0.1
"""What the hashing thread gets of a core that also makes pages (nice 10 against 0)."""
LONGEST = 2 * WINDOW


@dataclass(frozen=True)
class Costs:
    """Seconds of one core: for a page, and for a sign-in with its hashing."""

    page: float
    sign_in: float


@dataclass
class Day:
    """What people met: seconds from coming to their result (without the time they took to look), and refusals."""

    people: int = 0
    waits: list[float] = field(default_factory=list)
    page_waits: list[float] = field(default_factory=list)
    signed_in_at: list[float] = field(default_factory=list)
    refused_at: list[float] = field(default_factory=list)
    last: float = 0.0

    def share_within(self, seconds: float) -> float:
        return sum(wait <= seconds for wait in self.waits) / max(self.people, 1)

    def wait(self, share: float) -> float:
        """The seconds within which `share` of those who have their result had it."""
        return _at(self.waits, share)

    def page(self, share: float) -> float:
        return _at(self.page_waits, share)

    @property
    def refusals_each(self) -> float:
        return len(self.refused_at) / max(len(self.signed_in_at), 1)


def arrivals(people: int, *, mail_seconds: float, chance: random.Random) -> list[float]:
    """When each of them comes, all within the window; the emails leave evenly over `mail_seconds`."""
    return sorted(_arrival(mail_seconds, chance) for _ in range(people))


def _arrival(mail_seconds: float, chance: random.Random) -> float:
    while True:
        if chance.random() < AT_THE_MINUTE:
            moment = chance.expovariate(1 / HURRY)
        else:
            moment = chance.uniform(0, mail_seconds) + chance.expovariate(1 / READING)
        if moment < WINDOW:
            return moment


def simulate(coming: Iterable[float], costs: Costs, *, signed_in: float = 0.0, chance: random.Random) -> Day:
    """Let these people come to one core; `signed_in` is the share whose session still lives."""
    core = _Core(costs, chance)
    for moment in coming:
        core.day.people += 1
        core.later(moment, "results" if chance.random() < signed_in else "form", moment)
    while core.events and core.day.last < LONGEST:
        core.step()
    return core.day


class _Core:
    """Pages go first; the hashing thread is polite and works when no page does. A person is the moment they came."""

    def __init__(self, costs: Costs, chance: random.Random) -> None:
        self.events: list[tuple[float, int, str, float]] = []
        self.day = Day()
        self._costs, self._chance, self._numbers = costs, chance, count()
        self._pages_until = 0.0
        self._line: list[float] = []
        self._hash_until = 0.0

    def later(self, moment: float, what: str, person: float) -> None:
        heapq.heappush(self.events, (moment, next(self._numbers), what, person))

    def step(self) -> None:
        now, _, what, person = heapq.heappop(self.events)
        self.day.last = now
        if what == "form":
            self.later(self._page(now), "password", person)
        elif what == "password":
            self._password(now, person)
        elif what == "hashed":
            self._hashed(now)
        elif what == "results":
            # The time to look is not waited for: the person counts as having come so much later.
            looking = self._chance.expovariate(1 / LOOKING)
            self.later(self._page(now) + looking, "result", person + looking)
        else:
            self.day.waits.append(self._page(now) - person)

    def _page(self, now: float) -> float:
        """When a page that is asked for now has been made; whatever is being hashed stands back for it."""
        shared = 1 + POLITE if self._line else 1
        done = max(now, self._pages_until) + self._costs.page * shared
        self.day.page_waits.append(done - now)
        self._pages_until = done
        if self._line:
            self._hash_until += self._costs.page
        return done

    def _password(self, now: float, person: float) -> None:
        if len(self._line) >= PLACES:
            self.day.refused_at.append(now)
            self.later(self._page(now) + self._chance.uniform(*RETRY), "password", person)
            return
        self._line.append(person)
        if len(self._line) == 1:
            self._begin(now)

    def _begin(self, now: float) -> None:
        self._hash_until = max(now, self._pages_until) + self._costs.sign_in
        self.later(self._hash_until, "hashed", 0.0)

    def _hashed(self, now: float) -> None:
        if now < self._hash_until:  # pages came between
            self.later(self._hash_until, "hashed", 0.0)
            return
        self.day.signed_in_at.append(now)
        self.later(now, "results", self._line.pop(0))
        if self._line:
            self._begin(now)


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)] if values else 0.0
