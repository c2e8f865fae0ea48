"""The database restarted, locked or full: a kind 503 with Retry-After, no half write, and it works again by itself."""

import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from portal.models import connection
from portal.models.base import db
from tests.conftest import REDIS, REQUIRE_ALL
from tests.e2e.waiting import until
from tests.faults import cast, own_postgresql
from tests.faults.checker import check_database, check_mails, check_nothing_is_claimed, check_registrations
from tests.faults.conftest import ON_FILES, ON_SERVERS, require_servers
from tests.faults.journal import Journal
from tests.faults.person import Answer, Person
from tests.faults.results import Outcome
from tests.faults.stage import Stage, staged
from tests.faults.watching import Reader, await_mails, await_release, seconds_since, soon

SIZE = 6
AWAY_SECONDS, LOCKED_SECONDS = 3, 20  # longer than a connection waits for a lock
RELEASED = 60


def is_kind(answer: Answer) -> bool:
    """Whether this is what somebody gets who comes at a bad moment."""
    return answer.status == 503 and int(answer.retry_after or 0) > 0 and "<h1" in answer.text


def count(journal: Journal, outcome: Outcome) -> None:
    outcome.rounds += 1
    outcome.acknowledged += len(journal.acknowledged)
    outcome.lost += check_registrations(journal.acknowledged, journal.attempted)
    assert journal.wrong == []
    assert len(journal.acknowledged) == SIZE, journal.heard


@ON_SERVERS
def test_the_line_to_postgresql_is_cut_while_people_register_and_mail_leaves(
    stage: Stage, rounds: int, outcome: Outcome
) -> None:
    line = stage.database_line
    assert line is not None
    go_away(stage, rounds, outcome, leave=lambda: line.use("closed"), come_back=lambda: line.use("open"))


@pytest.fixture
def server() -> Iterator[own_postgresql.Server]:
    """A server that may be killed."""
    with own_postgresql.own_server() as own:
        if own is None and not REQUIRE_ALL:
            pytest.skip("PostgreSQL's programs are not installed here")
        assert own is not None, "PostgreSQL's programs are not installed here"
        yield own


def test_postgresql_crashes_and_restarts_while_people_register_and_mail_leaves(
    server: own_postgresql.Server, tmp_path: Path, rounds: int, outcomes: Callable[[Outcome], None]
) -> None:
    require_servers(server.url, REDIS)
    with staged(tmp_path, "PostgreSQL", database=server.url, queue=REDIS, mail_retry_seconds="1") as stage:
        connection.bind(stage.direct.database_url)
        outcome = Outcome("postgresql crashes and restarts", stage.name)

        def come_back() -> None:
            server.start()
            db.close_all()  # this process's own connection went down with it
            connection.open_connection()

        with connection.connection():
            go_away(stage, rounds, outcome, leave=server.crash, come_back=come_back)
        outcomes(outcome)
        db.close_all()


def go_away(
    stage: Stage, rounds: int, outcome: Outcome, *, leave: Callable[[], None], come_back: Callable[[], None]
) -> None:
    for _ in range(rounds):
        batch = cast.approved(RELEASED, release_at=soon(1))
        stage.ring()
        with Journal(stage, cast.unclaimed(SIZE)) as journal:
            time.sleep(1.5)
            leave()
            assert is_kind(Person(stage.base_url).get("/register"))
            time.sleep(AWAY_SECONDS)
            come_back()
            began = time.monotonic()
        await_release(batch, stage)
        await_mails(batch, stage)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        count(journal, outcome)
        mails = check_mails(batch, stage)
        outcome.acknowledged += mails.expected
        outcome.lost += mails.lost
        outcome.early += mails.early
        outcome.duplicated += mails.duplicated
    check_database()
    check_nothing_is_claimed()
    assert (outcome.lost, outcome.early) == (0, 0)


@contextmanager
def locked(stage: Stage) -> Iterator[None]:
    """Somebody else's tool holds the write lock of the file."""
    file = urlsplit(stage.direct.database_url).path.removeprefix("/")
    other = sqlite3.connect(file, isolation_level=None, timeout=30)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@ON_FILES
def test_sqlite_is_locked(stage: Stage, rounds: int, outcome: Outcome) -> None:
    for _ in range(rounds):
        batch = cast.approved(RELEASED, release_at=soon(1))
        stage.ring()
        person = Person(stage.base_url, cookie=cast.cookie_of(cast.candidate_of(batch)))
        with Journal(stage, cast.unclaimed(SIZE)) as journal:
            with locked(stage):
                time.sleep(LOCKED_SECONDS)
                assert person.get("/results").status == 200, "reading goes on"
            began = time.monotonic()
        assert journal.busy[503] > 0
        await_release(batch, stage)
        await_mails(batch, stage)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        count(journal, outcome)
        mails = check_mails(batch, stage)
        outcome.acknowledged += mails.expected
        outcome.lost += mails.lost
        outcome.early += mails.early
    check_database()
    check_nothing_is_claimed()
    assert (outcome.lost, outcome.early) == (0, 0)


@contextmanager
def full_disk(stage: Stage) -> Iterator[None]:
    """No process of the portal may make a file longer: what a full disk does, for those processes alone."""
    none, unlimited = (1, resource.RLIM_INFINITY), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    pids = [stage.web.pid, *stage.web.workers(), *(worker.pid for worker in stage.workers)]
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, none)
    try:
        yield
    finally:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)


@ON_FILES
def test_the_disk_is_full(stage: Stage, rounds: int, outcome: Outcome) -> None:
    for _ in range(rounds):
        batch = cast.approved(RELEASED, release_at=soon(1))
        with Journal(stage, cast.unclaimed(SIZE)) as journal:
            with full_disk(stage), Reader(cast.candidate_of(batch), stage) as reader:
                until(lambda journal=journal: journal.busy[503], "somebody to be asked to come again")
                until(lambda reader=reader: reader.answers, "a page for who only reads")
            began = time.monotonic()
        stage.ring()
        await_release(batch, stage)
        await_mails(batch, stage)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        count(journal, outcome)
        mails = check_mails(batch, stage)
        outcome.acknowledged += mails.expected
        outcome.lost += mails.lost
        outcome.early += mails.early
    check_database()
    check_nothing_is_claimed()
    assert (outcome.lost, outcome.early) == (0, 0)
