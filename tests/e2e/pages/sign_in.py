"""The page where a candidate signs in."""

from playwright.sync_api import Locator, Page


class SignInPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self) -> "SignInPage":
        self._page.goto("/sign-in")
        return self

    def sign_in(self, id_number: str, password: str) -> None:
        self._page.get_by_label("ID Number", exact=True).fill(id_number)
        self._page.get_by_label("Password", exact=True).fill(password)
        self._page.get_by_role("main").get_by_role("button", name="Sign in").click()

    @property
    def problems(self) -> Locator:
        return self._page.get_by_role("alert")
