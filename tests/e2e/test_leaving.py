"""After signing out, the next person at this computer sees nothing: not by the Back button either."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.qa import Qa
from tests.e2e.watch import Watch


@pytest.fixture
def remembering_browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A browser as people have it: Playwright's own start it without the memory behind the Back button."""
    options = {**browser_type_launch_args, "ignore_default_args": ["--disable-back-forward-cache"]}
    browser = browser_type.launch(**options)
    yield browser
    browser.close()


def test_the_back_button_shows_no_result_after_signing_out(
    remembering_browser: Browser, qa: Qa, base_url: str, watch: Watch
) -> None:
    people = qa.seed("released-mixed")
    context = remembering_browser.new_context(base_url=base_url, locale="en-GB")
    watch.over(context)
    page = context.new_page()
    SignInPage(page).open().sign_in(people["amara"].id_number, people["amara"].password)
    page.get_by_role("link", name="See my result").first.click()
    expect(page.get_by_role("heading", name="Your entry")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("Your entry")


def test_a_signed_out_cookie_opens_nothing(page: Page, qa: Qa, new_page: Callable[..., Page]) -> None:
    people = qa.seed("released-mixed")
    SignInPage(page).open().sign_in(people["amara"].id_number, people["amara"].password)
    expect(page.get_by_role("heading", level=1, name="My results")).to_be_visible()
    copied = page.context.cookies()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    thief = new_page()
    thief.context.add_cookies([cookie for cookie in copied if cookie["name"].endswith("portal")])
    thief.goto("/results")
    expect(thief.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
