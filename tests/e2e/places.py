"""Every page and state that judges look at and that `make shots` photographs: who goes where, in the demonstration."""

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.e2e import files
from tests.e2e.pages.batch import BatchPage
from tests.e2e.pages.register import RegisterPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.pages.staff_sign_in import StaffSignInPage
from tests.e2e.qa import Person, Qa

SCENARIO = "demonstration"
PUBLIC = {
    "home": "/", "terms": "/terms", "privacy": "/privacy", "help": "/help", "register": "/register",
    "sign-in": "/sign-in", "reset-password": "/reset-password", "start-again": "/reset-password/start-again",
    "staff-sign-in": "/staff/sign-in",
}  # fmt: skip
CANDIDATE = {
    "results": "/results", "account": "/account", "account-email": "/account/email",
    "account-password": "/account/password", "account-updates": "/account/updates",
    "account-entries": "/account/entries", "account-sessions": "/account/sessions",
}  # fmt: skip
STAFF = {
    "today": "/staff/", "batches": "/staff/batches", "imports": "/staff/imports", "candidates": "/staff/candidates",
}  # fmt: skip
BOARD = {**STAFF, "centres": "/staff/centres", "people": "/staff/people", "audit": "/staff/audit"}


@dataclass(frozen=True)
class Visitor:
    """Somebody with the pages they see; `sign_in` brings them in first."""

    name: str
    places: dict[str, str]

    def come_in(self, page: Page, people: dict[str, Person], qa: Qa) -> None:
        if self.name == "nobody":
            return
        person = people[self.name]
        if person.role == "candidate":
            SignInPage(page).open().sign_in(person.id_number, person.password)
            page.wait_for_url("**/results")
        else:
            StaffSignInPage(page).sign_in(person, qa)


VISITORS = (Visitor("nobody", PUBLIC), Visitor("elif", CANDIDATE), Visitor("ada", STAFF), Visitor("bo", BOARD))


def states(page: Page, visitor: Visitor) -> dict[str, str]:
    """States that have no address of their own: made here, one after the other; returns name and markup."""
    found = {}
    if visitor.name == "nobody":
        RegisterPage(page).open().submit()
        page.get_by_role("alert").wait_for()
        found["register-with-errors"] = page.content()
    elif visitor.name == "elif":
        page.goto("/results")
        page.get_by_role("link", name="See my result").first.click()
        page.get_by_role("heading", name="Your entry").wait_for()
        found["result"] = page.content()
    else:
        BatchPage(page).open(files.EXAM_NAME)
        found["batch"] = page.content()
    return found
