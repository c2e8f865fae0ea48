"""One portal under attack for each back end, the dice, and the table at the end."""

import os
import random
import shutil
import time
from collections.abc import Iterator

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
TABLE = pytest.StashKey[Table]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TABLE] = Table()


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


@pytest.fixture(scope="session", params=BACKENDS)
def whole_stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Started once for each back end; without the servers its tests are skipped, except on CI."""
    database, queue = BACKENDS[request.param]
    require_servers(database, queue)
    folder = tmp_path_factory.mktemp("faults")
    with staged(folder, request.param, database=database, queue=queue, mail_retry_seconds="1") as stage:
        yield stage
    shutil.rmtree(folder, ignore_errors=True)


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
def table(pytestconfig: pytest.Config) -> Table:
    return pytestconfig.stash[TABLE]


@pytest.fixture
def outcome(request: pytest.FixtureRequest, stage: Stage, table: Table) -> Iterator[Outcome]:
    """A line of the table, named after the test; added when the test has not failed before it counted anything."""
    words = request.node.originalname.removeprefix("test_").replace("_", " ")
    line, kills = Outcome(words, stage.name), stage.kills
    yield line
    line.kills = stage.kills - kills
    if line.rounds:
        table.outcomes.append(line)


@pytest.fixture
def files_only(stage: Stage) -> Stage:
    if stage.name != FILES:
        pytest.skip("a fault of files")
    return stage


@pytest.fixture
def servers_only(stage: Stage) -> Stage:
    if stage.name != SERVERS:
        pytest.skip("a fault of servers")
    return stage


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
