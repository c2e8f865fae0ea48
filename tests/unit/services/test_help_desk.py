"""The help desk: who may do what for whom, and what it leaves behind."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.models.audit_event import AuditEvent
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.staff import Staff
from portal.services import candidate_search, hashing, help_desk, registration, sessions, throttle
from portal.services.actor import Actor
from portal.services.errors import NotAllowed, NotFound, Refused, SlowDown, WrongPair
from portal.services.sessions import Visit
from tests.unit import factories
from tests.unit.at_once import at_once, kinds
from tests.unit.factories import NOW, SECRET

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ben(database: str) -> Actor:
    return Actor.of_staff(factories.ben())


def prove(entry: Entry, secret: str) -> Entry:
    return registration.proven_entry(id_number=entry.id_number, secret_number=secret, network="192.0.2.0", now=NOW)


def test_a_new_secret_number_kills_the_old_one(ben: Actor) -> None:
    entry = factories.entry()
    secret = help_desk.reissue_secret(entry, actor=ben, now=NOW)
    assert prove(entry, secret).id == entry.id
    with pytest.raises(WrongPair):
        prove(entry, SECRET)


def test_it_is_never_the_old_one_by_chance(ben: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([SECRET, SECRET, "7310"])
    monkeypatch.setattr(help_desk.secret_numbers, "generate", lambda: next(drawn))
    assert help_desk.reissue_secret(factories.entry(), actor=ben, now=NOW) == "7310"


def test_it_stands_nowhere_but_in_the_answer(ben: Actor) -> None:
    entry = factories.entry()
    secret = help_desk.reissue_secret(entry, actor=ben, now=NOW)
    event = AuditEvent.get()
    assert event.action == "helpdesk.reissue_secret"
    assert event.subject == f"entry:{entry.public_id}"
    assert secret not in event.before + event.after
    assert secret not in Entry.get_by_id(entry.id).secret_hash.rpartition("$")[0]


def test_it_opens_an_entry_that_was_worn_out_by_wrong_numbers(ben: Actor) -> None:
    entry = factories.entry(secret_failures=throttle.LIFETIME_WRONG_SECRETS)
    assert help_desk.is_worn_out(entry)
    with pytest.raises(WrongPair):
        prove(entry, SECRET)
    secret = help_desk.reissue_secret(entry, actor=ben, now=NOW)
    assert not help_desk.is_worn_out(Entry.get_by_id(entry.id))
    assert prove(entry, secret)


def test_a_claimed_entry_keeps_its_number(ben: Actor) -> None:
    entry = factories.entry()
    factories.candidate(entry)
    with pytest.raises(Refused, match="claimed"):
        help_desk.reissue_secret(entry, actor=ben, now=NOW)


def test_of_several_at_once_one_number_holds(ben: Actor) -> None:
    entry = factories.entry()
    outcomes = at_once(5, lambda _: help_desk.reissue_secret(entry, actor=ben, now=NOW))
    assert kinds(outcomes) == {"Refused": 4, "str": 1}
    (secret,) = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert hashing.verify_secret(Entry.get_by_id(entry.id).secret_hash, entry.id_number, secret)


def test_a_confirmed_old_address_is_told_and_an_unconfirmed_one_is_not(ben: Actor) -> None:
    place = factories.sitting()
    confirmed, other = factories.entry(place), factories.entry(place)
    factories.candidate(confirmed)
    factories.candidate(other, email="mistyped@example.org", email_confirmed_at=None)
    for entry in (confirmed, other):
        help_desk.correct_address(entry, email="new@example.org", actor=ben, now=NOW)
    told = {mail.address for mail in OutboxEmail.select()}
    assert told == {"amara@example.org", "new@example.org"}
    assert {person.email for person in Candidate.select()} == {"new@example.org"}


def test_the_audit_of_an_address_shows_it_masked(ben: Actor) -> None:
    entry = factories.entry()
    factories.candidate(entry)
    help_desk.correct_address(entry, email="new@example.org", actor=ben, now=NOW)
    event = AuditEvent.get()
    assert (event.before, event.after) == ('{"email": "a***@example.org"}', '{"email": "n***@example.org"}')


@pytest.mark.parametrize("act", [help_desk.end_sessions, lambda *a, **k: help_desk.correct_address(*a, email="x", **k)])
def test_without_an_account_there_is_nothing_to_change(ben: Actor, act: Callable[..., object]) -> None:
    with pytest.raises(Refused, match="not_claimed"):
        act(factories.entry(), actor=ben, now=NOW)


def test_unlocking_lets_somebody_try_again_from_every_network(ben: Actor) -> None:
    entry = factories.entry()
    for _ in range(throttle.PER_ID_AND_NETWORK.count - 1):
        with pytest.raises(WrongPair):
            prove(entry, "9999")
    assert not help_desk.is_locked(entry, now=NOW)
    with pytest.raises(WrongPair):
        prove(entry, "9999")
    assert help_desk.is_locked(entry, now=NOW)
    with pytest.raises(SlowDown):
        prove(entry, SECRET)
    assert help_desk.unlock(entry, actor=ben, now=NOW) == 2
    assert not help_desk.is_locked(entry, now=NOW)


def test_signing_out_ends_the_candidates_sessions_only(ben: Actor) -> None:
    place = factories.sitting()
    entry, other = factories.entry(place), factories.entry(place)
    amara, friend = factories.candidate(entry), factories.candidate(other)
    tokens = [sessions.start(candidate=person, visit=Visit(), now=NOW) for person in (amara, amara, friend)]
    assert help_desk.end_sessions(entry, actor=ben, now=NOW) == 2
    later = NOW + timedelta(seconds=1)
    assert [sessions.find(token=token, now=later) is not None for token in tokens] == [False, False, True]


ACTS = [help_desk.reissue_secret, help_desk.unlock, help_desk.end_sessions]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("person", "refusal"),
    [(lambda: factories.charlie("officer"), NotFound), (factories.ada, NotAllowed), (factories.audrey, NotAllowed)],
)
def test_strangers_and_other_roles_do_nothing(
    act: Callable[..., object], person: Callable[[], Staff], refusal: type[Exception]
) -> None:
    entry = factories.entry()
    with pytest.raises(refusal):
        act(entry, actor=Actor.of_staff(person()), now=NOW)
    assert AuditEvent.select().count() == 0
    assert Entry.get_by_id(entry.id).secret_hash == entry.secret_hash


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("nunez", True), ("NÚÑEZ maria", True), ("maría ibañez", True), ("ñez", True), ("qxa 104233", True),
        ("QXA104233", True), ("104233", True), ("0042", True), ("AMARA@example.org", True), ("hint@example.org", True),
        ("maria jones", False), ("QXA104234", False), ("%", False), ("A_04", False),
        ("A%33", False), ("", False), ("@", False), ("' OR 1=1 --", False), ("\\", False), ("maria\x00", True),
    ],
)  # fmt: skip
def test_people_are_found_however_they_are_typed(query: str, finds: bool) -> None:
    entry = factories.entry(id_number="QXA104233", candidate_number="0042", email_hint="Hint@example.org")
    factories.candidate(entry)
    factories.entry(entry.sitting, id_number="ZZB555555", given_names="X", family_name="Y", candidate_number="7777")
    found = candidate_search.find(factories.ben(), query).entries
    assert [each.id_number for each in found] == (["QXA104233"] if finds else [])


def test_a_search_shows_a_page_at_most_and_its_own_centre_only() -> None:
    place = factories.sitting()
    theirs = factories.sitting(factories.centre("ZZ002"))
    factories.entry(theirs)
    for _ in range(candidate_search.AT_MOST):
        factories.entry(place)
    ben = factories.ben()
    found = candidate_search.find(ben, "nunez")
    assert (len(found.entries), found.more) == (candidate_search.AT_MOST, False)
    assert {entry.centre_id for entry in found.entries} == {ben.centre_id}
    everywhere = candidate_search.find(factories.bo(), "nunez")
    assert (len(everywhere.entries), everywhere.more) == (candidate_search.AT_MOST, True)
