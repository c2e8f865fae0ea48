"""Applications behind gunicorn as the portal runs it, and people who load pages over kept connections."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

WORKERS, THREADS = 2, 6
TICKS = os.sysconf("SC_CLK_TCK")
SECONDS_TO_START = 30


@contextmanager
def gunicorn(
    application: str, *, environment: dict[str, str] | None = None, python: str = sys.executable
) -> Iterator[int]:
    """The port on which `application` answers; the same options for everything that is compared."""
    port = free_port()
    command = [
        python, "-m", "gunicorn", application, f"--bind=127.0.0.1:{port}", "--worker-class=gthread",
        f"--workers={WORKERS}", f"--threads={THREADS}", "--reuse-port", "--no-control-socket", "--log-level=error",
    ]  # fmt: skip
    with serving(command, port, environment):
        yield port


@contextmanager
def uvicorn(application: str, *, environment: dict[str, str], python: str) -> Iterator[int]:
    """The same for an asynchronous application on as many processes."""
    port = free_port()
    command = [
        python, "-m", "uvicorn", application, "--host=127.0.0.1", f"--port={port}", f"--workers={WORKERS}",
        "--no-access-log", "--log-level=error",
    ]  # fmt: skip
    with serving(command, port, environment):
        yield port


@contextmanager
def serving(
    command: list[str], port: int, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends. Raises RuntimeError when it does not answer in time."""
    with subprocess.Popen(command, env=os.environ | (environment or {})) as server:
        try:
            _wait_for(port)
            yield server
        finally:
            server.terminate()


@dataclass
class Load:
    """What came back: statuses with the seconds each took."""

    took: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def add(self, status: int, seconds: float) -> None:
        self.took.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def percentile(self, share: float) -> float:
        """The time in seconds within which `share` of the answers came."""
        return sorted(self.took)[min(int(share * len(self.took)), len(self.took) - 1)]


def load(port: int, path: str, *, headers: dict[str, str], people: int, seconds: float) -> Load:
    """`people` ask one after the other for so long, each over a connection of their own."""
    found, lock, until = Load(), threading.Lock(), time.perf_counter() + seconds

    def ask() -> None:
        mine: list[tuple[int, float]] = []
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < until:
            started = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            mine.append((answer.status, time.perf_counter() - started))
        connection.close()
        with lock:
            for status, took in mine:
                found.add(status, took)

    crowd = [threading.Thread(target=ask) for _ in range(people)]
    for person in crowd:
        person.start()
    for person in crowd:
        person.join()
    return found


def cpu_seconds(port: int) -> float:
    """What the processes that were started with this port, and their children, have used; Linux only."""
    found: dict[int, tuple[int, float]] = {}
    started: set[int] = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes()
        except OSError:  # it ended meanwhile
            continue
        found[int(folder.name)] = int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS
        if f":{port}".encode() in command or f"--port={port}".encode() in command:
            started.add(int(folder.name))
    return sum(used for number, (parent, used) in found.items() if number in started or parent in started)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("A server of the benchmark did not start.")
