"""An entry is taken back from a stranger's account by two people, and nothing of the stranger's works afterwards."""

from datetime import datetime, timedelta

import pytest

from portal.models.audit_event import AuditEvent
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.result_view import ResultView
from portal.models.revocation import Revocation
from portal.models.staff import Staff
from portal.services import links, outbox, registration, results, revocation, second_factor, sessions, sign_in
from portal.services import today as today_service
from portal.services.actor import Actor
from portal.services.errors import LinkDead, NotAllowed, NotFound, Refused, WrongPair, WrongSignIn
from portal.services.links import Purpose
from portal.services.sessions import Visit
from tests.unit import factories
from tests.unit.at_once import at_once
from tests.unit.factories import NOW, PASSWORD, RELEASE_AT, SECRET

pytestmark = pytest.mark.usefixtures("database")
LATER = RELEASE_AT + timedelta(hours=1)
WHY = "The candidate is here with a passport"


@pytest.fixture
def ben(database: str) -> Staff:
    return factories.ben()


@pytest.fixture
def bo(database: str) -> Staff:
    return factories.bo()


@pytest.fixture
def entry(database: str) -> Entry:
    """An entry that a stranger claimed, with a released result."""
    claimed = factories.entry()
    factories.candidate(claimed, email="stranger@example.org")
    factories.batch(claimed.sitting, factories.result(claimed), state="released")
    return claimed


def fresh(entry: Entry) -> Entry:
    return Entry.get_by_id(entry.id)


def ask(entry: Entry, staff: Staff, now: datetime = LATER) -> None:
    revocation.ask(fresh(entry), reason=WHY, actor=Actor.of_staff(staff), now=now)


def confirm(entry: Entry, staff: Staff, now: datetime = LATER) -> str:
    code = second_factor.current_code(staff=staff, now=now)
    return revocation.confirm(fresh(entry), actor=Actor.of_staff(staff), code=code, now=now)


def test_nothing_of_the_stranger_works_afterwards(entry: Entry, ben: Staff, bo: Staff) -> None:
    stranger = entry.candidate
    cookie = sessions.start(candidate=stranger, visit=Visit(), now=LATER)
    tokens = {
        purpose: links.token(links.make(purpose=purpose, email=stranger.email, candidate=stranger, now=LATER))
        for purpose in (Purpose.RESET_PASSWORD, Purpose.CONFIRM_EMAIL, Purpose.UNDO_EMAIL)
    }
    assert [view.outcome is not None for view in results.list_for(stranger, now=LATER)] == [True]
    ask(entry, ben)
    secret = confirm(entry, bo)
    assert results.list_for(stranger, now=LATER) == []
    assert sessions.find(token=cookie, now=LATER) is None
    for purpose, token in tokens.items():
        with pytest.raises(LinkDead):
            links.find(token=token, purpose=purpose, now=LATER)
    with pytest.raises(WrongSignIn):
        sign_in.candidate(id_number=entry.id_number, password=PASSWORD, visit=Visit(), now=LATER)
    with pytest.raises(WrongPair):
        registration.proven_entry(id_number=entry.id_number, secret_number=SECRET, network="", now=LATER)
    proven = registration.proven_entry(id_number=entry.id_number, secret_number=secret, network="", now=LATER)
    assert proven.id == entry.id
    assert Candidate.get_by_id(stranger.id).disabled_at == LATER


def test_an_account_keeps_its_own_exams(entry: Entry, ben: Staff, bo: Staff) -> None:
    own = factories.entry(entry.sitting)
    Entry.update(candidate=entry.candidate_id).where(Entry.id == own.id).execute()
    ask(entry, ben)
    confirm(entry, bo)
    assert fresh(own).candidate_id == entry.candidate_id
    assert Candidate.get_by_id(entry.candidate_id).disabled_at is None
    assert sign_in.candidate(id_number=own.id_number, password=PASSWORD, visit=Visit(), now=LATER)


def test_what_waits_for_the_account_about_this_exam_is_not_sent(entry: Entry, ben: Staff, bo: Staff) -> None:
    outbox.to_candidate(kind="results_released", key="1", candidate=entry.candidate, entry=entry, now=LATER)
    ask(entry, ben)
    confirm(entry, bo)
    assert OutboxEmail.get(OutboxEmail.kind == "results_released").state == "cancelled"


def states_shown(entry: Entry, now: datetime = LATER) -> list[str]:
    return [view.state for view in results.list_for(entry.candidate, now=now)]


def test_while_it_waits_the_account_is_sent_to_the_centre_and_sees_no_result(entry: Entry, ben: Staff) -> None:
    account = entry.candidate
    assert states_shown(entry) == ["OK"]
    ask(entry, ben)
    assert states_shown(entry) == ["WITHHELD"]
    view = results.one_for(account, public_id=entry.public_id, now=LATER)
    assert view.state == "WITHHELD"
    assert view.outcome is not None
    assert (view.outcome.overall_score, view.outcome.scores, view.outcome.reference_number) == (None, None, "")
    results.note_seen(view.outcome, now=LATER)
    assert ResultView.select().count() == 0


def test_the_result_is_there_again_once_nobody_asks_any_more(entry: Entry, ben: Staff, bo: Staff) -> None:
    ask(entry, ben)
    assert states_shown(entry, LATER + timedelta(days=7)) == ["OK"]
    revocation.drop(fresh(entry), actor=Actor.of_staff(bo), now=LATER)
    assert states_shown(entry) == ["OK"]


def test_asking_says_nothing_about_a_result_that_is_not_out(entry: Entry, ben: Staff) -> None:
    ask(entry, ben, NOW)
    assert states_shown(entry, NOW) == ["WAITING"]


def test_a_request_about_one_account_keeps_nothing_from_the_next(entry: Entry, ben: Staff) -> None:
    ask(entry, ben)
    entry.candidate = factories.candidate(fresh(entry), email="amara@example.org")
    assert states_shown(entry) == ["OK"]


def test_the_audit_shows_who_asked_and_who_confirmed(entry: Entry, ben: Staff, bo: Staff) -> None:
    ask(entry, ben)
    secret = confirm(entry, bo)
    asked, done = AuditEvent.select().where(AuditEvent.subject == f"entry:{entry.public_id}").order_by(AuditEvent.id)
    assert (asked.action, asked.actor_name) == ("helpdesk.revocation_asked", "Ben")
    assert (done.action, done.actor_name) == ("helpdesk.revocation", "Bo")
    assert '"asked_by": "Ben"' in done.after
    assert f'"{secret}"' not in asked.after + done.after


def test_one_person_alone_can_not(entry: Entry, ben: Staff) -> None:
    ask(entry, ben)
    with pytest.raises(Refused, match="own_request"):
        confirm(entry, ben)
    with pytest.raises(Refused, match="asked_before"):
        ask(entry, ben)
    assert fresh(entry).candidate_id is not None


def test_a_wrong_code_changes_nothing(entry: Entry, ben: Staff, bo: Staff) -> None:
    ask(entry, ben)
    with pytest.raises(Refused, match="wrong_code"):
        revocation.confirm(fresh(entry), actor=Actor.of_staff(bo), code="000000", now=LATER)
    assert fresh(entry).candidate_id == entry.candidate_id
    assert confirm(entry, bo)


@pytest.mark.parametrize(("who", "refused"), [("ada", NotAllowed), ("audrey", NotAllowed), ("charlie", NotFound)])
def test_others_neither_ask_nor_confirm(entry: Entry, ben: Staff, who: str, refused: type[Exception]) -> None:
    person = getattr(factories, who)()
    with pytest.raises(refused):
        ask(entry, person)
    ask(entry, ben)
    with pytest.raises(refused):
        confirm(entry, person)
    with pytest.raises(refused):
        revocation.drop(fresh(entry), actor=Actor.of_staff(person), now=LATER)


def test_a_dropped_request_and_one_of_last_week_confirm_nothing(entry: Entry, ben: Staff, bo: Staff) -> None:
    ask(entry, ben)
    revocation.drop(fresh(entry), actor=Actor.of_staff(bo), now=LATER)
    with pytest.raises(Refused, match="not_asked"):
        confirm(entry, bo)
    ask(entry, ben)
    with pytest.raises(Refused, match="not_asked"):
        confirm(entry, bo, LATER + timedelta(days=7))
    ask(entry, ben, LATER + timedelta(days=7))
    assert confirm(entry, bo, LATER + timedelta(days=8))


def test_who_claims_the_entry_next_is_left_alone(entry: Entry, ben: Staff, bo: Staff) -> None:
    ask(entry, ben)
    owner = factories.candidate(fresh(entry), email="amara@example.org")
    with pytest.raises(Refused, match="not_asked"):
        confirm(entry, bo)
    assert fresh(entry).candidate_id == owner.id
    ask(entry, ben)
    assert Revocation.select().where(Revocation.closed_at.is_null()).count() == 1


def test_an_entry_that_nobody_claimed_has_nothing_to_take_back(ben: Staff) -> None:
    with pytest.raises(Refused, match="not_claimed"):
        ask(factories.entry(), ben)


def test_of_two_who_confirm_at_once_one_does(entry: Entry, ben: Staff, bo: Staff) -> None:
    bea = factories.staff("Bea", "board", None)
    ask(entry, ben)
    outcomes = at_once(2, lambda number: confirm(entry, (bo, bea)[number]))
    assert sorted(isinstance(outcome, str) for outcome in outcomes) == [False, True]
    assert AuditEvent.select().where(AuditEvent.action == "helpdesk.revocation").count() == 1


def test_it_waits_on_the_page_of_who_may_confirm(entry: Entry, ben: Staff, bo: Staff) -> None:
    ask(entry, ben)
    waits = {person.name: len(today_service.of(person, now=LATER).revocations) for person in (ben, bo, factories.ada())}
    assert waits == {"Ben": 0, "Bo": 1, "Ada": 0}
    assert today_service.of(factories.charlie("officer"), now=LATER).revocations == []


def test_the_request_comes_before_any_change(entry: Entry, ben: Staff) -> None:
    ask(entry, ben, NOW)
    assert fresh(entry).candidate_id == entry.candidate_id
