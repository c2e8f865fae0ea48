"""The page where a candidate registers."""

from playwright.sync_api import Locator, Page

from tests.e2e.qa import Person

PASSWORD = "a long walk to the sea"


class RegisterPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self) -> "RegisterPage":
        self._page.goto("/register")
        return self

    def register(self, person: Person, *, email: str, secret_number: str = "", password: str = PASSWORD) -> None:
        """Fill in everything as the Confirmation of Entry says, agree, and send the form."""
        self.enter_numbers(person.id_number, secret_number or person.secret_number)
        self.enter_email(email)
        self.choose_password(password)
        self.agree_to_the_terms()
        self.submit()

    def enter_numbers(self, id_number: str, secret_number: str) -> None:
        self._page.get_by_label("ID Number", exact=True).fill(id_number)
        self._page.get_by_label("Secret Number", exact=True).fill(secret_number)

    def enter_email(self, email: str) -> None:
        self.email.fill(email)

    def choose_password(self, password: str, *, again: str = "") -> None:
        self._page.get_by_label("Enter Password", exact=True).fill(password)
        self._page.get_by_label("Confirm Password", exact=True).fill(again or password)

    def agree_to_the_terms(self) -> None:
        self._page.get_by_role("radio", name="I agree to the terms of use").check()

    def ask_for_news(self) -> None:
        self._page.get_by_role("checkbox").check()

    def submit(self) -> None:
        self._page.get_by_role("button", name="Submit").click()

    @property
    def email(self) -> Locator:
        return self._page.get_by_label("Email Address", exact=True)

    @property
    def problems(self) -> Locator:
        """The summary above a form that came back."""
        return self._page.get_by_role("alert")
