"""What a candidate is told while the portal is full or the line is down; nothing that was typed is lost."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.qa import Person, Qa
from tests.e2e.watch import Watch

LONGEST_PAUSE_MS = 10_000
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
