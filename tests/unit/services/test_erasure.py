"""Erasing a candidate: how to reach the person goes, what the board keeps stays, and a backup can not undo it."""

from datetime import timedelta

import pytest

from portal.models.audit_event import AuditEvent
from portal.models.candidate import Candidate
from portal.models.consent import Consent
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.erasure import Erasure
from portal.models.intake import Intake
from portal.models.intake_change import IntakeChange
from portal.models.login_session import LoginSession
from portal.models.news_issue import NewsIssue
from portal.models.outbox_email import OutboxEmail
from portal.models.result import Result
from portal.services import (
    audit,
    erasure,
    help_desk,
    links,
    outbox,
    refused_addresses,
    registration,
    sessions,
    sign_in,
    waves,
)
from portal.services.actor import Actor
from portal.services.errors import LinkDead, NotAllowed, Refused, WrongPair, WrongSignIn
from portal.services.links import Purpose
from portal.services.registration import Registration
from portal.services.sessions import Visit
from portal.services.still_true import Verdict
from tests.unit import factories
from tests.unit.factories import NOW
from tests.unit.services.mail_rows import verdict_of

ADDRESS = "amara@example.org"


@pytest.fixture
def board(database: str) -> Actor:
    return Actor.of_staff(factories.bo(), network="192.0.2.0")


@pytest.fixture
def entry(board: Actor) -> Entry:
    """Amara's entry with a released result, and everything else that an account gathers."""
    claimed = factories.entry(email_hint=ADDRESS)
    amara = factories.candidate(claimed, email=ADDRESS)
    batch = factories.batch(claimed.sitting, factories.result(claimed), state="released")
    sessions.start(candidate=amara, visit=Visit(browser="Firefox", network="198.51.100.0"), now=NOW)
    link = links.make(purpose=Purpose.RESET_PASSWORD, email=ADDRESS, candidate=amara, now=NOW)
    Consent.create(candidate=amara, given=True, text_version="1", at=NOW)
    outbox.to_candidate(
        kind="results_released", key=f"b{batch.id}:v1", candidate=amara, entry=claimed, batch=batch, now=NOW
    )
    OutboxEmail.update(state="sent", sent_at=NOW).execute()
    outbox.to_candidate(kind="password_reset", key="r", candidate=amara, link=link, address=ADDRESS, now=NOW)
    file = Intake.create(kind="entries", state="accepted", file_name="e.csv", sha256="0", created_at=NOW)
    IntakeChange.create(intake=file, row=2, id_number=claimed.id_number, column="email", before="", after=ADDRESS)
    return claimed


def kept_words() -> str:
    """All text of the tables that know people."""
    tables = (Candidate, Entry, OutboxEmail, EmailLink, LoginSession, IntakeChange, Erasure, AuditEvent)
    return repr([list(table.select().tuples()) for table in tables])


def test_the_account_goes_and_the_result_stays(entry: Entry, board: Actor) -> None:
    others = factories.candidate(factories.entry(entry.sitting), email="diego@example.org")
    sessions.start(candidate=others, visit=Visit(), now=NOW)
    gone = erasure.erase(entry, actor=board, now=NOW)
    assert gone == {"accounts": 1, "entries": 1, "sessions": 1, "links": 1, "consents": 1, "emails": 2}
    assert ADDRESS not in kept_words()
    assert [person.email for person in Candidate.select()] == ["diego@example.org"]
    assert (LoginSession.select().count(), EmailLink.select().count(), Consent.select().count()) == (1, 0, 0)
    left = Entry.get_by_id(entry.id)
    assert (left.candidate_id, left.claimed_at, left.email_hint) == (None, None, "")
    assert left.full_name == "María José Núñez Ibáñez"
    assert Result.get(Result.entry == entry).overall_score == 173


def test_the_emails_count_and_are_never_sent_again(entry: Entry, board: Actor) -> None:
    batch = OutboxEmail.get(OutboxEmail.kind == "results_released").batch
    erasure.erase(entry, actor=board, now=NOW)
    rows = list(OutboxEmail.select().order_by(OutboxEmail.id))
    assert [(row.state, row.candidate_id, row.link_id, row.address) for row in rows] == [
        ("sent", None, None, ""),
        ("cancelled", None, None, ""),
    ]
    assert all(row.forgotten_at == NOW for row in rows)
    assert waves.progress(batch).sent == 1


def test_an_account_with_the_number_of_an_erased_one_gets_its_own_emails(entry: Entry, board: Actor) -> None:
    old = OutboxEmail.get(OutboxEmail.kind == "results_released")
    number, batch = old.candidate_id, old.batch
    erasure.erase(entry, actor=board, now=NOW)
    again = factories.candidate(factories.entry(entry.sitting), id=number)
    assert outbox.to_candidate(kind="results_released", key=f"b{batch.id}:v1", candidate=again, batch=batch, now=NOW)


def test_nothing_of_before_opens_anything(entry: Entry, board: Actor) -> None:
    token = links.token(EmailLink.get())
    cookie = sessions.start(candidate=entry.candidate, visit=Visit(), now=NOW)
    erasure.erase(entry, actor=board, now=NOW)
    with pytest.raises(LinkDead):
        links.find(token=token, purpose=Purpose.RESET_PASSWORD, now=NOW)
    with pytest.raises(WrongSignIn):
        sign_in.candidate(id_number=entry.id_number, password=factories.PASSWORD, visit=Visit(), now=NOW)
    with pytest.raises(WrongPair):
        registration.proven_entry(id_number=entry.id_number, secret_number=factories.SECRET, network="", now=NOW)
    assert sessions.find(token=cookie, now=NOW) is None


def test_the_audit_keeps_a_tombstone(entry: Entry, board: Actor) -> None:
    erasure.erase(entry, actor=board, now=NOW)
    event = AuditEvent.get(AuditEvent.action == "candidate.erase")
    assert (event.subject, event.centre_id, event.network) == (f"entry:{entry.public_id}", entry.centre_id, "192.0.2.0")
    assert audit.verify().broken_at is None


def test_an_unclaimed_entry_is_erased_once_and_may_begin_anew(board: Actor) -> None:
    entry = factories.entry(email_hint=ADDRESS)
    assert erasure.erase(entry, actor=board, now=NOW) == {"entries": 1}
    with pytest.raises(Refused, match="nothing_kept"):
        erasure.erase(entry, actor=board, now=NOW)
    secret = help_desk.reissue_secret(Entry.get_by_id(entry.id), actor=board, now=NOW)
    registration.register(
        Registration(
            id_number=entry.id_number, secret_number=secret, email="new@example.org", password=factories.PASSWORD,
            wants_news=False, terms_version="1",
        ),
        now=NOW,
    )  # fmt: skip
    assert Entry.get_by_id(entry.id).candidate is not None


@pytest.mark.parametrize("who", [factories.ben, factories.ada, factories.audrey])
def test_only_the_board_erases(entry: Entry, who: type) -> None:
    with pytest.raises(NotAllowed):
        erasure.erase(entry, actor=Actor.of_staff(who()), now=NOW)
    assert Candidate.select().count() == 1


def test_a_mark_on_the_address_survives_as_a_hash(entry: Entry, board: Actor) -> None:
    email = OutboxEmail.get(OutboxEmail.kind == "password_reset")
    refused_addresses.note(email, code=550, detail="5.1.1 unknown", now=NOW)
    erasure.erase(entry, actor=board, now=NOW)
    assert refused_addresses.is_refused(ADDRESS)


@pytest.mark.parametrize(("said_yes", "verdict"), [(-1, Verdict.DROP), (1, Verdict.SEND)])
def test_no_news_goes_to_an_erased_address_until_a_new_yes(
    entry: Entry, board: Actor, said_yes: int, verdict: Verdict
) -> None:
    erasure.erase(entry, actor=board, now=NOW)
    person = factories.candidate(email="Amara@Example.org", wants_news=True)
    Consent.create(candidate=person, given=True, text_version="1", at=NOW + said_yes * timedelta(hours=1))
    issue = NewsIssue.create(title="News", text="News", created_at=NOW)
    outbox.to_candidate(kind="news", key="n1", candidate=person, news=issue, now=NOW)
    row = OutboxEmail.get(OutboxEmail.kind == "news")
    assert verdict_of(row.id, now=NOW + timedelta(days=30)) is verdict


def test_a_restored_backup_is_erased_again(entry: Entry) -> None:
    """The rows are as a backup has them that was made before the erasures."""
    unclaimed = factories.entry(entry.sitting, email_hint="diego@example.org")
    ids = [entry.candidate.public_id, entry.public_id, unclaimed.public_id, "f" * 20]
    assert erasure.replay(ids, now=NOW) == 2
    assert Candidate.select().count() == 0
    assert "example.org" not in repr(list(Entry.select().tuples()))
    assert set(erasure.listed()) == set(ids)
    assert AuditEvent.get(AuditEvent.action == "erasure.replay").after == '{"erased": 2, "listed": 4}'
    assert erasure.replay(ids, now=NOW) == 0


def test_a_replay_leaves_who_came_back_before_the_backup(entry: Entry, board: Actor) -> None:
    erasure.erase(entry, actor=board, now=NOW)
    ids = erasure.listed()
    factories.candidate(Entry.get_by_id(entry.id), email="back@example.org")
    assert erasure.replay(ids, now=NOW) == 0
    assert Candidate.get().email == "back@example.org"
