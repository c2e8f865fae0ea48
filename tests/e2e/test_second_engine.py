"""The stories that depend most on a browser, once more in Firefox: another engine, another script machine."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from bootstrap.browsers import launch_options
from bootstrap.failure import Failure
from tests.e2e.pages.register import RegisterPage
from tests.e2e.pages.results import ResultsPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.qa import Qa
from tests.e2e.watch import Watch

EMAIL = "lucia@example.org"
pytestmark = pytest.mark.only_browser("chromium")  # with --browser firefox every story runs in it


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """Firefox of this machine; without one these stories are left out, except on CI, which installs it."""
    try:
        options = launch_options(playwright.firefox)
    except Failure as missing:
        if os.environ.get("PORTAL_TESTS_REQUIRE_ALL") == "1":
            raise
        pytest.skip(f"{missing} The stories in a second browser are left out.")
    browser = playwright.firefox.launch(**options)
    yield browser
    browser.close()


@pytest.fixture
def fox(firefox: Browser, base_url: str, watch: Watch) -> Iterator[Page]:
    context = firefox.new_context(base_url=base_url, locale="en-GB")
    watch.over(context)
    yield context.new_page()
    context.close()


def test_firefox_tells_a_mistake_beside_its_field_and_registers(fox: Page, qa: Qa) -> None:
    lucia = qa.seed("waiting-for-approval")["lucia"]
    form = RegisterPage(fox).open()
    form.field("ID Number").press_sequentially("ABC12")
    fox.keyboard.press("Tab")
    expect(form.field("ID Number")).to_have_attribute("aria-invalid", "true")
    expect(form.field("Secret Number")).to_be_focused()
    form.submit()
    expect(form.problems).to_be_focused()
    form.register(lucia, email=EMAIL)
    expect(form.heading).to_have_text("You are registered")


def test_firefox_shows_a_result_and_forgets_it_after_signing_out(fox: Page, qa: Qa) -> None:
    amara = qa.seed("released-mixed")["amara"]
    SignInPage(fox).open().sign_in(amara.id_number, amara.password)
    results = ResultsPage(fox)
    results.see_my_result()
    expect(results.content).to_contain_text("Overall score")
    fox.get_by_role("button", name="Sign out").click()
    expect(fox.get_by_role("button", name="Sign out")).to_have_count(0)
    fox.go_back()
    expect(results.heading).to_have_text("Sign in")
    expect(results.content).not_to_contain_text("Overall score")
