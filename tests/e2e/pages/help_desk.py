"""The help desk: finding a candidate, and what can be done for them."""

from playwright.sync_api import Locator, Page, expect


class HelpDeskPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def find(self, words: str) -> "HelpDeskPage":
        """Look for a part of a name or a number; a single hit opens at once."""
        self._page.goto("/staff/candidates")
        self._page.get_by_label("ID number, name, candidate number or email address").fill(words)
        with self._page.expect_event("domcontentloaded"):
            self._page.get_by_role("button", name="Find").click()
        return self

    def give_new_secret(self) -> str:
        """The new Secret number, as the slip shows it once."""
        self._page.get_by_role("button", name="Give a new number").click()
        number = self._page.get_by_role("main").locator(".code.big")
        expect(number).to_be_visible()
        return number.inner_text()

    def unlock(self) -> None:
        self._page.get_by_role("button", name="Unlock").click()

    def correct_address(self, email: str) -> None:
        self._page.get_by_label("New email address").fill(email)
        self._page.get_by_role("button", name="Change the address").click()

    def sign_out_everywhere(self) -> None:
        self._page.get_by_role("button", name="Sign the candidate out").click()

    def ask_to_take_back(self, reason: str) -> None:
        """Say that the wrong person registered; somebody else confirms it."""
        self._page.get_by_role("link", name="Take the entry back").click()
        self._page.get_by_label("Why").fill(reason)
        self._page.get_by_role("button", name="Ask for it").click()

    def take_back(self, code: str) -> str:
        """Confirm what another asked for; the new Secret number, as the slip shows it once."""
        self._page.get_by_role("link", name="Look at the request").click()
        self._page.get_by_label("Code").fill(code)
        self._page.get_by_role("button", name="Take the entry back").click()
        number = self._page.get_by_role("main").locator(".code.big")
        expect(number).to_be_visible()
        return number.inner_text()

    @property
    def name(self) -> Locator:
        return self._page.get_by_role("heading", level=1)

    @property
    def content(self) -> Locator:
        return self._page.get_by_role("main")

    @property
    def news(self) -> Locator:
        """What the page says of the last act."""
        return self._page.get_by_role("status").first
