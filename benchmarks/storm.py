"""P4 and P11: result pages while four times as many people sign in as can, and the memory meanwhile."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from benchmarks import databases, page, served
from benchmarks.findings import REPORTED, Finding, Goal
from benchmarks.served import Load

CANDIDATES = 20_000
READERS = 5
PAGES_A_SECOND = 50
SECONDS = 8.0
TIMES_CAPACITY = 4
PEOPLE = 24
POLITENESS = 5
FITTING = 4
"""So many people keep every hashing thread at work without one of them being turned away."""


def run(rounds: int) -> Iterator[Finding]:
    with databases.sqlite() as url:
        page.released(CANDIDATES)
        app = page.application(url)
        path, cookie = page.page_of(app, 1)
        environment = page.environment(url)
        for name, application in (("", "wsgi:app"), (" without the bulkhead", "benchmarks.without_bulkhead:app")):
            with served.gunicorn(application, environment=environment) as port:
                capacity = _signed_in(_crowd(port, CANDIDATES // 2, FITTING, 0)) / (SECONDS + 2)
                yield from _storms(name, port, path, cookie, rounds, TIMES_CAPACITY * capacity)


def _storms(name: str, port: int, path: str, cookie: str, rounds: int, tries_a_second: float) -> Iterator[Finding]:
    calm, stormy_p99, slowest, tried, entered, waited, memory = [], [], [], [], [], [], []
    for number in range(rounds):
        idle = _read(port, path, cookie)
        command = _crowd(port, 2 + number * CANDIDATES // 20, PEOPLE, tries_a_second)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as crowd:
            time.sleep(1)  # until the line is long
            memory.append(megabytes(port))
            stormy = _read(port, path, cookie)
            signed_in, turned_away, tries = map(int, crowd.communicate()[0].split())
        if set(stormy.statuses) != {200}:
            raise RuntimeError(f"A result page failed in the storm: {stormy.statuses}")
        calm.append(1000 * idle.percentile(0.99))
        stormy_p99.append(1000 * stormy.percentile(0.99))
        slowest.append(1000 * max(stormy.took))
        tried.append(tries / (SECONDS + 2))
        entered.append(signed_in / (SECONDS + 2))
        waited.append(turned_away)
    goal = REPORTED if name else Goal(at_most=2.5)
    reference = median(calm)  # one hiccup of the machine in four hundred idle pages would decide a round alone
    ratios = [each / reference for each in stormy_p99]
    notes = (
        f"idle {reference:.1f} ms ({min(calm):.1f} to {max(calm):.1f}), storm {median(stormy_p99):.1f} ms, "
        f"slowest page {max(slowest):,.0f} ms, {min(tried):.0f} of {tries_a_second:.0f} tries/s, "
        f"{max(entered):.0f} sign-ins/s, {max(waited)} told to wait"
    )
    yield Finding("P4", f"p99 of result pages in a storm of sign-ins{name}, against idle", goal, ratios, notes)
    yield Finding("P11", f"memory of the web processes in the storm{name}", REPORTED, memory, unit="MB")


def _crowd(port: int, first: int, people: int, tries_a_second: float) -> list[str]:
    """They stand back behind the server's pages, whose cores they would not share in earnest."""
    figures = (port, first, SECONDS + 2, people, tries_a_second)
    return ["nice", f"-n{POLITENESS}", sys.executable, "-m", "benchmarks.crowd", *map(str, figures)]


def _signed_in(crowd: list[str]) -> int:
    """How many get in when they come as fast as they can."""
    return int(subprocess.run(crowd, check=True, capture_output=True, text=True).stdout.split()[0])


def _read(port: int, path: str, cookie: str) -> Load:
    """Pages at an even pace, each reader over a kept connection."""
    found, lock = Load(), threading.Lock()
    headers = page.BROWSER | {"Host": "127.0.0.1", "Cookie": cookie}

    def reader() -> None:
        connection, gap = HTTPConnection("127.0.0.1", port, timeout=60), READERS / PAGES_A_SECOND
        until = time.perf_counter() + SECONDS
        while (started := time.perf_counter()) < until:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            took = time.perf_counter() - started
            with lock:
                found.add(answer.status, took)
            time.sleep(max(0.0, gap - took))
        connection.close()

    readers = [threading.Thread(target=reader) for _ in range(READERS)]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    return found


def megabytes(port: int) -> float:
    """The resident memory of every process that was started with this port, Linux only."""
    total = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"127.0.0.1:{port}".encode() in (process / "cmdline").read_bytes():
                total += megabytes_of(int(process.name))
        except OSError:  # it ended meanwhile
            continue
    return total


def megabytes_of(process: int) -> float:
    """The resident memory of one process, Linux only."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
