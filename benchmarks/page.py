"""P1 and P10: the released result page of a signed-in candidate, against Flask's "hello", as the database grows."""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from flask import Flask, session

from benchmarks import databases, hello, population, served
from benchmarks.findings import Finding, Goal, Rounds, alternate
from portal import clock
from portal.app import create_app
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.services import sessions
from portal.services.sessions import Visit
from portal.settings import Settings
from portal.web import access

CANDIDATES = 100_000
SIZES = (1_000, 10_000, 100_000)
SLICE = 60
SECONDS = 4.0
PEOPLE = 8
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd", "User-Agent": "benchmark"}


def run(rounds: int) -> Iterator[Finding]:
    """In process by CPU time, and through the real server."""
    with databases.sqlite() as url:
        released(CANDIDATES)
        app = application(url)
        path, cookie = page_of(app, CANDIDATES // 2)
        cpu = alternate(lambda: _cpu(app, path, cookie), lambda: _cpu(hello.app, "/", ""), rounds=rounds)
        yield _in_process(cpu)
        with ExitStack() as stack:
            ours = stack.enter_context(served.gunicorn("wsgi:app", environment=environment(url)))
            bare = stack.enter_context(served.gunicorn("benchmarks.hello:app"))
            for port, address, whose in ((ours, path, cookie), (bare, "/", "")):
                _rate(port, address, whose)  # until every process has started
            rates = alternate(lambda: _rate(ours, path, cookie), lambda: _rate(bare, "/", ""), rounds=rounds)
    yield Finding(
        "P1", "result page over HTTP, pages a second against hello", Goal(at_least=0.45), rates.ratios,
        f"best {max(rates.ours):,.0f}/s, hello {max(rates.reference):,.0f}/s",
    )  # fmt: skip


def growth(rounds: int) -> Iterator[Finding]:
    """The same page's CPU time with more and more candidates, against the smallest number."""
    costs: dict[int, list[float]] = {}
    for size in SIZES:
        with databases.sqlite() as url:
            released(size)
            app = application(url)
            path, cookie = page_of(app, size // 2)
            costs[size] = [_cpu(app, path, cookie) for _ in range(rounds)]
    smallest = costs[SIZES[0]]
    for size in SIZES[1:]:
        ratios = [cost / first for cost, first in zip(costs[size], smallest, strict=True)]
        yield Finding(
            "P10", f"result page with {size:,} candidates against {SIZES[0]:,}", Goal(at_most=1.3), ratios,
            f"best {1e6 * min(costs[size]):,.0f} us",
        )  # fmt: skip


def released(size: int) -> None:
    sitting = population.sitting()
    population.registered(sitting, size)
    population.batch(sitting, state="released")


def environment(url: str) -> dict[str, str]:
    return {
        "PORTAL_SECRET_KEY": databases.SECRET_KEY,
        "PORTAL_DATABASE_URL": url,
        "PORTAL_QUEUE_URL": url.replace("portal.db", "queue.db"),
        "PORTAL_PUBLIC_URL": "http://127.0.0.1",
        "PORTAL_LOG_LEVEL": "WARNING",
    }


def application(url: str) -> Flask:
    return create_app(Settings.from_env(environment(url)))


def page_of(app: Flask, number: int) -> tuple[str, str]:
    """The address of a candidate's result and the cookie of a session of theirs."""
    person, entry = Candidate.get_by_id(number), Entry.get(Entry.candidate == number)
    token = sessions.start(candidate=person, visit=Visit(), now=clock.now())
    with app.test_request_context("/", base_url="http://127.0.0.1"):
        access.sign_in(token)
        answer = app.make_response("")
        app.session_interface.save_session(app, session._get_current_object(), answer)
    return f"/results/{entry.public_id}", answer.headers["Set-Cookie"].partition(";")[0]


def _in_process(cpu: Rounds) -> Finding:
    ratios = [hello_cost / page for page, hello_cost in zip(cpu.ours, cpu.reference, strict=True)]
    return Finding(
        "P1", "result page in process, CPU time of hello against it", Goal(at_least=0.2), ratios,
        f"best {1e6 * min(cpu.ours):,.0f} us, hello {1e6 * min(cpu.reference):,.0f} us",
    )  # fmt: skip


def _cpu(app: Flask, path: str, cookie: str) -> float:
    """Seconds of CPU for one page, over a slice of pages; the first ones warm up."""
    ask = _asker(app, path, cookie)
    for _ in range(5):
        ask()
    started = time.process_time()
    for _ in range(SLICE):
        ask()
    return (time.process_time() - started) / SLICE


def _asker(app: Flask, path: str, cookie: str) -> Callable[[], None]:
    base: dict[str, Any] = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1",
        "HTTP_COOKIE": cookie, "HTTP_ACCEPT_ENCODING": BROWSER["Accept-Encoding"], "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http", "wsgi.version": (1, 0), "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    statuses: list[str] = []

    def ask() -> None:
        environ = base | {"wsgi.input": io.BytesIO()}
        body = app(environ, lambda status, headers, exc_info=None: statuses.append(status))
        content = b"".join(body)
        getattr(body, "close", bool)()
        if statuses.pop() != "200 OK" or not content:
            raise RuntimeError("The page did not come.")

    return ask


def _rate(port: int, path: str, cookie: str) -> float:
    headers = BROWSER | {"Host": "127.0.0.1"} | ({"Cookie": cookie} if cookie else {})
    found = served.load(port, path, headers=headers, people=PEOPLE, seconds=SECONDS)
    if set(found.statuses) != {200}:
        raise RuntimeError(f"Not every page came: {found.statuses}")
    return len(found.took) / SECONDS
