"""The candidate's account: address, password, exams, places of sign-in."""

from playwright.sync_api import Locator, Page

from tests.e2e.qa import Mail, Person


class AccountPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self) -> "AccountPage":
        self._page.goto("/account")
        return self

    def change_address(self, email: str, password: str) -> None:
        self._page.get_by_role("link", name="Change your email address").click()
        self._page.get_by_label("New email address").fill(email)
        self._page.get_by_label("Your password").fill(password)
        self._page.get_by_role("button", name="Change email address").click()

    def undo_change(self, mail: Mail) -> None:
        """With the link that went to the old address."""
        self._page.goto(mail.link("/undo-email/"))
        self._page.get_by_role("button", name="Use the old address again").click()

    def add_exam(self, entry: Person) -> None:
        self._page.get_by_role("link", name="Add another exam").click()
        self._page.get_by_label("ID number").fill(entry.id_number)
        self._page.get_by_label("Secret number").fill(entry.secret_number)
        self._page.get_by_role("button", name="Add exam").click()

    @property
    def content(self) -> Locator:
        return self._page.get_by_role("main")
