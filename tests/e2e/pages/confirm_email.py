"""The page behind the link in the confirmation email."""

from playwright.sync_api import Locator, Page

from tests.e2e.qa import Mail
from tests.e2e.words import Say


class ConfirmEmailPage:
    def __init__(self, page: Page, say: Say = str) -> None:
        self._page = page
        self._say = say

    def follow(self, mail: Mail) -> "ConfirmEmailPage":
        """Open the link as from the mail program."""
        self._page.goto(mail.link("/confirm-email/"))
        return self

    def confirm(self) -> None:
        self._page.get_by_role("button", name=self._say("Confirm my address")).click()

    @property
    def heading(self) -> Locator:
        return self._page.get_by_role("heading", level=1)
