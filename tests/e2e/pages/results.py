"""The candidate's list of exams, and the page of one result."""

from playwright.sync_api import Locator, Page

from tests.e2e.pages.reloading import reload
from tests.e2e.words import Say


class ResultsPage:
    def __init__(self, page: Page, say: Say = str) -> None:
        self._page = page
        self._say = say

    def open(self) -> "ResultsPage":
        self._page.goto("/results")
        return self

    def refresh(self) -> "ResultsPage":
        reload(self._page)
        return self

    def see_my_result(self) -> None:
        self._page.get_by_role("link", name=self._say("See my result")).first.click()

    def open_statement(self) -> None:
        self._page.get_by_role("link", name=self._say("Statement of Results")).click()

    @property
    def heading(self) -> Locator:
        return self._page.get_by_role("heading", level=1)

    @property
    def content(self) -> Locator:
        return self._page.get_by_role("main")
