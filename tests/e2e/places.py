"""Every page and state that judges look at and that `make shots` photographs: who goes where, in the demonstration."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from playwright.sync_api import Page

from tests.e2e import doors, files
from tests.e2e.pages.batch import BatchPage
from tests.e2e.pages.help_desk import HelpDeskPage
from tests.e2e.pages.register import RegisterPage
from tests.e2e.qa import Person, Qa

SCENARIO = "demonstration"
RELEASED_EXAM = "C1 Advanced"
PUBLIC = {
    "home": "/", "terms": "/terms", "privacy": "/privacy", "help": "/help", "register": "/register",
    "sign-in": "/sign-in", "reset-password": "/reset-password", "start-again": "/reset-password/start-again",
    "staff-sign-in": "/staff/sign-in",
}  # fmt: skip
CANDIDATE = {
    "results": "/results", "account": "/account", "account-email": "/account/email",
    "account-password": "/account/password", "account-updates": "/account/updates",
    "account-entries": "/account/entries", "account-sessions": "/account/sessions", "account-mail": "/account/mail",
}  # fmt: skip
STAFF = {
    "today": "/staff/", "batches": "/staff/batches", "imports": "/staff/imports", "candidates": "/staff/candidates",
    "two-factor": "/staff/two-factor", "own-account": "/staff/account",
}  # fmt: skip
BOARD = {**STAFF, "centres": "/staff/centres", "people": "/staff/people", "audit": "/staff/audit"}


@dataclass(frozen=True)
class Visitor:
    """Somebody with the pages they see; `sign_in` brings them in first."""

    name: str
    places: dict[str, str]

    def __str__(self) -> str:
        return self.name

    @property
    def reads_languages(self) -> bool:
        return self.places in (PUBLIC, CANDIDATE)

    def come_in(self, page: Page, people: dict[str, Person], qa: Qa) -> None:
        if self.name != "nobody":
            doors.enter(page, people[self.name], qa)


VISITORS = (Visitor("nobody", PUBLIC), Visitor("elif", CANDIDATE), Visitor("ada", STAFF), Visitor("bo", BOARD))


def states(page: Page, visitor: Visitor) -> Iterator[str]:
    """Go, one after the other, to pages and states without an address that could be written down here.

    Yields the name of each while the page shows it.
    """
    yield from {"nobody": _of_nobody, "elif": _of_elif, "ada": _of_ada, "bo": _of_bo}[visitor.name](page)


def _of_nobody(page: Page) -> Iterator[str]:
    RegisterPage(page).open().submit()
    page.get_by_role("alert").wait_for()
    yield "register-with-errors"


def _of_elif(page: Page) -> Iterator[str]:
    yield from _follow(page, "/results", "See my result", "result")
    yield from _follow(page, page.url, "Statement of Results", "statement")


def _of_ada(page: Page) -> Iterator[str]:
    batch = BatchPage(page).open(files.EXAM_NAME)
    yield "batch"
    address = page.url
    batch.go_to_hold("Diego Vidal")
    page.get_by_label("Who looks after it").wait_for()
    yield "hold"
    yield from _follow(page, address, "Preview of Diego Vidal", "preview")


def _of_bo(page: Page) -> Iterator[str]:
    BatchPage(page).open(RELEASED_EXAM)
    yield "batch-released"
    yield from _follow(page, page.url, "Amend Elif Şahin", "amend")
    HelpDeskPage(page).find("Elif")
    yield "candidate"
    yield from _follow(page, page.url, "Open the slip", "slip")
    yield from _follow(page, "/staff/people", "Ben Ortega", "person")
    yield from _follow(page, "/staff/people", "Invite somebody", "invite")
    yield from _follow(page, "/staff/centres", "ZZ001", "centre")
    yield from _follow(page, "/staff/imports", "B2F-results.csv", "intake")


def _follow(page: Page, address: str, link: str, name: str) -> Iterator[str]:
    """To the page behind a link."""
    page.goto(address)
    page.get_by_role("link", name=link).first.click()
    page.wait_for_url(lambda url: url != urljoin(page.url, address))
    yield name
