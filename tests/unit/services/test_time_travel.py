"""Time travel: the clock goes forward only, all at once, and back to the machine's time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from portal import clock
from portal.models import connection
from portal.models.base import MICROSECOND
from portal.services import time_travel
from portal.services.errors import Refused


@pytest.fixture(autouse=True)
def following_clock(database: str) -> Iterator[None]:
    def lead() -> timedelta:
        return (connection.lead_microseconds(time_travel=True) or 0) * MICROSECOND

    clock.follow(lead, keep_seconds=0)
    yield
    clock.follow(None)


def ahead() -> timedelta:
    return clock.now() - clock.machine_now()


def test_the_clock_jumps_at_once_and_further_each_time() -> None:
    time_travel.advance(timedelta(weeks=6))
    assert abs(ahead() - timedelta(weeks=6)) < timedelta(seconds=2)
    time_travel.advance(timedelta(days=1))
    assert abs(ahead() - timedelta(days=43)) < timedelta(seconds=2)


def test_the_clock_comes_back() -> None:
    time_travel.advance(timedelta(weeks=6))
    time_travel.reset()
    assert abs(ahead()) < timedelta(seconds=2)


@pytest.mark.parametrize(("by", "code"), [(0, "not_forward"), (-1, "not_forward"), (3651, "too_far")])
def test_what_happened_stays_in_the_past(by: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        time_travel.advance(timedelta(days=by))
    assert time_travel.lead() == timedelta()
