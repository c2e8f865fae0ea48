"""QA's side door of the portal under test: scenarios, the clock, the mailbox, codes of staff (see docs/qa.md)."""

import json
import math
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from tests.e2e.waiting import until

ANSWERS_WITHIN_SECONDS = 60  # six weeks take some seconds where much else is going on

CODE_SECONDS = 30


@dataclass(frozen=True)
class Person:
    """Somebody of a scenario, as its sheet names them."""

    name: str
    role: str
    id_number: str
    secret_number: str
    email: str
    password: str
    about: str


@dataclass(frozen=True)
class Mail:
    """One mail that somebody got."""

    to: str
    subject: str
    text: str
    html: str
    links: tuple[str, ...]
    headers: dict[str, str]

    def link(self, path: str) -> str:
        """The address, within the portal, of the link whose path begins so."""
        found = [urlsplit(link).path for link in self.links if urlsplit(link).path.startswith(path)]
        assert found, f"no link to {path} in the mail {self.subject!r}: {self.links}"
        return found[0]


class Qa:
    """The `/qa/` interface, spoken to as QA's own programs would."""

    def __init__(self, base_url: str, token: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self.people: dict[str, Person] = {}
        self._used: dict[str, str] = {}

    def seed(self, scenario: str, *, at: datetime | None = None) -> dict[str, Person]:
        """Begin anew with a scenario; `at` sets the clock to a moment of the future first.

        Returns its people by their first names, in small letters without accents: `amara`, then `amara2`.
        """
        self.let_the_worker_finish()  # or a mail of what was before comes in later
        sheet = self._ask(f"seed/{scenario}", {"at": at.isoformat()} if at else {})
        self.people, self._used = {}, {}
        for person in (Person(**person) for person in sheet["people"]):
            key = first = _key(person.name)
            number = 1
            while key in self.people:
                number += 1
                key = f"{first}{number}"
            self.people[key] = person
        return self.people

    def travel(self, **by: float) -> None:
        """Let time pass, for example `travel(weeks=6)`, until everything is done that fell due meanwhile."""
        self._ask("clock/advance", {"seconds": math.ceil(timedelta(**by).total_seconds())})
        self.let_the_worker_finish()

    def travel_to(self, moment: datetime) -> None:
        """Let time pass until this moment."""
        self.travel(seconds=(moment - self.now()).total_seconds())

    def now(self) -> datetime:
        return datetime.fromisoformat(self._ask("")["now"])

    def let_the_worker_finish(self) -> None:
        """Wait until nothing is due: no release, no file, no email."""
        waiting: dict[str, int] = {}

        def is_idle() -> bool:
            waiting.update(self._ask("")["waiting"])
            return not any(waiting.values())

        until(is_idle, lambda: f"the worker to finish: {waiting}")

    def mails(self, to: str) -> list[Mail]:
        """All that this address got, the newest first."""
        found = self._ask(f"mail?to={quote(to)}")
        return [
            Mail(each["to"], each["subject"], each["text"], each["html"], tuple(each["links"]), dict(each["headers"]))
            for each in found
        ]

    def mail(self, to: str, *, subject: str = "") -> Mail:
        """The newest mail to this address with these words in its subject; waits for it."""
        return until(
            lambda: next((mail for mail in self.mails(to) if subject.lower() in mail.subject.lower()), None),
            f"a mail {subject!r} to {to}",
        )

    def code(self, email: str) -> str:
        """What this member of staff reads from the authenticator app; a code works once, so time passes for a third."""
        code = self._code_now(email)
        if code == self._used.get(email):
            self.travel(seconds=CODE_SECONDS)
            code = self._code_now(email)
        self._used[email] = code
        return code

    def _code_now(self, email: str) -> str:
        return str(self._ask(f"code?email={quote(email)}")["code"])

    def _ask(self, path: str, form: dict[str, Any] | None = None) -> Any:
        data = None if form is None else urlencode(form).encode()
        request = Request(f"{self._base_url}/qa/{path}", data=data, headers=self._headers)
        try:
            with urlopen(request, timeout=ANSWERS_WITHIN_SECONDS) as answer:
                return json.load(answer)
        except HTTPError as error:
            raise AssertionError(f"/qa/{path} answered {error.code}: {error.read().decode()[:500]}") from error


def _key(name: str) -> str:
    """lucia for Lucía Muñoz."""
    parted = unicodedata.normalize("NFD", name.split()[0].lower())
    return "".join(mark for mark in parted if unicodedata.category(mark) != "Mn")
