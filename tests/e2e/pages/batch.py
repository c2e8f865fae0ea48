"""The list of release batches and the page of one."""

import re
from datetime import datetime

from playwright.sync_api import Locator, Page, expect

from tests.e2e.pages.reloading import reload
from tests.e2e.qa import Person, Qa


class BatchPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self, exam: str) -> "BatchPage":
        """From the list to the newest batch of this exam."""
        self._page.goto("/staff/batches")
        self._page.get_by_role("link", name=exam).first.click()
        expect(self._page.get_by_role("heading", level=1)).to_contain_text(exam)
        return self

    def refresh(self) -> "BatchPage":
        reload(self._page)
        return self

    def submit(self, release_at: datetime) -> None:
        """Choose the release time, by the clock of the centre, and hand the batch to the approvers."""
        self._page.get_by_label("Release date").fill(f"{release_at:%Y-%m-%d}")
        self._page.get_by_label("Release time").fill(f"{release_at:%H:%M}")
        warnings = self._page.get_by_role("checkbox", name="I have looked at the warnings")
        if warnings.count():
            warnings.check()
        self._press("Submit for approval")

    resume = submit
    """A stopped batch gets a new time in the same way."""

    def approve(self, person: Person, qa: Qa, *, candidates: int) -> None:
        self._page.get_by_label("Number of candidates").fill(str(candidates))
        self._enter_code(person, qa)
        self._press("Approve the release")

    def send_back(self, reason: str) -> None:
        self._unfold("Send back")
        self._page.get_by_label("What must be put right").fill(reason)
        self._press("Send back to draft")

    def stop(self) -> None:
        self._press("Stop this release")

    def cancel(self, reason: str) -> None:
        self._unfold("Cancel this batch")
        self._page.get_by_label("Why this batch is given up").fill(reason)
        self._press("Cancel the batch for good")

    def ask_for_recall(self, person: Person, qa: Qa, *, reason: str) -> None:
        self._unfold("Recall these results")
        self._page.get_by_label("Why the results must be withdrawn").fill(reason)
        self._enter_code(person, qa)
        self._press("Ask for the recall")

    def withdraw_the_results(self, person: Person, qa: Qa) -> None:
        """The second person confirms the recall."""
        self._enter_code(person, qa)
        self._press("Withdraw the results")

    def open_for_correction(self) -> None:
        self._press("Open for correction")

    def make_follow_up(self) -> None:
        self._press("Put them into a follow-up batch")

    def go_to_hold(self, name: str) -> None:
        """To the page where this candidate's row is held, or its hold lifted."""
        self._page.get_by_role("link", name=re.compile(f"^(Hold|Held) {name}$")).click()

    @property
    def state(self) -> Locator:
        """The tag beside the heading."""
        return self.content.locator(".head .tag").first

    @property
    def news(self) -> Locator:
        """What the page says of the last act."""
        return self._page.get_by_role("status").first

    @property
    def timeline(self) -> Locator:
        """What happened, the newest act first."""
        return self.content.locator(".timeline")

    @property
    def content(self) -> Locator:
        return self._page.get_by_role("main")

    def fact(self, name: str) -> Locator:
        return self.content.locator("dl > div", has=self._page.get_by_text(name, exact=True)).locator("dd")

    def _enter_code(self, person: Person, qa: Qa) -> None:
        self._page.get_by_label("Code from your authenticator app").fill(qa.code(person.email))

    def _press(self, words: str) -> None:
        self._page.get_by_role("button", name=words).click()

    def _unfold(self, words: str) -> None:
        self._page.locator("summary", has_text=words).click()
