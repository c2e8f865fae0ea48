"""The business clock follows its source, and nobody makes it jump by setting the machine's time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from portal import clock

HOUR = timedelta(hours=1)
NEAR = timedelta(seconds=5)


@pytest.fixture(autouse=True)
def _followed() -> Iterator[None]:
    yield
    clock.follow(None)


def test_it_is_the_machine_s_time_without_a_source() -> None:
    clock.follow(None)
    assert abs(clock.now() - datetime.now(UTC)) < NEAR


def test_it_runs_ahead_as_the_source_says() -> None:
    clock.follow(lambda: HOUR, keep_seconds=0)
    assert abs(clock.now() - datetime.now(UTC) - HOUR) < NEAR


def test_a_machine_whose_time_is_set_does_not_move_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.follow(lambda: -HOUR, keep_seconds=30)
    before = clock.now()
    ahead = datetime.now(UTC) + 24 * HOUR
    monkeypatch.setattr(clock, "machine_now", lambda: ahead)
    assert clock.now() - before < NEAR


def test_it_runs_on_while_the_source_is_away() -> None:
    answers = iter([HOUR, None, None])
    clock.follow(lambda: next(answers), keep_seconds=0)
    first = clock.now()
    assert first <= clock.now() < first + NEAR


def test_a_source_that_was_away_at_first_is_asked_again_at_once() -> None:
    answers = iter([None, -HOUR])
    clock.follow(lambda: next(answers), keep_seconds=30)
    clock.now()
    assert abs(clock.now() - datetime.now(UTC) + HOUR) < NEAR
