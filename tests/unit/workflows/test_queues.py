"""Each queue carries an alarm from one process to another, and a signed message only."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis
from redis.exceptions import RedisError

from portal import keys
from portal.models import connection
from portal.models.base import db
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.settings import Settings
from tests.backends import Backend, fresh_backend
from tests.conftest import POSTGRESQL, REDIS, REQUIRE_ALL, SECRET_KEY
from tests.e2e.processes import ROOT, Process
from tests.e2e.waiting import until
from tests.faults import ledger
from tests.faults.smtp_sink import SinkThread
from tests.unit.services.approved import approved
from workflows.queue import queue_for

SECONDS = 60
BACKENDS = {
    "sqlite": ("", ""),
    "redis": ("", REDIS),
    "redis and postgresql": (POSTGRESQL, REDIS),
    "postgresql": (POSTGRESQL, "same"),
}


@pytest.fixture(params=BACKENDS, ids=str)
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    """A database and a queue of this test's own; skipped where the server is missing, except on CI."""
    database, queue = BACKENDS[request.param]
    try:
        if queue.startswith("redis"):
            with Redis.from_url(queue) as server:
                server.ping()
        with fresh_backend(tmp_path, database=database, queue=queue) as fresh:
            yield fresh
    except (psycopg.OperationalError, RedisError) as missing:
        if REQUIRE_ALL:
            raise
        pytest.skip(f"no server answers: {missing}")


@pytest.fixture
def sink() -> Iterator[SinkThread]:
    with SinkThread() as running:
        yield running


@pytest.fixture
def environ(backend: Backend, sink: SinkThread) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "PORTAL_SECRET_KEY": SECRET_KEY,
        "PORTAL_MAIL_URL": sink.url,
        "PORTAL_LOG_LEVEL": "INFO",
        **backend.environment,
    }


@pytest.fixture
def worker(environ: dict[str, str], database: None, tmp_path: Path) -> Iterator[Process]:
    """A worker that has done what was due when it started, and from now on is woken by alarms alone."""
    process = Process("worker", ["workflows.consumer", "--alarms-only"], env=environ, folder=tmp_path)
    await_from(process, lambda: "executed in" in process.log.read_text(), "the worker's first task")
    yield process
    process.stop()


def await_from(process: Process, is_so: Callable[[], bool], what: str) -> None:
    def ask() -> bool:
        process.require_alive()
        return is_so()

    until(ask, what, seconds=SECONDS)


@pytest.fixture
def database(backend: Backend) -> Iterator[None]:
    keys.configure(SECRET_KEY)
    connection.bind(backend.database_url)
    with connection.connection():
        connection.migrate()
        yield
    db.close_all()


def test_an_alarm_wakes_the_worker_which_releases_and_mails(
    worker: Process, environ: dict[str, str], sink: SinkThread
) -> None:
    batch = approved(3)
    ring = "from workflows import drain; raise SystemExit(not drain.wake())"
    subprocess.run([sys.executable, "-c", ring], env=environ, check=True, cwd=ROOT)
    mails = OutboxEmail.select().where(OutboxEmail.kind == "results_released", OutboxEmail.state == "sent")
    await_from(worker, lambda: mails.count() == 3, "three emails to candidates")
    assert ReleaseBatch.get_by_id(batch.id).state == "released"
    sent = ledger.copies(sink.state.ledger.receipts)
    names = {f"<{row.unique_key.replace(':', '.')}@127.0.0.1>" for row in mails}
    assert {name for name in sent if "results_released" in name} == names
    assert set(sent.values()) == {1}
    assert worker.stop() == 0
    log = worker.log.read_text()
    assert "@example.org" not in log
    assert all(json.loads(line)["event"] for line in log.splitlines())


def test_a_message_signed_with_another_key_is_not_taken(backend: Backend, tmp_path: Path) -> None:
    ours, theirs = (
        Settings.from_env({"PORTAL_SECRET_KEY": key, **backend.environment})
        for key in (SECRET_KEY, "0123456789abcdefghijklmnopqrstuvwxyz")
    )
    honest, forger = queue_for(ours), queue_for(theirs)
    for huey in (honest, forger):
        if hasattr(huey.storage, "initialize_schema"):
            huey.storage.initialize_schema()

    @forger.task()
    def forged() -> None: ...

    @honest.task(name="forged")
    def known() -> None: ...

    forged()
    assert honest.pending_count() == 1
    with pytest.raises(ValueError, match="ignature"):
        honest.dequeue()
    honest.flush()
    for huey in (honest, forger):
        huey.storage.close()


def test_two_portals_share_a_server_without_mixing(tmp_path: Path) -> None:
    names = {
        queue_for(
            Settings.from_env(
                {
                    "PORTAL_SECRET_KEY": SECRET_KEY,
                    "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path}/{name}.db",
                    "PORTAL_QUEUE_URL": "redis://127.0.0.1:1/0",
                }
            )
        ).name
        for name in ("one", "two")
    }
    assert len(names) == 2
