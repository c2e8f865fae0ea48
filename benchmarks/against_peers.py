"""P2: the result page against the same page in Django, and in FastAPI with SQLAlchemy, on their usual servers."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import databases, page, served
from benchmarks.findings import REPORTED, Finding, Goal, alternate
from benchmarks.peers import environment

CANDIDATES = 20_000
PEOPLE, SECONDS = 8, 3.0
LIKE_IN_SIZE = 0.05
HEADERS = page.BROWSER | {"Host": "127.0.0.1"}


@dataclass(frozen=True)
class Page:
    """A page behind a running server; `cpu` adds up what the server has used."""

    port: int
    path: str
    cookie: str

    def rate(self) -> float:
        """Pages a second."""
        found = served.load(self.port, self.path, headers=self._headers, people=PEOPLE, seconds=SECONDS)
        if set(found.statuses) != {200}:
            raise RuntimeError(f"Not every page came: {found.statuses}")
        return len(found.took) / SECONDS

    def size(self) -> int:
        """Bytes of the HTML before it is compressed."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", self.path, headers=self._headers | {"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status != 200 or b"<h1>B2 First</h1>" not in content or "Núñez".encode() not in content:
            raise RuntimeError(f"This is not the page: {answer.status} {content[:300]!r}")
        return len(content)

    def cpu_of_one(self) -> float:
        """Seconds of the server's CPU time for one page."""
        before = served.cpu_seconds(self.port)
        pages = self.rate() * SECONDS
        return (served.cpu_seconds(self.port) - before) / pages

    @property
    def _headers(self) -> dict[str, str]:
        return HEADERS | {"Cookie": self.cookie}


def run(rounds: int) -> Iterator[Finding]:
    python = environment.python()
    with databases.sqlite() as url, ExitStack() as stack:
        page.released(CANDIDATES)
        path, cookie = page.page_of(page.application(url), CANDIDATES // 2)
        port = stack.enter_context(served.gunicorn("wsgi:app", environment=page.environment(url)))
        ours = Page(port, path, cookie)
        for name, folder, serve in (
            ("Django", "django_site", _gunicorn),
            ("FastAPI and SQLAlchemy", "fastapi_app", _uvicorn),
        ):
            yield from _against(name, folder, serve, ours, url, python, rounds)


def _against(
    name: str, folder: str, serve: "Serve", ours: Page, url: str, python: str, rounds: int
) -> Iterator[Finding]:
    portal = urlsplit(url).path
    database = str(Path(portal).with_name(f"{folder}.db"))
    path, cookie = _fill(python, folder, database, portal)
    with serve(python, database) as port:
        peer = Page(port, path, cookie)
        _require_like_size(name, ours.size(), peer.size())
        for each in (ours, peer):
            each.rate()  # until every process has started
        rates = alternate(ours.rate, peer.rate, rounds=rounds)
        costs = alternate(peer.cpu_of_one, ours.cpu_of_one, rounds=min(rounds, 2))
    yield Finding(
        "P2", f"result page over HTTP, pages a second against {name}", Goal(at_least=4), rates.ratios,
        f"best {max(rates.ours):,.0f}/s, {name} {max(rates.reference):,.0f}/s",
    )  # fmt: skip
    yield Finding(
        "P2", f"the same in CPU time of the server, {name} against ours", REPORTED, costs.ratios,
        f"best {1e6 * min(costs.reference):,.0f} us, {name} {1e6 * min(costs.ours):,.0f} us",
    )  # fmt: skip


Serve = Callable[[str, str], AbstractContextManager[int]]


def _gunicorn(python: str, database: str) -> AbstractContextManager[int]:
    environment = {"PEER_DATABASE": database}
    return served.gunicorn("benchmarks.peers.django_site.wsgi:application", python=python, environment=environment)


def _uvicorn(python: str, database: str) -> AbstractContextManager[int]:
    return served.uvicorn(
        "benchmarks.peers.fastapi_app.main:app", python=python, environment={"PEER_DATABASE": database}
    )


def _fill(python: str, folder: str, database: str, portal: str) -> tuple[str, str]:
    """Address and cookie of the page."""
    command = [python, "-m", f"benchmarks.peers.{folder}.fill", portal, str(CANDIDATES // 2)]
    made = subprocess.run(command, env=os.environ | {"PEER_DATABASE": database}, stdout=subprocess.PIPE, text=True)
    made.check_returncode()
    path, cookie = made.stdout.splitlines()
    return path, cookie


def _require_like_size(name: str, ours: int, theirs: int) -> None:
    if abs(theirs - ours) > LIKE_IN_SIZE * ours:
        raise RuntimeError(f"The page of {name} has {theirs:,} bytes of HTML and ours {ours:,}: bring them together.")
