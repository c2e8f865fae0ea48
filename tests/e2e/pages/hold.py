"""The page of one candidate's row in a batch: its hold."""

from datetime import date

from playwright.sync_api import Locator, Page


class HoldPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def hold(self, *, shown_as: str, reason: str, owner: str, news_on: date) -> None:
        self._page.get_by_role("radio", name=shown_as).check()
        self._page.get_by_label("Reason").fill(reason)
        self._page.get_by_label("Who looks after it").select_option(label=owner)
        self._page.get_by_label("Next news on").fill(f"{news_on:%Y-%m-%d}")
        self._page.get_by_role("button", name="Hold this result").click()

    @property
    def lift(self) -> Locator:
        """The button that somebody has who did not place the hold."""
        return self._page.get_by_role("button", name="Lift the hold")

    @property
    def content(self) -> Locator:
        return self._page.get_by_role("main")
