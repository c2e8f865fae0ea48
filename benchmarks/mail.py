"""P6: notices delivered a second against bare smtplib sending prebuilt messages over one kept connection."""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import databases, page, population
from benchmarks.findings import Finding, Goal, alternate
from portal import clock
from portal.mail import messages
from portal.mail.notice_message import NoticeMessage
from portal.models.outbox_email import OutboxEmail
from portal.services import release
from portal.settings import Settings

NOTICES = 2_000
GOALS = {1: Goal(at_least=0.8), 2: Goal(at_least=1.5)}


def run(rounds: int) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as folder, sink(Path(folder)) as port:
        for name, opened in databases.available().items():
            with opened() as url:
                yield from _measure(name, url, port, rounds)


def _measure(name: str, url: str, port: int, rounds: int) -> Iterator[Finding]:
    sitting = population.sitting()
    population.registered(sitting, NOTICES)
    release.release_one(population.batch(sitting, state="approved"), required=2, now=population.NOW)
    prebuilt = _notices(url)
    for count, goal in GOALS.items():
        with ExitStack() as stack:
            workers = [stack.enter_context(_worker(url, port)) for _ in range(count)]
            found = alternate(lambda team=workers: _ours(team), lambda: _bare(port, prebuilt), rounds=rounds)
        team = f"{count} worker{'s' * (count > 1)}"
        yield Finding(
            "P6", f"notices a second on {name} with {team}, against prebuilt bytes over smtplib", goal, found.ratios,
            f"best {max(found.ours):,.0f}/s, bare {max(found.reference):,.0f}/s",
        )  # fmt: skip


def _ours(workers: list[subprocess.Popen[str]]) -> float:
    is_notice = OutboxEmail.kind == "results_released"
    OutboxEmail.update(state="queued", due_at=clock.now(), sent_at=None, attempts=0).where(is_notice).execute()
    started = time.perf_counter()
    for worker in workers:
        _say(worker)
    for worker in workers:
        _hear(worker, "done")
    took = time.perf_counter() - started
    if OutboxEmail.select().where(is_notice, OutboxEmail.state == "sent").count() != NOTICES:
        raise RuntimeError("Not every notice was sent.")
    return NOTICES / took


def _notices(url: str) -> list[NoticeMessage]:
    """The very messages that the workers send."""
    app, now = page.application(url), clock.now()
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        notices = [
            messages.compose(email, settings=settings)
            for email in OutboxEmail.select().where(OutboxEmail.kind == "results_released")
        ]
    return [NoticeMessage(notice, mail_from=settings.mail_from, at=now) for notice in notices]


def _bare(port: int, prebuilt: list[NoticeMessage]) -> float:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as smtp:
        started = time.perf_counter()
        for notice in prebuilt:
            smtp.sendmail(notice.envelope_from, [notice.envelope_to], notice.as_bytes())
        return len(prebuilt) / (time.perf_counter() - started)


@contextmanager
def sink(folder: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "tests.faults.smtp_sink", "--ledger", str(folder / "ledger.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sink:
        try:
            yield int(_hear(sink, "ready").split()[1])
        finally:
            sink.terminate()
            sink.communicate()  # its last words


@contextmanager
def _worker(database_url: str, port: int) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {
        "PORTAL_SECRET_KEY": databases.SECRET_KEY,
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_QUEUE_URL": database_url.replace("portal.db", "queue.db"),
        "PORTAL_MAIL_URL": f"smtp://127.0.0.1:{port}",
        "PORTAL_MAIL_RATE": "100000",
    }
    command = [sys.executable, "-m", "benchmarks.mail_worker"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as worker:
        try:
            _hear(worker, "ready")
            yield worker
        finally:
            worker.terminate()


def _say(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def _hear(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith(word):
        raise RuntimeError(f"A process of the benchmark ended: {line!r}")
    return line
