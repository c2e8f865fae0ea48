"""Candidates read the portal in their own language, and from right to left where it runs so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import judges
from tests.e2e.pages.confirm_email import ConfirmEmailPage
from tests.e2e.pages.register import PASSWORD, RegisterPage
from tests.e2e.pages.results import ResultsPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.qa import Qa
from tests.e2e.words import Words

EMAIL = "lucia@example.org"
OWN_NAMES = {"es": "Español", "ar": "العربية"}
DIRECTIONS = {"es": "ltr", "ar": "rtl"}


@pytest.fixture(params=list(OWN_NAMES))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_lucia_registers_in_her_language(page: Page, qa: Qa, language: str) -> None:
    lucia = qa.seed("waiting-for-approval")["lucia"]
    say = Words(language)
    form = RegisterPage(page, say).open()
    choose(page, language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", DIRECTIONS[language])
    form.register(lucia, email="not an address")
    expect(form.problems).to_contain_text(say("There is a problem"))
    expect(form.email).to_have_value("not an address")
    form.enter_email(EMAIL)
    form.choose_password(PASSWORD)
    form.submit()
    expect(form.heading).to_have_text(say("You are registered"))

    mail = qa.mail(EMAIL)
    assert mail.subject == say("You are registered: confirm your email address")
    assert f'dir="{DIRECTIONS[language]}"' in mail.html
    ConfirmEmailPage(page, say).follow(mail).confirm()
    confirmed = say("Your email address %(address)s is confirmed.") % {"address": EMAIL}
    expect(page.get_by_role("main")).to_contain_text(confirmed)


def test_lucia_changes_the_language_with_half_a_form_filled_in(any_page: Page, qa: Qa, language: str) -> None:
    """The form came back once before, so that htmx has taken it over; and it still does its work afterwards."""
    lucia = qa.seed("waiting-for-approval")["lucia"]
    form = RegisterPage(any_page).open()
    form.submit()
    expect(form.problems).to_be_visible()
    form.enter_numbers(lucia.id_number, lucia.secret_number)
    form.enter_email("not an address")
    form.choose_password(PASSWORD)
    form.agree_to_the_terms()
    choose(any_page, language)

    say = Words(language)
    form = RegisterPage(any_page, say)
    expect(form.problems).to_have_count(0)
    expect(form.field("ID Number")).to_have_value(lucia.id_number)
    expect(form.field("Secret Number")).to_have_value(lucia.secret_number)
    expect(form.email).to_have_value("not an address")
    expect(form.field("Enter Password")).to_have_value("")
    form.enter_email(EMAIL)
    form.choose_password(PASSWORD)
    form.submit()
    expect(form.heading).to_have_text(say("You are registered"))


def test_elif_sees_her_result_in_her_language_and_the_choice_stays_with_the_account(
    new_page: Callable[..., Page], qa: Qa, language: str
) -> None:
    elif_ = qa.seed("released-mixed")["elif"]
    say = Words(language)
    page = new_page()
    SignInPage(page).open()
    choose(page, language)
    SignInPage(page, say).sign_in(elif_.id_number, elif_.password)
    results = ResultsPage(page, say)
    expect(results.heading).to_have_text(say("My results"))
    results.see_my_result()
    expect(results.content).to_contain_text(say("Overall score"))
    assert judges.accessibility(page) + judges.width(page) == []

    elsewhere = new_page()
    SignInPage(elsewhere).open().sign_in(elif_.id_number, elif_.password)
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text(say("My results"))


def test_what_runs_from_right_to_left_is_mirrored_and_numbers_are_not(page: Page, qa: Qa) -> None:
    """The form begins at the right; what is typed in Latin letters runs from left to right in it."""
    say = Words("ar")
    form = RegisterPage(page, say).open()
    in_english = left_gap(form.heading)
    choose(page, "ar")
    assert right_gap(page, form.heading) == pytest.approx(in_english, abs=2)
    for label in ("ID Number", "Secret Number", "Email Address"):
        assert form.field(label).evaluate("field => getComputedStyle(field).direction") == "ltr"
    form.submit()
    expect(form.problems).to_be_visible()
    assert judges.accessibility(page) + judges.width(page) == []


def choose(page: Page, language: str) -> None:
    """At the foot of the page, where it has its own name: a link, or a button of the form that is being filled in."""
    page.get_by_role("contentinfo").get_by_text(OWN_NAMES[language], exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def left_gap(element: Locator) -> float:
    """How far its left end is from that of the window."""
    box = element.bounding_box()
    assert box is not None
    return box["x"]


def right_gap(page: Page, element: Locator) -> float:
    """How far the right end of this element is from the right end of the window."""
    box = element.bounding_box()
    assert box is not None
    width: float = page.evaluate("() => document.documentElement.clientWidth")
    return width - box["x"] - box["width"]
