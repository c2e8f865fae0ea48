"""The instant of a release: two workers at once, a time in the past, a host whose clock is ahead, a repeated hour."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from datetime import time as at

import pytest

from portal.models.audit_event import AuditEvent
from portal.models.release_batch import ReleaseBatch
from portal.rules.time_zones import RepeatedTimeError, SkippedTimeError, local_instant
from tests.e2e.waiting import until
from tests.faults import cast
from tests.faults.checker import check_database, check_mails, check_nothing_is_claimed
from tests.faults.conftest import ON_SERVERS
from tests.faults.results import Outcome
from tests.faults.stage import Stage
from tests.faults.test_worker_killed import count
from tests.faults.watching import Reader, await_mails, await_release, seconds_since, soon

SIZE = 60
HOUR_SECONDS = 3600


@contextmanager
def another_worker(stage: Stage, *, clock_ahead_seconds: int = 0) -> Iterator[None]:
    part = stage.add("worker2", "workflows.consumer", clock_ahead_seconds=clock_ahead_seconds)
    try:
        yield
    finally:
        stage.remove(part)


def test_two_workers_at_the_instant_of_a_release(stage: Stage, rounds: int, outcome: Outcome) -> None:
    with another_worker(stage):
        for _ in range(rounds):
            batch = cast.approved(SIZE, release_at=soon(4))
            for _ in range(6):
                stage.ring()
            with Reader(cast.candidate_of(batch), stage) as reader:
                await_release(batch, stage)
                began = time.monotonic()
                await_mails(batch, stage)
            outcome.recovered = max(outcome.recovered, seconds_since(began))
            count(batch, stage, outcome, reader)
            released_at = ReleaseBatch.get_by_id(batch.id).released_at
            assert released_at is not None
            assert released_at - batch.release_at < timedelta(seconds=5), "an alarm is set for the very minute"
    check_nothing_is_claimed()
    assert (outcome.lost, outcome.early, outcome.duplicated) == (0, 0, 0)


def test_a_release_time_in_the_past(stage: Stage, rounds: int, outcome: Outcome) -> None:
    """Nothing ran when the minute came: the worker releases when it is there again, once."""
    for _ in range(rounds):
        stage.workers[0].terminate()
        batch = cast.approved(SIZE, release_at=cast.now() - timedelta(hours=3))
        began = time.monotonic()
        with Reader(cast.candidate_of(batch), stage) as reader:
            await_release(batch, stage)
            await_mails(batch, stage)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        count(batch, stage, outcome, reader)
    check_database()
    assert (outcome.lost, outcome.early, outcome.duplicated) == (0, 0, 0)


@ON_SERVERS
def test_a_host_whose_clock_is_an_hour_ahead(stage: Stage, rounds: int, outcome: Outcome) -> None:
    """The database's clock decides: its worker and its pages wait with the others."""
    with another_worker(stage, clock_ahead_seconds=HOUR_SECONDS):
        for _ in range(rounds):
            stage.workers[0].terminate()
            batch = cast.approved(SIZE, release_at=soon(10))
            with Reader(cast.candidate_of(batch), stage) as reader:
                stage.await_at_work(stage.parts["worker2"])
                stage.ring()
                time.sleep(max(0.0, (batch.release_at - cast.now()).total_seconds() - 1))
                assert ReleaseBatch.get_by_id(batch.id).state == "approved", "released before its time"
                until(lambda batch=batch: ReleaseBatch.get_by_id(batch.id).state == "released", "the release")
                stage.workers[0].start()
                began = time.monotonic()
                await_mails(batch, stage)
            outcome.recovered = max(outcome.recovered, seconds_since(began))
            count(batch, stage, outcome, reader)
    check_nothing_is_claimed()
    assert (outcome.lost, outcome.early, outcome.duplicated) == (0, 0, 0)


def test_an_hour_that_a_clock_shows_twice_or_not_at_all(stage: Stage, outcome: Outcome) -> None:
    """A release at 01:30 on such a night is one instant, chosen by a person; it happens at that one."""
    autumn, spring = date(2026, 10, 25), date(2026, 3, 29)
    half_past_one, london = at(1, 30), "Europe/London"
    with pytest.raises(RepeatedTimeError) as twice:
        local_instant(autumn, half_past_one, london)
    first, second = twice.value.choices
    assert second - first == timedelta(hours=1)
    with pytest.raises(SkippedTimeError):
        local_instant(spring, half_past_one, london)
    batch = cast.approved(3, release_at=second)
    stage.ring()
    await_release(batch, stage)
    await_mails(batch, stage)
    assert ReleaseBatch.get_by_id(batch.id).release_at == second
    assert check_mails(batch, stage).lost == 0
    assert AuditEvent.select().where(AuditEvent.subject == f"release_batch:{batch.public_id}").count() == 1
    outcome.rounds, outcome.acknowledged = 1, 3
