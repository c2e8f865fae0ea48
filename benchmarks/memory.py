"""P11: the memory of web and worker, idle and in ten minutes of sign-ins, result pages and mail."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

from benchmarks import databases, mail, page, population, served
from benchmarks.findings import REPORTED, Finding, Goal
from benchmarks.storm import megabytes, megabytes_of
from portal.services import release

CANDIDATES = 40_000
MINUTE = 60
MINUTES = 10
PEOPLE, TRIES_A_SECOND = 8, 10.0
PAGES_A_SECOND = 20
NOTICES_A_SECOND = 30


def run(_: int) -> Iterator[Finding]:
    """One round, however many are asked for: it takes ten minutes."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        relay = stack.enter_context(mail.sink(Path(folder)))
        url = stack.enter_context(databases.sqlite())
        sitting = population.sitting()
        population.registered(sitting, CANDIDATES)
        release.release_one(population.batch(sitting, state="approved"), required=2, now=population.NOW)
        path, cookie = page.page_of(page.application(url), CANDIDATES)
        environment = page.environment(url) | {
            "PORTAL_MAIL_URL": f"smtp://127.0.0.1:{relay}",
            "PORTAL_MAIL_RATE": str(NOTICES_A_SECOND),
        }
        port = stack.enter_context(served.gunicorn("wsgi:app", environment=environment))
        worker = stack.enter_context(_worker(environment))
        stack.callback(worker.terminate)

        def used() -> float:
            return megabytes(port) + megabytes_of(worker.pid)

        _read(port, path, cookie, until=time.monotonic() + 5)
        idle = used()
        early, late = _ten_minutes(port, path, cookie, used)
    what = "memory of web and worker in sign-ins, pages and mail"
    yield Finding("P11", "memory of web and worker, nobody there", REPORTED, [idle], unit="MB")
    yield Finding(
        "P11", f"{what}, tenth minute against the second", Goal(at_most=1.05), [late / early],
        f"{early:.0f} MB in the second minute, {late:.0f} MB in the tenth",
    )  # fmt: skip


def _ten_minutes(port: int, path: str, cookie: str, used: Callable[[], float]) -> tuple[float, float]:
    """The memory after two minutes and after ten."""
    began = time.monotonic()
    command = [port, 1, MINUTES * MINUTE + 5, PEOPLE, TRIES_A_SECOND]
    with subprocess.Popen([sys.executable, "-m", "benchmarks.crowd", *map(str, command)], stdout=subprocess.DEVNULL):
        _read(port, path, cookie, until=began + 2 * MINUTE)
        early = used()
        _read(port, path, cookie, until=began + MINUTES * MINUTE)
        return early, used()


def _read(port: int, path: str, cookie: str, *, until: float) -> None:
    headers = page.BROWSER | {"Host": "127.0.0.1", "Cookie": cookie}
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < until:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"A result page answered {answer.status}.")
        time.sleep(1 / PAGES_A_SECOND)
    connection.close()


def _worker(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "workflows.consumer"]
    return subprocess.Popen(command, env=os.environ | environment)
