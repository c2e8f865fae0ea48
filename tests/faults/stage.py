"""A real portal under attack: web server, workers, mail sink, database and queue, with lines that can be cut."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

from portal import keys
from portal.models import connection
from portal.models.base import db
from portal.models.heartbeat import Heartbeat
from portal.settings import Settings
from tests.backends import Backend, forget_queue, fresh_backend
from tests.conftest import SECRET_KEY
from tests.e2e.processes import run
from tests.e2e.running import free_port
from tests.e2e.waiting import until
from tests.faults import ledger
from tests.faults.parts import Part
from tests.faults.proxy import Line
from tests.faults.smtp_faults import Rule, write_rules
from workflows import drain
from workflows.queue import queue_for

DEADLINE_SECONDS = 2
"""The most that one email may take here; a dead worker's emails are taken over after twice that."""
LEASE_SECONDS = 2 * DEADLINE_SECONDS
READY_SECONDS = 90
THREADS_OF_A_WORKER = 4


@dataclass
class Stage:
    """`database_line` and `queue_line` are None where the database and the queue are files."""

    name: str
    folder: Path
    direct: Backend
    env: dict[str, str]
    base_url: str
    database_line: Line | None = None
    queue_line: Line | None = None
    parts: dict[str, Part] = field(default_factory=dict)
    kills_of_removed: int = 0

    @property
    def web(self) -> Part:
        return self.parts["web"]

    @property
    def workers(self) -> list[Part]:
        return [part for name, part in self.parts.items() if name.startswith("worker")]

    @property
    def settings(self) -> Settings:
        return Settings.from_env({name: value for name, value in self.env.items() if name.startswith("PORTAL_")})

    @property
    def kills(self) -> int:
        return self.kills_of_removed + sum(part.kills for part in self.parts.values())

    def add(self, name: str, *arguments: str, clock_ahead_seconds: int = 0) -> Part:
        """One more process, started; it may stand for another host, whose clock is ahead."""
        env = self.env | (_ahead(clock_ahead_seconds) if clock_ahead_seconds else {})
        part = Part(name, list(arguments), env=env, folder=self.folder)
        self.parts[name] = part
        part.start()
        return part

    def remove(self, part: Part) -> None:
        part.stop()
        self.kills_of_removed += part.kills
        del self.parts[part.name]

    def rules(self, *rules: Rule) -> None:
        """What the mail sink does from the next message on; nothing, without rules."""
        write_rules(self.folder / "rules.json", *rules)

    def receipts(self) -> list[ledger.Receipt]:
        return ledger.read(self.folder / "ledger.jsonl")

    def command(self, *words: str) -> str:
        """What `portal WORDS` says, typed by somebody beside the database."""
        return run(["portal", *words], env=self.env | self.direct.environment)

    def ring(self) -> None:
        """Wake the worker, as every process of the portal does after a commit."""
        queue = queue_for(self.settings)
        queue._registry = drain.huey._registry
        queue.enqueue(drain.drain.s())
        if hasattr(queue.storage, "close"):
            queue.storage.close()

    def await_ready(self) -> None:
        """Web answers, the database is there, and a worker was seen."""
        until(self._is_ready, f"{self.name} to be ready", seconds=READY_SECONDS)

    def await_at_work(self, part: Part) -> None:
        """A web server answers; a worker has written that it runs."""
        if part in self.workers:
            own = Heartbeat.name.endswith(f":{part.pid}")
            until(lambda: Heartbeat.select().where(own).exists(), f"{part.name} to begin", seconds=READY_SECONDS)
        else:
            self.await_ready()

    def restart_sink(self) -> None:
        """On the port it had before."""
        port = self.env["PORTAL_MAIL_URL"].rpartition(":")[2]
        _sink(self, port)

    def restart_what_died(self) -> None:
        """What a supervisor does."""
        for part in self.parts.values():
            if not part.is_running:
                part.start()

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"{self.base_url}/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError, TimeoutError):
            return False


def _migrate(stage: Stage) -> None:
    keys.configure(SECRET_KEY)
    connection.bind(stage.direct.database_url)
    with connection.connection():
        connection.migrate()
    db.close_all()


@contextmanager
def staged(
    folder: Path, name: str, *, database: str, queue: str, fill: Callable[[Stage], object] = _migrate, **settings: str
) -> Iterator[Stage]:
    """Everything started and ready; afterwards everything ended and removed. `fill` brings the tables."""
    with ExitStack() as stack:
        direct = stack.enter_context(fresh_backend(folder, database=database, queue=queue))
        database_line, database_url = _line_to(direct.database_url, stack)
        same = direct.queue_url == direct.database_url
        queue_line, queue_url = (database_line, database_url) if same else _line_to(direct.queue_url, stack)
        port = free_port()
        stage = Stage(
            name, folder, direct, _environment(database_url, queue_url, port, settings), f"http://127.0.0.1:{port}",
            database_line, queue_line,
        )  # fmt: skip
        stack.callback(forget_queue, direct.queue_url, database_url)
        stack.callback(_end, stage)
        fill(stage)
        _begin(stage, port)
        yield stage


def _begin(stage: Stage, port: int) -> None:
    stage.rules()
    mail_port = free_port()
    stage.env["PORTAL_MAIL_URL"] = f"smtp://127.0.0.1:{mail_port}"
    _sink(stage, str(mail_port))
    stage.add("web", "portal", "web", "--bind", f"127.0.0.1:{port}")
    stage.add("worker1", "workflows.consumer")
    stage.await_ready()


def _end(stage: Stage) -> None:
    for line in (stage.database_line, stage.queue_line):
        if line is not None:
            line.use("open")
    for name in reversed(list(stage.parts)):
        stage.parts[name].stop()


def _sink(stage: Stage, port: str) -> Part:
    book, rules = stage.folder / "ledger.jsonl", stage.folder / "rules.json"
    book.touch()
    command = ["tests.faults.smtp_sink", "--port", port, "--ledger", str(book), "--rules", str(rules)]
    return stage.add("sink", *command)


def _line_to(url: str, stack: ExitStack) -> tuple[Line | None, str]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return None, url
    usual = 5432 if parts.scheme == "postgresql" else 6379
    line = stack.enter_context(Line(parts.hostname or "127.0.0.1", parts.port or usual))
    who = f"{parts.username}@" if parts.username else ""
    return line, urlunsplit(parts._replace(netloc=f"{who}127.0.0.1:{line.port}"))


def _environment(database_url: str, queue_url: str, port: int, settings: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    own = {
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": database_url,
        "QUEUE_URL": queue_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "MAIL_DEADLINE_SECONDS": str(DEADLINE_SECONDS),
        "MAIL_RATE": "10000",
        "WEB_WORKERS": "2",
        "WEB_THREADS": "4",
        "LOG_LEVEL": "WARNING",
    } | {name.upper(): value for name, value in settings.items()}
    return inherited | {f"PORTAL_{name}": value for name, value in own.items()}


def _ahead(seconds: int) -> dict[str, str]:
    return {
        "PYTHONPATH": str(Path(__file__).with_name("shifted")),
        "PORTAL_TEST_CLOCK_AHEAD_SECONDS": str(seconds),
    }


def pause(pid: int) -> None:
    """Freeze a process, as an overloaded or suspended machine does."""
    os.kill(pid, signal.SIGSTOP)


def carry_on(pid: int) -> None:
    os.kill(pid, signal.SIGCONT)
