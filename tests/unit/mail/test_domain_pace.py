"""A domain that asks for less gets less; the others do not notice."""

from collections.abc import Callable

import pytest

from portal.mail import domain_pace
from portal.mail.delivery import Delivery, Outcome
from portal.mail.domain_pace import DomainPace

SENT = Delivery(Outcome.SENT, 250)
SLOW = Delivery(Outcome.DEFERRED, 450, "slow down")


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the steady clock."""
    now = [1000.0]
    monkeypatch.setattr(domain_pace.time, "monotonic", lambda: now[0])

    def set_to(seconds: float) -> None:
        now[0] = 1000.0 + seconds

    return set_to


def test_without_complaint_nobody_waits(time: Callable[[float], None]) -> None:
    pace = DomainPace()
    assert [pace.turn("amara@example.org") for _ in range(5)] == [0] * 5


def test_each_complaint_doubles_the_gap_and_each_success_halves_it(time: Callable[[float], None]) -> None:
    pace = DomainPace()
    for gap in (1, 2, 4):
        pace.learn("amara@Example.org", SLOW)
        assert pace.turn("ben@example.org") == pytest.approx(gap + pace_queue(gap), abs=0.01)
    time(100)
    assert pace.turn("ben@example.org") == 0
    for _ in range(3):
        pace.learn("ben@example.org", SENT)
    assert [pace.turn("ben@example.org") for _ in range(5)] == [0] * 5


def pace_queue(gap: int) -> float:
    """How far back in the line this asker is: each who was told to wait before stands in front."""
    return {1: 0, 2: 2, 4: 8}[gap]


def test_the_gap_has_an_end(time: Callable[[float], None]) -> None:
    pace = DomainPace()
    for _ in range(30):
        pace.learn("a@example.org", SLOW)
    assert pace.turn("b@example.org") == domain_pace.LONGEST_GAP_SECONDS


def test_other_domains_go_on(time: Callable[[float], None]) -> None:
    pace = DomainPace()
    pace.learn("a@slow.example", SLOW)
    assert pace.turn("b@slow.example") > 0
    assert pace.turn("b@quick.example") == 0


def test_who_waits_is_spread_out_and_let_in_one_by_one(time: Callable[[float], None]) -> None:
    pace = DomainPace()
    pace.learn("a@example.org", SLOW)
    waits = [pace.turn(f"c{number}@example.org") for number in range(4)]
    assert waits == [1, 2, 3, 4]
    time(1)
    assert pace.turn("c0@example.org") == 0
    assert pace.turn("c1@example.org") > 0
    time(2)
    assert pace.turn("c1@example.org") == 0


@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_these_codes_slow_down(code: int, time: Callable[[float], None]) -> None:
    pace = DomainPace()
    pace.learn("a@example.org", Delivery(Outcome.DEFERRED, code))
    assert pace.turn("b@example.org") > 0


@pytest.mark.parametrize(
    "answer", [Delivery(Outcome.DEFERRED), Delivery(Outcome.REFUSED, 550), Delivery(Outcome.UNCERTAIN)]
)
def test_other_outcomes_say_nothing_about_the_domain(answer: Delivery, time: Callable[[float], None]) -> None:
    pace = DomainPace()
    pace.learn("a@example.org", answer)
    assert pace.turn("b@example.org") == 0


def test_only_a_domain_that_complained_is_slow(time: Callable[[float], None]) -> None:
    pace = DomainPace()
    pace.learn("amara@example.org", SLOW)
    assert [pace.is_slow(address) for address in ("ben@Example.org", "ben@example.com")] == [True, False]
