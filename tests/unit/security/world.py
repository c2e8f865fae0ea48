"""One of everything, so that every route has a row to show and to change, and every person is there to ask for it.

Amara has a released result and one that is submitted for approval; Diego's row is held. Ben and Ada work at their
centre, Bo for the board, Audrey audits, Charlie works elsewhere; Nia has not set up her second factor.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from werkzeug.routing import Rule

from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.hold import Hold
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.rules import catalogue
from portal.services import approvals, intakes, links, news, outbox, second_factor_reset
from portal.services.actor import Actor
from portal.services.links import Purpose
from tests.unit import csv_files, factories
from tests.unit.email_rows import NOW
from tests.unit.services import batch_steps
from tests.unit.web.browser import Browser

Person = Candidate | Staff
SignIn = Callable[[Person], Browser]
REASON = "The paper of another candidate lay inside"
LINKS = {
    "candidate.confirm_email": Purpose.CONFIRM_EMAIL,
    "candidate.new_password": Purpose.RESET_PASSWORD,
    "candidate.undo_email": Purpose.UNDO_EMAIL,
    "staff.invitation": Purpose.INVITE_STAFF,
    "public.unsubscribe": Purpose.UNSUBSCRIBE,
}
"""The routes that a link in an email leads to, and the purpose that each takes."""


@dataclass(frozen=True)
class World:
    """The people by name, and what stands in each variable part of an address."""

    people: dict[str, Person]
    entry: str
    free_entry: str
    submitted: str
    released: str
    intake: str
    tokens: dict[str, str]

    def values(self, rule: Rule) -> dict[str, str]:
        """What to put into the parts of this route's address, so that it leads to a row that is there."""
        endpoint = rule.endpoint
        names = {"public_id": self.submitted, "entry": self.entry, "field": "id_number", "code": "en"}
        names |= {"number": "ZZ001", "token": self.tokens.get(endpoint, "dead"), "act": "sign-out"}
        if endpoint in {"staff.progress", "staff.recall", "staff.follow_up", "staff.go_on", "staff.retry"}:
            names["public_id"] = self.released
        for part, value in (("/results/", self.entry), ("/candidates/", self.entry), ("/imports/", self.intake)):
            if part in rule.rule:
                names["public_id"] = value
        if endpoint in {"staff.reissue_secret", "staff.slip", "staff.slip_picture"}:
            names["public_id"] = self.free_entry
        if "/people/" in rule.rule:
            names["public_id"] = self.people["ben"].public_id
        return {name: names[name] for name in rule.arguments}

    def address(self, app: Flask, rule: Rule) -> str:
        """The address of this route, without a host."""
        with app.test_request_context():
            return app.url_for(rule.endpoint, **self.values(rule))


def make(name: str = "") -> World:
    """Build it; `name` becomes the name of everybody and everything that has one."""
    ben, ada, bo = factories.ben(), factories.ada(), factories.bo()
    nia = factories.staff("Nia", "officer", factories.centre(), enrolled=False)
    others = {"audrey": factories.audrey(), "charlie": factories.charlie(), "nia": nia}
    released, entries = _released(ada)
    submitted = _submitted(entries[0].candidate, ben)
    free = factories.entry(entries[0].sitting)
    second_factor_reset.ask(person=ada, actor=Actor.of_staff(bo), now=NOW)
    row = csv_files.entry_row(family_name=name.replace(",", "") or "Pérez", venue=name[:20], secret_number="12")
    intake = intakes.receive(
        kind="entries",
        file_name=f"{name}.csv",
        content=csv_files.entries(row),
        actor=Actor.of_staff(ben),
        now=NOW,
    )
    intakes.work_through(catalogue=catalogue.load(), now=NOW)
    people: dict[str, Person] = {"amara": entries[0].candidate, "diego": entries[1].candidate, "ben": ben, "ada": ada}
    people |= {"bo": bo, **others}
    if name:
        _rename(name)
    return World(
        people=people, entry=entries[0].public_id, free_entry=free.public_id, submitted=submitted.public_id,
        released=released.public_id, intake=intake.public_id, tokens=_tokens(entries[0].candidate, nia),
    )  # fmt: skip


def sign_in_as(sign_in: SignIn, world: World, visitor: str) -> Browser:
    """A browser of this person; the session of who has no second factor says so."""
    browser = sign_in(world.people[visitor])
    browser.judges_pages = False
    if visitor == "nia":
        LoginSession.update(second_factor_at=None).where(LoginSession.staff == world.people["nia"]).execute()
    return browser


def rules(app: Flask, method: str) -> list[Rule]:
    """Every route that takes this method, in a fixed order."""
    return sorted(
        (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())), key=lambda rule: rule.rule
    )


def _released(ada: Staff) -> tuple[ReleaseBatch, list[Entry]]:
    """Amara's result is out, Diego's is held."""
    sitting = factories.sitting()
    entries = [factories.entry(sitting), factories.entry(sitting)]
    factories.candidate(entries[0])
    factories.candidate(entries[1], email="diego@example.org")
    batch = factories.batch(sitting, *(factories.result(entry) for entry in entries), state="approved")
    batch_steps.hold(batch_steps.rows(batch)[1], ada, reason=REASON)
    out = {"state": "released", "release_at": NOW - timedelta(hours=1), "released_at": NOW - timedelta(hours=1)}
    ReleaseBatch.update(**out).where(ReleaseBatch.id == batch.id).execute()
    outbox.to_candidate(kind="results_released", key="x", candidate=entries[0].candidate, batch=batch, now=NOW)
    OutboxEmail.update(state="failed", problem="refused", dead_at=NOW).where(
        OutboxEmail.kind == "results_released"
    ).execute()
    return ReleaseBatch.get_by_id(batch.id), [Entry.get_by_id(entry.id) for entry in entries]


def _submitted(amara: Candidate, ben: Staff) -> ReleaseBatch:
    digital = factories.sitting(delivery="computer")
    entry = factories.entry(digital, candidate=amara, claimed_at=NOW)
    batch = factories.batch(digital, factories.result(entry))
    return approvals.submit(
        batch, actor=Actor.of_staff(ben), release_at=factories.RELEASE_AT, outside_window_reason="Late", now=NOW
    )


def _rename(name: str) -> None:
    """Give everything that people name this name, past every form."""
    Centre.update(name=name, contact_name=name, contact_phone=name[:40]).execute()
    Staff.update(name=name).execute()
    Entry.update(family_name=name, given_names=name, name_on_certificate=name, contact_name=name, venue=name).execute()
    Hold.update(reason=name).execute()
    ReleaseBatch.update(outside_window_reason=name).execute()
    LoginSession.update(browser=name).execute()


def _tokens(amara: Candidate, nia: Staff) -> dict[str, str]:
    made = {}
    for endpoint, purpose in LINKS.items():
        if purpose is Purpose.UNSUBSCRIBE:
            link = news.unsubscribe_link(candidate=amara, now=NOW)
        elif purpose is Purpose.INVITE_STAFF:
            link = links.make(purpose=purpose, email=nia.email, staff=nia, now=NOW)
        else:
            link = links.make(purpose=purpose, email=amara.email, candidate=amara, now=NOW)
        made[endpoint] = links.token(link)
    return made
