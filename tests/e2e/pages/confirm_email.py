"""The page behind the link in the confirmation email."""

from playwright.sync_api import Page

from tests.e2e.qa import Mail


class ConfirmEmailPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def follow(self, mail: Mail) -> "ConfirmEmailPage":
        """Open the link as from the mail program."""
        self._page.goto(mail.link("/confirm-email/"))
        return self

    def confirm(self) -> None:
        self._page.get_by_role("button", name="Confirm my address").click()
