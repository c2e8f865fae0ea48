"""Login sessions: alive for as long as they say, dead for every copy of the cookie once ended."""

from datetime import timedelta

import pytest

from portal.models.login_session import LoginSession
from portal.models.staff import Staff
from portal.services import sessions
from portal.services.errors import NotFound
from portal.services.sessions import Visit
from tests.unit import factories
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")
HERE = Visit(network="192.0.2.0", browser="Firefox")


def test_a_token_finds_its_session_and_person() -> None:
    amara = factories.candidate()
    token = sessions.start(candidate=amara, visit=HERE, now=NOW)
    found = sessions.find(token=token, now=NOW)
    assert found is not None
    assert found.candidate == amara
    assert (found.network, found.browser) == ("192.0.2.0", "Firefox")


def test_the_table_does_not_hold_the_token() -> None:
    token = sessions.start(candidate=factories.candidate(), visit=HERE, now=NOW)
    assert token not in LoginSession.get().token_hash


@pytest.mark.parametrize("token", ["", "x", "\0", "é" * 5000])
def test_no_other_text_finds_a_session(token: str) -> None:
    sessions.start(candidate=factories.candidate(), visit=HERE, now=NOW)
    assert sessions.find(token=token, now=NOW) is None


@pytest.mark.parametrize(("minutes", "lives"), [(29, True), (30, False)])
def test_a_candidate_is_signed_out_after_half_an_idle_hour(minutes: int, lives: bool) -> None:
    token = sessions.start(candidate=factories.candidate(), visit=HERE, now=NOW)
    assert (sessions.find(token=token, now=NOW + timedelta(minutes=minutes)) is not None) is lives


@pytest.mark.parametrize(("minutes", "lives"), [(14, True), (15, False)])
def test_staff_are_signed_out_after_a_quarter_of_an_hour(minutes: int, lives: bool) -> None:
    token = sessions.start(staff=factories.ben(), visit=HERE, now=NOW)
    assert (sessions.find(token=token, now=NOW + timedelta(minutes=minutes)) is not None) is lives


def test_no_session_outlives_twelve_hours_however_busy() -> None:
    token = sessions.start(candidate=factories.candidate(), visit=HERE, now=NOW)
    moment = NOW
    while sessions.find(token=token, now=moment) is not None:
        moment += timedelta(minutes=20)
    assert moment == NOW + timedelta(hours=12)


def test_being_seen_is_noted_once_a_minute() -> None:
    token = sessions.start(candidate=factories.candidate(), visit=HERE, now=NOW)
    sessions.find(token=token, now=NOW + timedelta(seconds=59))
    assert LoginSession.get().seen_at == NOW
    sessions.find(token=token, now=NOW + timedelta(seconds=60))
    assert LoginSession.get().seen_at == NOW + timedelta(seconds=60)


def test_an_ended_session_is_dead() -> None:
    token = sessions.start(candidate=factories.candidate(), visit=HERE, now=NOW)
    sessions.end(session=LoginSession.get(), now=NOW)
    assert sessions.find(token=token, now=NOW) is None


def test_disabling_a_person_ends_the_sessions_at_once() -> None:
    ben = factories.ben()
    token = sessions.start(staff=ben, visit=HERE, now=NOW)
    Staff.update(disabled_at=NOW).execute()
    assert sessions.find(token=token, now=NOW) is None


def test_ending_all_but_one() -> None:
    amara = factories.candidate()
    tokens = [sessions.start(candidate=amara, visit=HERE, now=NOW) for _ in range(3)]
    kept = sessions.find(token=tokens[1], now=NOW)
    assert sessions.end_all(candidate_id=amara.id, but=kept, now=NOW) == 2
    assert [sessions.find(token=token, now=NOW) is not None for token in tokens] == [False, True, False]


def test_ending_all_touches_nobody_else() -> None:
    amara, bea, ben = factories.candidate(), factories.candidate(), factories.ben()
    others = [
        sessions.start(candidate=bea, visit=HERE, now=NOW),
        sessions.start(staff=ben, visit=HERE, now=NOW),
    ]
    sessions.start(candidate=amara, visit=HERE, now=NOW)
    assert sessions.end_all(candidate_id=amara.id, now=NOW) == 1
    assert all(sessions.find(token=token, now=NOW) for token in others)


def test_a_person_ends_one_of_their_own_sessions_only() -> None:
    amara, bea = factories.candidate(), factories.candidate()
    sessions.start(candidate=bea, visit=HERE, now=NOW)
    with pytest.raises(NotFound):
        sessions.end_one(public_id=LoginSession.get().public_id, owner=amara, now=NOW)
    sessions.end_one(public_id=LoginSession.get().public_id, owner=bea, now=NOW)
    assert sessions.live(owner=bea, now=NOW) == []


def test_the_live_sessions_are_listed_the_latest_first() -> None:
    amara = factories.candidate()
    for minutes in (0, 10, 20):
        sessions.start(candidate=amara, visit=HERE, now=NOW + timedelta(minutes=minutes))
    listed = sessions.live(owner=amara, now=NOW + timedelta(minutes=35))
    assert [row.created_at - NOW for row in listed] == [timedelta(minutes=20), timedelta(minutes=10)]
