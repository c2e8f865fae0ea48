"""What several stories do on their way: bring files in, approve a batch, wait for the minute of its release."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.e2e.files import SittingFiles
from tests.e2e.pages.batch import BatchPage
from tests.e2e.pages.imports import ImportsPage
from tests.e2e.qa import Qa

SignIn = Callable[[str], Page]
MADRID = ZoneInfo("Europe/Madrid")
"""The zone of ZZ001."""
SOON = timedelta(minutes=5)
"""So near that everybody is still signed in when it has come."""


def soon(qa: Qa) -> datetime:
    """A whole minute, by the clock of ZZ001."""
    return (qa.now() + SOON).astimezone(MADRID).replace(second=0, microsecond=0)


def bring_in(page: Page, qa: Qa, kind: str, content: bytes) -> None:
    """Look at what a file would do, then accept it."""
    imports = ImportsPage(page).open()
    imports.check(kind, content)
    qa.let_the_worker_finish()
    imports.refresh()
    expect(imports.verdict).to_contain_text("can be imported")
    imports.accept()
    qa.let_the_worker_finish()
    imports.refresh()
    expect(imports.verdict).to_have_text(re.compile(r"rows? imported$"))


def bring_in_both(page: Page, qa: Qa, sitting: SittingFiles) -> None:
    """Entries, then results."""
    bring_in(page, qa, "Entries", sitting.entries)
    bring_in(page, qa, "Results", sitting.results)


def approve(sign_in: SignIn, qa: Qa, exam: str, *, candidates: int) -> None:
    """Ada and Bo approve the newest batch of this exam; it goes out by itself then."""
    for name in ("ada", "bo"):
        batch = BatchPage(sign_in(name)).open(exam)
        batch.approve(qa.people[name], qa, candidates=candidates)
        expect(batch.news).to_contain_text("approv", ignore_case=True)
