"""Registering: from the two numbers on the Confirmation of Entry to a confirmed address."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.pages.confirm_email import ConfirmEmailPage
from tests.e2e.pages.register import PASSWORD, RegisterPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.qa import Person, Qa

EMAIL = "lucia@example.org"
EVERY_FRAME = """button => {
  window.seen = [];
  const look = () => { seen.push(button.getBoundingClientRect().top); requestAnimationFrame(look); };
  look();
}"""
"""Where a button stands, in pixels from the top of the window."""


@pytest.fixture
def lucia(qa: Qa) -> Person:
    """Has her Confirmation of Entry in her hand."""
    return qa.seed("waiting-for-approval")["lucia"]


def test_lucia_registers_and_confirms_her_address(any_page: Page, qa: Qa, lucia: Person) -> None:
    RegisterPage(any_page).open().register(lucia, email=EMAIL)
    expect(any_page).to_have_url(re.compile(r"/registered$"))
    expect(any_page.get_by_role("main")).to_contain_text(EMAIL)

    confirmation = ConfirmEmailPage(any_page).follow(qa.mail(EMAIL))
    confirmation.confirm()
    expect(any_page.get_by_role("main")).to_contain_text("is confirmed")


def test_lucia_signs_in_with_the_password_she_chose(any_page: Page, qa: Qa, lucia: Person) -> None:
    RegisterPage(any_page).open().register(lucia, email=EMAIL)
    expect(any_page.get_by_role("heading", level=1)).not_to_have_text("Register")
    any_page.get_by_role("button", name="Sign out").click()

    SignInPage(any_page).open().sign_in(lucia.id_number, PASSWORD)
    expect(any_page.get_by_role("heading", level=1)).to_have_text("My results")
    expect(any_page.get_by_role("main")).to_contain_text("Your result comes")


def test_a_wrong_pair_learns_nothing(any_page: Page, qa: Qa, lucia: Person) -> None:
    """Unknown number, wrong secret, and a wrong secret for an entry that is registered already: one answer."""
    unknown = Person(**{**vars(lucia), "id_number": "ZZZ999999"})
    wrong = f"{(int(lucia.secret_number) + 1) % 10_000:04}"
    answers = [refused(any_page, unknown), refused(any_page, lucia, wrong)]
    RegisterPage(any_page).open().register(lucia, email=EMAIL)
    any_page.get_by_role("button", name="Sign out").click()
    answers.append(refused(any_page, lucia, wrong))
    assert len(set(answers)) == 1
    assert "do not match our records" in answers[0]


def test_the_right_pair_learns_that_it_is_registered(any_page: Page, qa: Qa, lucia: Person) -> None:
    RegisterPage(any_page).open().register(lucia, email=EMAIL)
    any_page.get_by_role("button", name="Sign out").click()
    assert "You are registered already" in refused(any_page, lucia)
    warning = qa.mail(EMAIL, subject="tried")
    assert lucia.id_number not in warning.text


def test_what_was_typed_stays_but_for_passwords(any_page: Page, qa: Qa, lucia: Person) -> None:
    form = RegisterPage(any_page).open()
    form.register(lucia, email="not an address")
    expect(form.problems).to_contain_text("email address")
    expect(form.email).to_have_value("not an address")
    expect(any_page.get_by_label("Enter Password", exact=True)).to_have_value("")
    expect(any_page).to_have_title(re.compile("^Error"))


def test_after_a_mistake_the_keyboard_goes_on_where_it_is_told(any_page: Page, qa: Qa, lucia: Person) -> None:
    form = RegisterPage(any_page).open()
    form.register(lucia, email="not an address")
    expect(form.problems).to_be_focused()
    any_page.keyboard.press("Tab")
    any_page.keyboard.press("Enter")
    expect(form.email).to_be_focused()


def test_a_mistake_is_told_beside_its_field_before_anything_is_sent(page: Page, qa: Qa, lucia: Person) -> None:
    form = RegisterPage(page).open()
    form.enter_numbers("ABC12", lucia.secret_number)
    form.enter_email(EMAIL)
    field = page.get_by_label("ID Number", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(form.email).to_be_focused()


@pytest.mark.parametrize("leave_at", ["Confirm Password", "I agree to the terms of use"])
def test_the_words_of_a_check_move_nothing_under_the_finger(page: Page, leave_at: str) -> None:
    held: list[Route] = []
    page.route("**/register/validate/password", lambda route: held.append(route))
    register = RegisterPage(page).open()
    with page.expect_request("**/register/validate/password"):
        register.field("Enter Password").fill(PASSWORD)
        register.field(leave_at).click()
    page.get_by_role("button", name="Submit").evaluate(EVERY_FRAME)
    held[0].continue_()
    expect(page.get_by_text("Very hard to guess.")).to_be_visible()
    page.evaluate("() => new Promise(done => setTimeout(done, 200))")
    assert page.evaluate("Math.max(...seen) - Math.min(...seen)") < 1


def test_lucia_registers_with_the_keyboard_alone(page: Page, qa: Qa, lucia: Person) -> None:
    RegisterPage(page).open()
    typed = {
        "ID Number": lucia.id_number, "Secret Number": lucia.secret_number, "Email Address": EMAIL,
        "Enter Password": PASSWORD, "Confirm Password": PASSWORD,
    }  # fmt: skip
    keyboard = page.keyboard
    for label, words in typed.items():
        _tab_to(page, label)
        keyboard.type(words)
    _tab_to(page, "I agree to the terms of use")
    keyboard.press("Space")
    keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/registered$"))


def refused(page: Page, person: Person, secret_number: str = "") -> str:
    """What the page says to this pair."""
    form = RegisterPage(page).open()
    form.register(person, email=EMAIL, secret_number=secret_number)
    expect(form.problems).to_be_visible()
    return form.problems.inner_text()


def _tab_to(page: Page, label: str) -> None:
    target = page.get_by_label(label, exact=True)
    for _ in range(30):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the Tab key never comes to {label}")
