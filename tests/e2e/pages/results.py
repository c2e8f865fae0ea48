"""The candidate's list of exams, and the page of one result."""

from playwright.sync_api import Locator, Page


class ResultsPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self) -> "ResultsPage":
        self._page.goto("/results")
        return self

    def see_my_result(self) -> None:
        self._page.get_by_role("link", name="See my result").first.click()

    @property
    def heading(self) -> Locator:
        return self._page.get_by_role("heading", level=1)

    @property
    def content(self) -> Locator:
        return self._page.get_by_role("main")
