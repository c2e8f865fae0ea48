"""A candidate's whole journey once more in Firefox: another engine, another script machine."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from bootstrap.browsers import launch_options
from bootstrap.failure import Failure
from tests.e2e.pages.account import AccountPage
from tests.e2e.pages.confirm_email import ConfirmEmailPage
from tests.e2e.pages.register import PASSWORD, RegisterPage
from tests.e2e.pages.reset_password import ResetPasswordPage
from tests.e2e.pages.results import ResultsPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.qa import Qa
from tests.e2e.watch import Watch
from tests.e2e.words import Words

EMAIL = "lucia@example.org"
NEW_PASSWORD = "seven swans on a still lake"
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
    ConfirmEmailPage(fox).follow(qa.mail(EMAIL)).confirm()
    expect(fox.get_by_role("main")).to_contain_text("is confirmed")
    sign_out(fox)
    door = SignInPage(fox)
    expect(door.heading).to_have_text("Sign in")
    door.sign_in(lucia.id_number, "something she never chose")
    expect(door.problems).to_be_focused()
    door.sign_in(lucia.id_number, PASSWORD)
    expect(door.heading).to_have_text("My results")


def test_firefox_sets_a_forgotten_password_anew(fox: Page, qa: Qa) -> None:
    diego = qa.seed("registered-unconfirmed")["diego"]
    forgotten = ResetPasswordPage(fox)
    forgotten.ask_for_link(diego.id_number)
    expect(forgotten.content).to_contain_text("a link is on its way")
    forgotten.choose(qa.mail(diego.email, subject="Choose a new password"), NEW_PASSWORD)
    door = SignInPage(fox)
    expect(door.heading).to_have_text("Sign in")
    door.sign_in(diego.id_number, NEW_PASSWORD)
    expect(door.heading).to_have_text("My results")


def test_firefox_changes_an_account(fox: Page, qa: Qa) -> None:
    people = qa.seed("two-entries-one-account")
    amara = people["amara"]
    SignInPage(fox).open().sign_in(amara.id_number, amara.password)
    expect(fox.get_by_role("heading", level=1)).to_have_text("My results")
    account = AccountPage(fox).open()
    account.add_exam(people["amara3"])
    expect(account.content).to_contain_text("The exam was added to your account.")
    account.change_address("amara.new@example.org", amara.password)
    expect(account.content).to_contain_text("Your address was changed")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with script", "without script"])
def test_firefox_changes_to_arabic_in_the_middle_of_the_form(
    fox: Page, qa: Qa, watch: Watch, has_scripts: bool
) -> None:
    """Firefox takes no wish to do without scripts: here they do not arrive."""
    if not has_scripts:
        watch.expect("Loading failed for the <script>")
        fox.route("**/*.js*", lambda route: route.abort())
    lucia = qa.seed("waiting-for-approval")["lucia"]
    form = RegisterPage(fox).open()
    form.enter_numbers(lucia.id_number, lucia.secret_number)
    form.agree_to_the_terms()
    fox.get_by_role("contentinfo").get_by_role("button", name="العربية").click()
    expect(fox.locator("html")).to_have_attribute("dir", "rtl")
    assert fox.evaluate("() => document.documentElement.className") == ("js" if has_scripts else "")

    say = Words("ar")
    form = RegisterPage(fox, say)
    expect(form.field("ID Number")).to_have_value(lucia.id_number)
    form.enter_email(EMAIL)
    form.choose_password(PASSWORD)
    form.submit()
    expect(form.heading).to_have_text(say("You are registered"))


def test_firefox_shows_a_result_and_forgets_it_after_signing_out(fox: Page, qa: Qa) -> None:
    amara = qa.seed("released-mixed")["amara"]
    SignInPage(fox).open().sign_in(amara.id_number, amara.password)
    results = ResultsPage(fox)
    results.see_my_result()
    expect(results.content).to_contain_text("Overall score")
    results.open_statement()
    expect(results.heading).to_have_text("Statement of Results")
    fox.go_back()
    expect(results.content).to_contain_text("Overall score")
    sign_out(fox)
    expect(fox.get_by_role("button", name="Sign out")).to_have_count(0)
    fox.go_back()
    expect(results.heading).to_have_text("Sign in")
    expect(results.content).not_to_contain_text("Overall score")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
