"""One portal under attack for each back end, the dice, and the table at the end."""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict

import psycopg
import pytest
from redis import Redis
from redis.exceptions import RedisError

from portal import clock, keys
from portal.models import connection
from portal.models.base import db
from tests.conftest import POSTGRESQL, REDIS, REQUIRE_ALL, SECRET_KEY
from tests.faults.results import Outcome, Table
from tests.faults.stage import Stage, staged

FILES, SERVERS = "SQLite", "PostgreSQL + Redis"
BACKENDS = {FILES: ("", ""), SERVERS: (POSTGRESQL, REDIS)}
ON_FILES = pytest.mark.parametrize("whole_stage", [FILES], indirect=True)
ON_SERVERS = pytest.mark.parametrize("whole_stage", [SERVERS], indirect=True)
TABLE = pytest.StashKey[Table]()
PROPERTY = "fault"


def pytest_configure(config: pytest.Config) -> None:
    pytest.register_assert_rewrite("tests.faults.checker")
    config.stash[TABLE] = Table()
    config.pluginmanager.register(Collector(config.stash[TABLE]), "portal-faults")


class Collector:
    """Gathers the outcomes in the process that prints, also when xdist runs the tests in others."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            found = [value for name, value in report.user_properties if name == PROPERTY]
            self._table.outcomes.extend(Outcome(**facts) for facts in found if isinstance(facts, dict))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    table = config.stash[TABLE]
    if table.outcomes:
        terminalreporter.section("faults")
        for line in table.lines():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def rounds() -> int:
    """How often each fault is injected: `make faults ROUNDS=20`."""
    return int(os.environ.get("PORTAL_TEST_ROUNDS") or 1)


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """Random moments; PORTAL_TEST_SEED repeats those of an earlier run."""
    seed = os.environ.get("PORTAL_TEST_SEED") or str(time.time_ns())
    request.node.user_properties.append(("seed", seed))
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Stage]]:
    """Starts the portal on a back end when it is first asked for, and ends all of them together."""
    running: dict[str, Stage] = {}
    with ExitStack() as stack:

        def on(name: str) -> Stage:
            if name not in running:
                database, queue = BACKENDS[name]
                require_servers(database, queue)
                folder = tmp_path_factory.mktemp("faults")
                options = {"database": database, "queue": queue, "mail_retry_seconds": "1"}
                running[name] = stack.enter_context(staged(folder, name, **options))
            return running[name]

        yield on


@pytest.fixture(params=BACKENDS)
def whole_stage(request: pytest.FixtureRequest, stages: Callable[[str], Stage]) -> Stage:
    """The portal on each back end; without the servers its tests are skipped, except on CI."""
    return stages(request.param)


@pytest.fixture
def stage(whole_stage: Stage) -> Iterator[Stage]:
    """The portal as it should be, and this process connected to its database; afterwards as it should be again."""
    keys.configure(SECRET_KEY)
    clock.follow(None)
    connection.bind(whole_stage.direct.database_url)
    whole_stage.rules()
    with connection.connection():
        yield whole_stage
    for line in (whole_stage.database_line, whole_stage.queue_line):
        if line is not None:
            line.use("open")
    whole_stage.rules()
    whole_stage.restart_what_died()
    whole_stage.await_ready()
    db.close_all()


@pytest.fixture
def outcomes(request: pytest.FixtureRequest) -> Callable[[Outcome], None]:
    """Takes a line for the table at the end."""
    return lambda line: request.node.user_properties.append((PROPERTY, asdict(line)))


@pytest.fixture
def outcome(request: pytest.FixtureRequest, stage: Stage, outcomes: Callable[[Outcome], None]) -> Iterator[Outcome]:
    """A line of the table, named after the test; left out when the test failed before it counted anything."""
    words = request.node.originalname.removeprefix("test_").replace("_", " ")
    line, kills = Outcome(words, stage.name), stage.kills
    yield line
    line.kills = stage.kills - kills
    if line.rounds:
        outcomes(line)


def require_servers(database: str, queue: str) -> None:
    """Skip the test where a server is missing, except on CI."""
    try:
        if database:
            psycopg.connect(database, connect_timeout=3).close()
        if queue:
            with Redis.from_url(queue) as server:
                server.ping()
    except (psycopg.OperationalError, RedisError) as missing:
        if REQUIRE_ALL:
            raise
        pytest.skip(f"no server answers: {missing}")
