"""The page where staff sign in, with the code from their authenticator app."""

from playwright.sync_api import Page, expect

from tests.e2e.qa import Person, Qa


class StaffSignInPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def sign_in(self, person: Person, qa: Qa) -> None:
        """Sign in and arrive at the page of today."""
        self._page.goto("/staff/sign-in")
        self.fill_in(person.email, person.password, code=qa.code(person.email))
        expect(self._page.get_by_role("heading", level=1, name="Today")).to_be_visible()

    def fill_in(self, email: str, password: str, *, code: str) -> None:
        """Without a code for somebody who has set up no app yet."""
        self._page.get_by_label("Email address", exact=True).fill(email)
        self._page.get_by_label("Password", exact=True).fill(password)
        self._page.get_by_label("Code", exact=True).fill(code)
        self._page.get_by_role("button", name="Sign in").click()
