"""Joining: from the link in the invitation to the first look at Today."""

import pyotp
from playwright.sync_api import Locator, Page

from tests.e2e.qa import Mail, Qa


class InvitationPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def follow(self, mail: Mail) -> "InvitationPage":
        """Open the link as from the mail program."""
        self._page.goto(mail.link("/staff/invitation/"))
        return self

    def choose_password(self, password: str) -> None:
        self._page.get_by_label("Choose a password").fill(password)
        self._page.get_by_label("Type the password again").fill(password)
        self._page.get_by_role("button", name="Save the password").click()

    def set_up_the_app(self, qa: Qa) -> None:
        """Type the key that the page shows into an app, and the app's first code into the page."""
        key = self._page.get_by_role("main").locator(".code").inner_text().replace(" ", "")
        self._page.get_by_label("Code").fill(pyotp.TOTP(key).at(qa.now()))
        self._page.get_by_role("button", name="Finish").click()

    def keep_the_recovery_codes(self) -> None:
        self._page.get_by_role("link", name="I have kept them").click()

    @property
    def recovery_codes(self) -> Locator:
        return self._page.get_by_role("listitem")

    @property
    def content(self) -> Locator:
        return self._page.get_by_role("main")
