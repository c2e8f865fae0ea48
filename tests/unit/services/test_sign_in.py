"""Signing in as a candidate: one answer to every wrong try, and no number of tries gets further."""

from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.login_session import LoginSession
from portal.models.throttle import Throttle
from portal.services import hashing, sessions, sign_in, throttle
from portal.services.errors import Busy, SlowDown, WrongSignIn
from portal.services.hash_queue import HashQueue
from portal.services.sessions import Visit
from tests.unit import factories
from tests.unit.at_once import at_once, kinds
from tests.unit.factories import NOW, PASSWORD
from tests.unit.queries import queries

pytestmark = pytest.mark.usefixtures("database")
HOME, ELSEWHERE = Visit(network="192.0.2.0"), Visit(network="198.51.100.0")


@pytest.fixture
def entry(database: str) -> Entry:
    """Amara's entry; she signs in with PASSWORD."""
    entry = factories.entry()
    factories.candidate(entry)
    return entry


def attempt(id_number: str, password: str = PASSWORD, *, visit: Visit = HOME, known: str = "") -> str:
    token, _ = sign_in.candidate(id_number=id_number, password=password, visit=visit, known_browser=known, now=NOW)
    return token


def fail(id_number: str, times: int, *, visit: Visit = HOME, known: str = "") -> None:
    for _ in range(times):
        with pytest.raises(WrongSignIn):
            attempt(id_number, "a wrong password", visit=visit, known=known)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared, not hashed: the hashing has tests of its own."""
    monkeypatch.setattr(hashing, "verify_password", lambda stored, given: bool(stored) and given == PASSWORD)


def test_id_number_and_password_start_a_session(entry: Entry) -> None:
    token = attempt(entry.id_number)
    found = sessions.find(token=token, now=NOW)
    assert found is not None
    assert found.candidate == entry.candidate


def test_every_id_number_of_an_account_signs_in_to_it(entry: Entry) -> None:
    second = factories.entry(entry.sitting)
    Entry.update(candidate=entry.candidate).where(Entry.id == second.id).execute()
    found = sessions.find(token=attempt(second.id_number), now=NOW)
    assert found is not None
    assert found.candidate == entry.candidate


def test_an_unconfirmed_address_does_not_matter(entry: Entry) -> None:
    Candidate.update(email_confirmed_at=None).execute()
    assert attempt(entry.id_number)


def test_unknown_unclaimed_and_wrong_are_the_same_work(entry: Entry) -> None:
    unclaimed = factories.entry(entry.sitting)
    throttle.reserve(((throttle.PER_NETWORK, f"sign-in:{HOME.network}"),), now=NOW)
    sent = []
    for id_number in ("ZZZ999999", unclaimed.id_number, entry.id_number):
        with queries() as asked:
            fail(id_number, 1)
        sent.append([sql for sql, _ in asked])
    assert len(sent[0]) > 2
    assert sent[0] == sent[1] == sent[2]


def test_a_closed_account_answers_as_an_unknown_one(entry: Entry) -> None:
    Candidate.update(disabled_at=NOW).execute()
    with pytest.raises(WrongSignIn):
        attempt(entry.id_number)


def test_the_secret_number_does_not_sign_in(entry: Entry) -> None:
    with pytest.raises(WrongSignIn):
        attempt(entry.id_number, factories.SECRET)


def test_a_success_takes_no_place(entry: Entry) -> None:
    for _ in range(throttle.PER_ID_AND_NETWORK.count + 2):
        attempt(entry.id_number)
    assert {row.count for row in Throttle.select()} == {0}


def _full(stored: str, given: str) -> bool:
    raise Busy


def test_a_portal_too_busy_to_hash_counts_no_try(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "verify_password", _full)
    with pytest.raises(Busy):
        attempt(entry.id_number)
    assert {row.count for row in Throttle.select()} == {0}


def test_a_full_line_is_seen_before_anything_is_written(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "queue", lambda: HashQueue(waiting=-1))
    with pytest.raises(Busy):
        attempt(entry.id_number)
    assert not Throttle.select().exists()


def test_staff_are_not_locked_out_by_a_portal_too_busy_to_hash(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.ben()
    monkeypatch.setattr(hashing, "verify_password", _full)
    for _ in range(throttle.PER_STAFF.count + 1):
        with pytest.raises(Busy):
            sign_in.staff(email="ben@example.org", password=PASSWORD, code="1", visit=Visit(), now=NOW)


def test_the_right_password_waits_too_once_the_place_is_used_up(entry: Entry) -> None:
    fail(entry.id_number, throttle.PER_ID_AND_NETWORK.count)
    with pytest.raises(SlowDown):
        attempt(entry.id_number)


def test_guesses_on_another_network_do_not_lock_the_owner_out(entry: Entry) -> None:
    fail(entry.id_number, throttle.PER_ID_AND_NETWORK.count, visit=ELSEWHERE)
    assert attempt(entry.id_number)


def test_a_browser_that_signed_in_before_is_not_locked_out_by_anybody(entry: Entry) -> None:
    for number in range(throttle.PER_ID.count // throttle.PER_ID_AND_NETWORK.count):
        fail(entry.id_number, throttle.PER_ID_AND_NETWORK.count, visit=Visit(network=f"net{number}"))
    with pytest.raises(SlowDown):
        attempt(entry.id_number)
    assert attempt(entry.id_number, known="her-telephone")


def test_a_known_browser_has_limits_of_its_own(entry: Entry) -> None:
    fail(entry.id_number, throttle.PER_KNOWN_BROWSER.count, known="her-telephone")
    with pytest.raises(SlowDown):
        attempt(entry.id_number, known="her-telephone")


def test_a_working_session_goes_on_while_its_id_is_throttled(entry: Entry) -> None:
    token = attempt(entry.id_number)
    fail(entry.id_number, throttle.PER_ID_AND_NETWORK.count)
    assert sessions.find(token=token, now=NOW + timedelta(minutes=1)) is not None


def test_a_whole_school_signs_in_behind_one_address(entry: Entry) -> None:
    for _ in range(200):
        attempt(entry.id_number)
    assert LoginSession.select().count() == 200


def test_parallel_guesses_never_exceed_the_cap(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(hashing, "verify_password", lambda stored, given: bool(tried.append(given)))
    outcomes = at_once(24, lambda number: attempt(entry.id_number, f"guess {number}"))
    assert kinds(outcomes) == {"SlowDown": 14, "WrongSignIn": 10}
    assert len(tried) == throttle.PER_ID_AND_NETWORK.count
