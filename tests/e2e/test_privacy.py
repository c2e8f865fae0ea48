"""What a browser is left with: nothing stored, nothing reported, nothing framed, nothing sent elsewhere."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e import places
from tests.e2e.places import Visitor
from tests.e2e.qa import Qa
from tests.e2e.watch import Watch

STORED = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(each => each.name),
  caches: window.caches ? await caches.keys() : [],
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
  readable: document.cookie,
})"""
NOTHING = {"local": [], "session": [], "databases": [], "caches": [], "workers": 0, "readable": ""}
REPORTS = """() => {
  window.reports = [];
  document.addEventListener('securitypolicyviolation', event => window.reports.push(event.violatedDirective));
}"""
KNOWN_COOKIES = {"portal", "known", "device"}


@pytest.mark.parametrize("visitor", places.VISITORS, ids=lambda visitor: visitor.name)
def test_no_page_stores_or_reports_anything(page: Page, qa: Qa, visitor: Visitor) -> None:
    """`watch`, behind every page, fails for noise in the console and for requests to elsewhere."""
    page.add_init_script(f"({REPORTS})()")
    visitor.come_in(page, qa.seed(places.SCENARIO), qa)
    for name, address in visitor.places.items():
        page.goto(address)
        assert page.evaluate(STORED) == NOTHING, name
        assert page.evaluate("() => window.reports") == [], name
    for name in places.states(page, visitor):
        page.wait_for_load_state("networkidle")  # the last act may still lead on to another page
        assert page.evaluate(STORED) == NOTHING, name
        assert page.evaluate("() => window.reports") == [], name
    cookies = page.context.cookies()
    assert {cookie["name"].removeprefix("__Host-") for cookie in cookies} <= KNOWN_COOKIES
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies)
    kept = [cookie for cookie in cookies if cookie["name"].endswith("portal") and cookie["expires"] != -1]
    assert kept == [], "the session's cookie goes with the browser"


@pytest.mark.parametrize("address", ["/", "/sign-in", "/results", "/staff/sign-in"])
def test_no_page_lets_itself_be_framed(
    new_page: Callable[..., Page], base_url: str, watch: Watch, address: str
) -> None:
    assert base_url not in _framed(new_page(), base_url, address, watch)


def test_the_frame_of_the_test_would_show_a_page(new_page: Callable[..., Page], base_url: str, watch: Watch) -> None:
    """The trap works: what forbids nothing is shown in it."""
    assert _framed(new_page(), base_url, "/health", watch) == f"{base_url}/health"


def _framed(page: Page, base_url: str, address: str, watch: Watch) -> str:
    """The address that a frame around this page ends at; a browser that refuses shows a page of its own."""
    for announced in ("frame", "ERR_BLOCKED", "favicon"):
        watch.expect(announced)
    page.goto("/health")
    page.set_content(f'<iframe src="{base_url}{address}"></iframe>')
    page.wait_for_load_state("networkidle")
    (frame,) = [frame for frame in page.frames if frame != page.main_frame]
    return frame.url
