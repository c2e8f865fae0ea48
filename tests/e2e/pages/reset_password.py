"""A forgotten password: asking for a link, and choosing a new one with it."""

from playwright.sync_api import Locator, Page

from tests.e2e.qa import Mail


class ResetPasswordPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def ask_for_link(self, id_number: str) -> None:
        self._page.goto("/reset-password")
        self._page.get_by_label("ID Number").fill(id_number)
        self._page.get_by_role("button", name="Send me a link").click()

    def choose(self, mail: Mail, password: str) -> None:
        """With the link out of the email."""
        self._page.goto(mail.link("/reset-password/"))
        self._page.get_by_label("Enter Password", exact=True).fill(password)
        self._page.get_by_label("Confirm Password", exact=True).fill(password)
        self._page.get_by_role("button", name="Set the new password").click()

    @property
    def content(self) -> Locator:
        return self._page.get_by_role("main")
