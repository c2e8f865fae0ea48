"""The pace towards single domains: one that answers 421 or 450 gets less at a time, until it takes mail again."""

import threading
import time
from dataclasses import dataclass

from portal.mail.delivery import Delivery, Outcome

SLOW_DOWN_CODES = {421, 450, 451, 452}
FIRST_GAP_SECONDS = 1.0
LONGEST_GAP_SECONDS = 300.0


@dataclass
class _Domain:
    gap: float
    next_turn: float
    waiting: int = 0


class DomainPace:
    """Each refusal for now doubles the gap between two emails to a domain; each success halves it.

    Kept in this process only: another worker learns for itself, and a restart forgets.
    """

    def __init__(self) -> None:
        self._domains: dict[str, _Domain] = {}
        self._lock = threading.Lock()

    def turn(self, address: str) -> float:
        """0 when an email to the address may leave now, which takes the turn; else the seconds to wait."""
        with self._lock:
            domain = self._domains.get(_domain_of(address))
            if domain is None:
                return 0
            now = time.monotonic()
            if now >= domain.next_turn:
                domain.next_turn = now + domain.gap
                domain.waiting = max(0, domain.waiting - 1)
                return 0
            wait = domain.next_turn - now + domain.waiting * domain.gap
            domain.waiting += 1
            return wait

    def is_slow(self, address: str) -> bool:
        """Whether emails to the address wait for a turn at present."""
        with self._lock:
            return _domain_of(address) in self._domains

    def learn(self, address: str, delivery: Delivery) -> None:
        """Go by what the server said to an email to the address."""
        name = _domain_of(address)
        with self._lock:
            domain = self._domains.get(name)
            if delivery.outcome is Outcome.DEFERRED and delivery.code in SLOW_DOWN_CODES:
                gap = FIRST_GAP_SECONDS if domain is None else min(2 * domain.gap, LONGEST_GAP_SECONDS)
                waiting = 0 if domain is None else domain.waiting
                self._domains[name] = _Domain(gap, time.monotonic() + gap, waiting)
            elif delivery.outcome is Outcome.SENT and domain is not None:
                domain.gap /= 2
                if domain.gap < FIRST_GAP_SECONDS:
                    del self._domains[name]


def _domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()
