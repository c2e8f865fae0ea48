"""Coming in: each person by the door of their audience."""

from playwright.sync_api import Page, expect

from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.pages.staff_sign_in import StaffSignInPage
from tests.e2e.qa import Person, Qa


def enter(page: Page, person: Person, qa: Qa) -> Page:
    """Sign in and arrive: candidates at their results, staff at Today."""
    if person.role == "candidate":
        SignInPage(page).open().sign_in(person.id_number, person.password)
        expect(page.get_by_role("heading", level=1)).to_have_text("My results")
    else:
        StaffSignInPage(page).sign_in(person, qa)
    return page
