"""What a visit costs on a slow line, counted by the browser as it comes over the wire."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.rules.languages import LANGUAGES
from tests.e2e import doors
from tests.e2e.pages.register import RegisterPage
from tests.e2e.qa import Qa
from tests.e2e.words import in_language

FIRST_VISIT, PAGE_AND_STYLE, SECOND_VISIT = 15_360, 4_096, 2_048
LIBRARY = 12_800  # htmx, which comes when a form is touched
RESULT_PAGE = 6 * 1024
USABLE_WITHIN_MS = 6_000
SLOW_LINE = {"offline": False, "latency": 500, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}


class Meter:
    """Counts the bytes of every answer, headers included, by the path it came from."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._paths: dict[str, str] = {}
        self.bytes: dict[str, float] = {}
        self.headers: dict[str, float] = {}
        self._session.on("Network.responseReceived", self._name)
        self._session.on("Network.loadingFinished", self._count)
        self._session.send("Network.enable")

    def slow_down(self) -> None:
        self._session.send("Network.emulateNetworkConditions", SLOW_LINE)

    def start_again(self) -> None:
        self.bytes.clear()
        self.headers.clear()

    @property
    def total(self) -> float:
        return sum(self.bytes.values())

    def of(self, *endings: str) -> float:
        """With headers."""
        return sum(size for path, size in self.bytes.items() if path.split("?")[0].endswith(endings))

    def content_of(self, *endings: str) -> float:
        """Without headers."""
        headers = sum(size for path, size in self.headers.items() if path.split("?")[0].endswith(endings))
        return self.of(*endings) - headers

    def _name(self, event: dict[str, Any]) -> None:
        url = event["response"]["url"]
        self._paths[event["requestId"]] = url
        self.headers[url] = event["response"]["encodedDataLength"]

    def _count(self, event: dict[str, Any]) -> None:
        path = self._paths.get(event["requestId"], "")
        self.bytes[path] = self.bytes.get(path, 0) + event["encodedDataLength"]


@pytest.fixture
def meter(page: Page, qa: Qa) -> Meter:
    return Meter(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_visit_fits_the_budget(page: Page, meter: Meter, language: str) -> None:
    page.request.get(f"/language/{language}")  # past the browser, whose cache stays empty
    form = RegisterPage(page, in_language(language)).open()
    page.wait_for_load_state("networkidle")
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert meter.content_of("/register", ".css") <= PAGE_AND_STYLE, meter.bytes
    assert meter.total <= FIRST_VISIT, meter.bytes
    meter.start_again()
    with page.expect_response("**/htmx.min.js*"):
        form.email.focus()
    page.wait_for_load_state("networkidle")
    assert meter.total <= LIBRARY, meter.bytes


def test_the_second_visit_costs_only_the_page(page: Page, meter: Meter) -> None:
    RegisterPage(page).open()
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")
    meter.start_again()
    RegisterPage(page).open()
    page.wait_for_load_state("networkidle")
    assert meter.total == meter.of("/register"), meter.bytes
    assert meter.content_of("/register") <= SECOND_VISIT, meter.bytes


def test_the_form_can_be_used_while_a_slow_line_still_loads(page: Page, meter: Meter) -> None:
    meter.slow_down()
    page.goto("/register", wait_until="commit")
    form = RegisterPage(page)
    expect(page.get_by_role("button", name="Submit")).to_be_visible(timeout=USABLE_WITHIN_MS)
    form.enter_email("amara@example.org")
    expect(form.email).to_have_value("amara@example.org")


def test_a_result_comes_soon_over_a_slow_line(page: Page, meter: Meter, qa: Qa) -> None:
    amara = qa.seed("released-mixed")["amara"]
    doors.enter(page, amara, qa)
    address = page.get_by_role("link", name="See my result").get_attribute("href")
    meter.start_again()
    meter.slow_down()
    page.goto(str(address), wait_until="commit")
    expect(page.get_by_role("main")).to_contain_text("Overall score", timeout=USABLE_WITHIN_MS)
    page.wait_for_load_state("networkidle")
    assert meter.total == meter.of(str(address)), meter.bytes
    assert meter.content_of(str(address)) <= RESULT_PAGE, meter.bytes


def test_a_field_check_sends_and_costs_little(page: Page, meter: Meter) -> None:
    form = RegisterPage(page).open()
    form.choose_password("a long walk to the sea")
    meter.start_again()
    with page.expect_request("**/register/validate/email") as asked:
        form.enter_email("amara@example.org")
        page.keyboard.press("Tab")
    sent = asked.value.post_data or ""
    assert "password" not in sent
    asked.value.response()
    page.wait_for_load_state("networkidle")
    assert meter.of("/register/validate/email") <= 1_024, meter.bytes
