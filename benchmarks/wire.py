"""P8 and P9: bytes of a first visit to Register, and how soon it can be used on a slow line, in a real browser."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import databases, page, served
from benchmarks.findings import Finding, Goal, NotMeasured
from bootstrap.browsers import launch_options
from bootstrap.failure import Failure
from portal.cli import static_files

PATH = "/register"
BYTES_A_SECOND, ROUND_TRIP = 50_000 / 8, 0.5
SLOW_LINE = {
    "offline": False, "latency": 1000 * ROUND_TRIP, "downloadThroughput": BYTES_A_SECOND,
    "uploadThroughput": BYTES_A_SECOND,
}  # fmt: skip
ROUND_TRIPS = 2
"""One for the page; one for style and script together, which the page names. The emulated line does not count TCP."""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
USABLE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventStart"
FIRST_VISIT, PAGE_AND_STYLE, PATIENCE_MS = 15_360, 4_096, 30_000


@dataclass
class Visit:
    """What came over the wire for a path, with headers and without, and when the page could be seen and used."""

    whole: dict[str, float] = field(default_factory=dict)
    headers: dict[str, float] = field(default_factory=dict)
    paint: float = 0.0
    usable: float = 0.0

    @property
    def total(self) -> float:
        return sum(self.whole.values())

    def of(self, *endings: str) -> float:
        """With headers."""
        return sum(size for path, size in self.whole.items() if path.endswith(endings))

    def content_of(self, *endings: str) -> float:
        return self.of(*endings) - sum(size for path, size in self.headers.items() if path.endswith(endings))


def run(rounds: int) -> Iterator[Finding]:
    static_files.compress()
    with databases.sqlite() as url, _browser() as browser, _portal(url) as port:
        for _ in range(2 * served.WORKERS):
            _visit(browser, port, slow=False)  # the first page of each process takes longer
        fast = [_visit(browser, port, slow=False) for _ in range(rounds)]
        slow = [_visit(browser, port, slow=True) for _ in range(rounds)]
    yield from _bytes(fast)
    yield _against_bound("first paint", [visit.paint for visit in slow], slow, ".css")
    yield _against_bound("usable form, script included", [visit.usable for visit in slow], slow, ".css", ".js")


def _bytes(visits: list[Visit]) -> Iterator[Finding]:
    parts = ", ".join(f"{name.rpartition('/')[2]} {size:,.0f}" for name, size in sorted(visits[0].whole.items()))
    totals = [visit.total for visit in visits]
    yield Finding(
        "P8", "bytes of a first visit to Register, headers included", Goal(at_most=FIRST_VISIT), totals, parts, "bytes"
    )
    content = [visit.content_of(PATH, ".css") for visit in visits]
    what = "of it page and style, compressed, without headers"
    yield Finding("P8", what, Goal(at_most=PAGE_AND_STYLE), content, unit="bytes")


def _against_bound(what: str, seconds: list[float], visits: list[Visit], *files: str) -> Finding:
    """`files` are what the browser needs besides the page."""
    bounds = [ROUND_TRIPS * ROUND_TRIP + visit.of(PATH, *files) / BYTES_A_SECOND for visit in visits]
    ratios = [took / bound for took, bound in zip(seconds, bounds, strict=True)]
    return Finding(
        "P9", f"{what} on 50 kbit/s and 500 ms, against the bound of round trips and bytes", Goal(at_most=1.1), ratios,
        f"best {min(seconds):.2f} s, bound {min(bounds):.2f} s",
    )  # fmt: skip


def _portal(url: str) -> AbstractContextManager[int]:
    return served.gunicorn("wsgi:app", environment=page.environment(url))


@contextmanager
def _browser() -> Iterator[Browser]:
    """Raises NotMeasured on a machine without Chromium."""
    with sync_playwright() as driver:
        try:
            options = launch_options(driver.chromium)
        except Failure as failure:
            raise NotMeasured("No Chromium was found; `make test` installs one.") from failure
        browser = driver.chromium.launch(**options)
        try:
            yield browser
        finally:
            browser.close()


def _visit(browser: Browser, port: int, *, slow: bool) -> Visit:
    """One visit with nothing in the cache."""
    visit = Visit()
    context = browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    _listen(opened, visit, slow=slow)
    opened.goto(f"http://127.0.0.1:{port}{PATH}", wait_until="networkidle")
    opened.get_by_role("button", name="Submit").wait_for()
    opened.wait_for_function(PAINT)
    visit.paint, visit.usable = opened.evaluate(PAINT) / 1000, opened.evaluate(USABLE) / 1000
    context.close()
    return visit


def _listen(opened: Page, visit: Visit, *, slow: bool) -> None:
    session = opened.context.new_cdp_session(opened)
    paths: dict[str, str] = {}

    def begun(event: dict[str, Any]) -> None:
        path = urlsplit(event["response"]["url"]).path
        paths[event["requestId"]] = path
        visit.headers[path] = event["response"]["encodedDataLength"]

    def ended(event: dict[str, Any]) -> None:
        path = paths.get(event["requestId"], "")
        visit.whole[path] = visit.whole.get(path, 0) + event["encodedDataLength"]

    session.on("Network.responseReceived", begun)
    session.on("Network.loadingFinished", ended)
    session.send("Network.enable")
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW_LINE)
