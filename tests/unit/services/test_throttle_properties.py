"""Fifty guesses at the same instant: no more get through than the limit says, and what is given back is free again."""

import threading
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.models.throttle import Throttle
from portal.services import throttle
from portal.services.errors import SlowDown
from portal.services.throttle import Limit, Reservation
from tests.unit import factories
from tests.unit.at_once import together

GUESSES = 50
NOW = factories.NOW
SLOW = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def guess(limits: list[Limit], refund_every: int = 0) -> tuple[list[Reservation], list[SlowDown]]:
    """Fifty people at once; every so many of them were right and get their place back."""
    got: list[Reservation] = []
    refused: list[SlowDown] = []
    lock = threading.Lock()

    def act() -> None:
        try:
            place = throttle.reserve([(limit, "amara") for limit in limits], now=NOW)
        except SlowDown as slow:
            refused.append(slow)
            return
        with lock:
            got.append(place)
            is_right = refund_every > 0 and len(got) % refund_every == 0
        if is_right:
            throttle.refund(place)

    together(GUESSES, act)
    return got, refused


@SLOW
@given(first=st.integers(1, 60), second=st.integers(1, 60))
def test_the_smallest_limit_decides_to_the_place(database: str, first: int, second: int) -> None:
    Throttle.delete().execute()
    limits = [Limit("one", first, timedelta(minutes=15)), Limit("two", second, timedelta(hours=24))]
    got, refused = guess(limits)
    assert len(got) == min(first, second, len(got) + len(refused))
    assert {row.count for row in Throttle.select()} == {len(got)}, "who is refused takes no place in any bucket"
    assert all(slow.seconds >= 1 for slow in refused)


@SLOW
@given(count=st.integers(1, 20), refund_every=st.integers(1, 5))
def test_what_is_given_back_is_free_again(database: str, count: int, refund_every: int) -> None:
    Throttle.delete().execute()
    got, _ = guess([Limit("one", count, timedelta(minutes=15))], refund_every)
    kept = len(got) - len(got) // refund_every
    assert kept <= count
    assert Throttle.get().count == kept
