"""The page where a candidate registers."""

from playwright.sync_api import Locator, Page

from tests.e2e.qa import Person
from tests.e2e.words import Say

PASSWORD = "a long walk to the sea"


class RegisterPage:
    def __init__(self, page: Page, say: Say = str) -> None:
        self._page = page
        self._say = say

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
        self.field("ID Number").fill(id_number)
        self.field("Secret Number").fill(secret_number)

    def enter_email(self, email: str) -> None:
        self.email.fill(email)

    def choose_password(self, password: str, *, again: str = "") -> None:
        self.field("Enter Password").fill(password)
        self.field("Confirm Password").fill(again or password)

    def agree_to_the_terms(self) -> None:
        self._page.get_by_role("radio", name=self._say("I agree to the terms of use"), exact=True).check()

    def submit(self) -> None:
        self._page.get_by_role("button", name=self._say("Submit")).click()

    def field(self, label: str) -> Locator:
        return self._page.get_by_label(self._say(label), exact=True)

    @property
    def email(self) -> Locator:
        return self.field("Email Address")

    @property
    def heading(self) -> Locator:
        return self._page.get_by_role("heading", level=1)

    @property
    def problems(self) -> Locator:
        """The summary above a form that came back."""
        return self._page.get_by_role("alert")
