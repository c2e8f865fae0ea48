"""The list of release batches and the page of one."""

from datetime import datetime

from playwright.sync_api import Locator, Page, expect

from tests.e2e.qa import Person, Qa


class BatchPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self, exam: str) -> "BatchPage":
        """From the list to the batch of this exam."""
        self._page.goto("/staff/batches")
        self._page.get_by_role("link", name=exam).click()
        expect(self._page.get_by_role("heading", level=1)).to_contain_text(exam)
        return self

    def submit(self, release_at: datetime) -> None:
        """Choose the release time, by the clock of the centre, and hand the batch to the approvers."""
        self._page.get_by_label("Release date").fill(f"{release_at:%Y-%m-%d}")
        self._page.get_by_label("Release time").fill(f"{release_at:%H:%M}")
        warnings = self._page.get_by_role("checkbox", name="I have looked at the warnings")
        if warnings.count():
            warnings.check()
        self._page.get_by_role("button", name="Submit for approval").click()

    def approve(self, person: Person, qa: Qa, *, candidates: int) -> None:
        self._page.get_by_label("Number of candidates").fill(str(candidates))
        self._page.get_by_label("Code from your authenticator app").fill(qa.code(person.email))
        self._page.get_by_role("button", name="Approve the release").click()

    def stop(self) -> None:
        self._page.get_by_role("button", name="Stop this release").click()

    @property
    def state(self) -> Locator:
        """The tag beside the heading."""
        return self._page.get_by_role("main").locator(".head .tag").first

    @property
    def news(self) -> Locator:
        """What the page says of the last act."""
        return self._page.get_by_role("status").first
