"""What a candidate is told while the portal is full or the line is down; nothing that was typed is lost."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.pages.register import PASSWORD, RegisterPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.qa import Person, Qa
from tests.e2e.watch import Watch

LONGEST_PAUSE_MS = 10_000
SLOW_MS = 5_000
TYPO = "amara@hotmial.com"
EMAIL = "lucia@example.org"
FULL = "<main><h1>One moment</h1><p class='lead'>Many people are signing in.</p></main>"


@pytest.fixture
def elif_(qa: Qa) -> Person:
    return qa.seed("released-mixed")["elif"]


def test_a_full_portal_tries_again_by_itself(page: Page, elif_: Person, watch: Watch) -> None:
    """The answer a full portal gives, once; the next try comes through without a touch."""
    watch.expect("503")
    answers = iter([503])

    def answer(route: Route) -> None:
        status = next(answers, None) if route.request.method == "POST" else None
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, body=FULL, content_type="text/html", headers={"Retry-After": "5"})

    page.route("**/sign-in", answer)
    page.clock.install()
    door = SignInPage(page).open()
    door.sign_in(elif_.id_number, elif_.password)
    expect(door.news).to_contain_text("We try again for you in a few seconds")
    page.clock.fast_forward(LONGEST_PAUSE_MS)
    expect(door.heading).to_have_text("My results")


def test_a_line_that_is_down_is_told_and_what_was_typed_stays(page: Page, elif_: Person, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    watch.expect("Failed to fetch")
    door = SignInPage(page).open()
    page.get_by_label("ID Number", exact=True).focus()
    page.wait_for_function("() => window.htmx")
    page.context.set_offline(True)
    door.sign_in(elif_.id_number, elif_.password)
    expect(door.news).to_contain_text("The connection is down")
    page.context.set_offline(False)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(door.heading).to_have_text("My results")


def test_a_slow_check_is_told_and_ends_well(page: Page, qa: Qa) -> None:
    """The answer is held back for five seconds of the browser's clock."""
    held: list[Route] = []
    page.route("**/register/validate/email", lambda route: held.append(route))
    page.clock.install()
    form = RegisterPage(page).open()
    form.email.focus()
    page.wait_for_function("() => window.htmx")
    form.enter_email(TYPO)
    with page.expect_request("**/register/validate/email"):
        page.keyboard.press("Tab")
        page.clock.run_for(1_000)
    page.clock.run_for(SLOW_MS)
    expect(page.locator("#line")).to_have_text("Still working. The line is slow.")
    expect(form.email).to_have_value(TYPO)
    held[0].continue_()
    expect(page.locator("#email-error")).to_contain_text("Did you mean amara@hotmail.com?")
    expect(page.locator("#line")).to_be_empty()
    expect(form.email).to_have_value(TYPO)


def test_a_check_that_fails_is_told_and_stops_nobody(page: Page, qa: Qa, watch: Watch) -> None:
    watch.expect("500")
    lucia = qa.seed("waiting-for-approval")["lucia"]
    page.route("**/register/validate/*", lambda route: route.fulfill(status=500, body="broken"))
    form = RegisterPage(page).open()
    form.enter_numbers(lucia.id_number, lucia.secret_number)
    form.enter_email(EMAIL)
    page.keyboard.press("Tab")
    expect(page.locator("#line")).to_contain_text("That did not work. What you typed is still here.")
    expect(form.email).to_have_value(EMAIL)
    form.choose_password(PASSWORD)
    form.agree_to_the_terms()
    form.submit()
    expect(form.heading).to_have_text("You are registered")


def test_without_its_library_the_form_says_so_and_works_as_a_page(page: Page, qa: Qa, watch: Watch) -> None:
    watch.expect("ERR_FAILED")
    lucia = qa.seed("waiting-for-approval")["lucia"]
    page.route("**/htmx.min.js*", lambda route: route.abort())
    form = RegisterPage(page).open()
    form.enter_numbers(lucia.id_number, lucia.secret_number)
    expect(page.locator("#line")).to_contain_text("The connection is down. What you typed is still here.")
    expect(form.field("ID Number")).to_have_value(lucia.id_number)
    form.enter_email(EMAIL)
    form.choose_password(PASSWORD)
    form.agree_to_the_terms()
    form.submit()
    expect(form.heading).to_have_text("You are registered")
