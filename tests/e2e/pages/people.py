"""Where the board invites people."""

from playwright.sync_api import Locator, Page


class PeoplePage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def invite(self, name: str, email: str, *, role: str, centre: str) -> None:
        self._page.goto("/staff/people")
        self._page.get_by_role("link", name="Invite somebody").click()
        self._page.get_by_label("Name", exact=True).fill(name)
        self._page.get_by_label("Email address at work").fill(email)
        self._page.get_by_role("radio", name=role).check()
        self._page.get_by_label("Centre", exact=True).select_option(value=centre)
        self._page.get_by_role("button", name="Send the invitation").click()

    def disable(self) -> None:
        """Shut the person of this page out."""
        self._page.get_by_role("button", name="Disable at once").click()

    @property
    def content(self) -> Locator:
        return self._page.get_by_role("main")
