"""The page where a candidate signs in."""

from playwright.sync_api import Locator, Page

from tests.e2e.words import Say


class SignInPage:
    def __init__(self, page: Page, say: Say = str) -> None:
        self._page = page
        self._say = say

    def open(self) -> "SignInPage":
        self._page.goto("/sign-in")
        return self

    def sign_in(self, id_number: str, password: str) -> None:
        self._page.get_by_label(self._say("ID Number"), exact=True).fill(id_number)
        self._page.get_by_label(self._say("Password"), exact=True).fill(password)
        self._page.get_by_role("main").get_by_role("button", name=self._say("Sign in")).click()

    @property
    def heading(self) -> Locator:
        return self._page.get_by_role("heading", level=1)

    @property
    def problems(self) -> Locator:
        return self._page.get_by_role("alert")

    @property
    def news(self) -> Locator:
        """What is said below the page while the form stays as it is."""
        return self._page.locator("#line")
