"""Two hosts, clocks apart, on one database: one of each part killed at a time, periodic work and releases done once."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from portal.models import connection
from portal.models.base import db
from portal.models.outbox_email import OutboxEmail
from portal.models.periodic_slot import PeriodicSlot
from portal.models.release_batch import ReleaseBatch
from tests.conftest import POSTGRESQL
from tests.e2e.running import free_port
from tests.faults import cast
from tests.faults.checker import check_database, check_nothing_is_claimed, check_registrations
from tests.faults.conftest import ON_SERVERS, require_servers
from tests.faults.journal import Journal
from tests.faults.results import Outcome
from tests.faults.stage import Stage, staged
from tests.faults.test_worker_killed import count
from tests.faults.watching import Reader, await_mails, await_release, seconds_since, soon

SIZE, PEOPLE = 60, 8
AHEAD_SECONDS = 900


@contextmanager
def second_host(stage: Stage) -> Iterator[str]:
    """Another web server and another worker, a quarter of an hour ahead; yields the web server's address."""
    bind = f"127.0.0.1:{free_port()}"
    web = stage.add("web2", "portal", "web", "--bind", bind, clock_ahead_seconds=AHEAD_SECONDS)
    worker = stage.add("worker2", "workflows.consumer", clock_ahead_seconds=AHEAD_SECONDS)
    first = stage.base_url
    try:
        stage.base_url = f"http://{bind}"
        stage.await_ready()
        stage.await_at_work(worker)
        stage.base_url = first
        yield f"http://{bind}"
    finally:
        stage.base_url = first
        stage.remove(worker)
        stage.remove(web)


@ON_SERVERS
def test_two_hosts_and_one_part_killed_at_a_time(
    stage: Stage, rounds: int, dice: random.Random, outcome: Outcome
) -> None:
    play(stage, rounds, dice, outcome)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Stage]:
    """A portal that needs one server: PostgreSQL carries the queue as well."""
    require_servers(POSTGRESQL, "")
    with staged(tmp_path, "PostgreSQL alone", database=POSTGRESQL, queue="same", mail_retry_seconds="1") as stage:
        connection.bind(stage.direct.database_url)
        with connection.connection():
            yield stage
        db.close_all()


def test_two_hosts_with_postgresql_alone_as_database_and_queue(
    alone: Stage, rounds: int, dice: random.Random, outcomes: Callable[[Outcome], None]
) -> None:
    outcome = Outcome("two hosts, one server for everything", alone.name)
    play(alone, rounds, dice, outcome)
    outcome.kills = alone.kills
    outcomes(outcome)


def play(stage: Stage, rounds: int, dice: random.Random, outcome: Outcome) -> None:
    with second_host(stage) as other:
        for _ in range(rounds):
            first = stage.base_url
            batch = cast.approved(SIZE, release_at=soon(4))
            stage.ring()
            with Reader(cast.candidate_of(batch), stage) as reader, Journal(stage, cast.unclaimed(PEOPLE)) as journal:
                for name in dice.sample(["web", "web2", "worker1", "worker2"], 4):
                    time.sleep(dice.uniform(0.3, 1.2))
                    stage.parts[name].kill()
                    stage.restart_what_died()
                began = time.monotonic()
                await_release(batch, stage)
                await_mails(batch, stage)
            outcome.recovered = max(outcome.recovered, seconds_since(began))
            stage.await_ready()
            count(batch, stage, outcome, reader)
            assert journal.wrong == []
            outcome.acknowledged += len(journal.acknowledged)
            outcome.lost += check_registrations(journal.acknowledged, journal.attempted)
            assert urlsplit(other).port != urlsplit(first).port
        _check_periodic_work()
    check_database()
    check_nothing_is_claimed()
    assert (outcome.lost, outcome.early) == (0, 0)


def _check_periodic_work() -> None:
    """Each part of a minute was claimed by one worker, by the clock of the database: none lies ahead of it."""
    ahead = PeriodicSlot.select().where(PeriodicSlot.slot > cast.now())
    assert ahead.count() == 0
    assert PeriodicSlot.select().where(PeriodicSlot.job == "sweep").exists()
    assert OutboxEmail.select().where(OutboxEmail.sent_at > cast.now()).count() == 0
    assert ReleaseBatch.select().where(ReleaseBatch.released_at > cast.now()).count() == 0
