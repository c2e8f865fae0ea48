"""The simulated results day counts everybody, refuses when the line is full, and does not move by itself."""

import random

import pytest

from benchmarks import capacity
from benchmarks.capacity import Measured
from benchmarks.results_day import PLACES, RETRY, WINDOW, Costs, Day, arrivals, simulate

COSTS = Costs(page=0.001, sign_in=0.025)


def day(coming: list[float], *, signed_in: float = 0.0, costs: Costs = COSTS) -> Day:
    return simulate(coming, costs, signed_in=signed_in, chance=random.Random(1))


def test_everybody_comes_within_ten_minutes_most_of_them_early() -> None:
    coming = arrivals(2_000, mail_seconds=300, chance=random.Random(1))
    assert len(coming) == 2_000
    assert 0 <= coming[0] <= coming[-1] < WINDOW
    assert sum(moment < WINDOW / 3 for moment in coming) > 1_000


def test_one_person_alone_waits_for_three_pages_and_one_password() -> None:
    alone = day([5.0])
    assert alone.waits == [pytest.approx(3 * COSTS.page + COSTS.sign_in)]
    assert alone.refused_at == []


def test_who_is_signed_in_waits_for_two_pages_only() -> None:
    assert day([5.0], signed_in=1.0).waits == [pytest.approx(2 * COSTS.page)]


def test_the_line_holds_three_and_the_next_come_back_later() -> None:
    together = day([1.0] * (PLACES + 2))
    assert len(together.refused_at) == 2
    assert len(together.waits) == together.people == PLACES + 2
    assert sum(wait > RETRY[0] for wait in together.waits) == 2


def test_pages_go_before_hashing() -> None:
    """A password that is being hashed stands back for the pages of people who are signed in."""
    chance = random.Random(1)
    slow = Costs(page=0.01, sign_in=1.0)
    busy = simulate([0.0], slow, chance=chance)
    crowded = simulate([0.0, *(0.1 + number / 200 for number in range(100))], slow, signed_in=0.0, chance=chance)
    assert min(crowded.signed_in_at) > busy.signed_in_at[0] + 0.5


def test_too_many_for_a_core_are_told_to_wait_again_and_again() -> None:
    few, many = (capacity.day_of(people, COSTS, signed_in=0.0) for people in (5_000, 13_000))
    assert few.share_within(60) > 0.99
    assert many.share_within(60) < 0.9
    assert many.refusals_each > 10 * max(few.refusals_each, 0.01)


def test_more_people_need_more_of_everything_and_a_second_host_needs_postgresql() -> None:
    measured = Measured(1.0, 50.0, notices_a_second=100, commits_a_second=4_000, cores_a_host=8)
    small, middle, large = capacity.needs(measured)
    assert small.cores <= middle.cores <= large.cores
    assert small.walls == ()
    assert "PostgreSQL" in middle.walls[0]
    assert [need.cores_half_signed_in <= need.cores for need in (small, middle, large)] == [True] * 3


def test_the_same_day_comes_out_twice() -> None:
    assert capacity.day_of(3_000, COSTS, signed_in=0.3) == capacity.day_of(3_000, COSTS, signed_in=0.3)
