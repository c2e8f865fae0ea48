"""The first page of staff: what needs them today, in order."""

import re

from playwright.sync_api import Locator, Page


class TodayPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self) -> "TodayPage":
        self._page.goto("/staff/")
        return self

    @property
    def sections(self) -> Locator:
        """The headings from top to bottom."""
        return self.content.get_by_role("heading", level=2)

    def section(self, heading: str) -> Locator:
        """With its number of lines behind the heading."""
        return self._page.get_by_role("region", name=re.compile(rf"^{heading} [0-9]+$"))

    @property
    def content(self) -> Locator:
        return self._page.get_by_role("main")
