"""A new password takes the old one, ends the other sessions and the open links, and tells the owner."""

from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.services import account_password, hashing, links, own_password, sessions, throttle
from portal.services.errors import Busy, LinkDead, PasswordRefused, Refused, SlowDown, WrongSignIn
from portal.services.links import Purpose
from portal.services.sessions import Visit
from tests.unit import factories

NOW = factories.NOW
NEW = "seven quiet lamps by the river"


def change(person: Candidate, session: LoginSession | None = None, **changes: object) -> None:
    given = {"current": factories.PASSWORD, "password": NEW, "now": NOW, "submission": ""} | changes
    account_password.change(candidate=Candidate.get_by_id(person.id), session=session, **given)


def is_password_of(person: Candidate, password: str) -> bool:
    return hashing.verify_password(Candidate.get_by_id(person.id).password_hash, password)


def test_the_new_password_holds_and_the_old_one_does_not(database: str) -> None:
    amara = factories.candidate()
    change(amara)
    assert is_password_of(amara, NEW)
    assert not is_password_of(amara, factories.PASSWORD)


def test_this_session_stays_and_the_others_end(database: str) -> None:
    amara = factories.candidate()
    here, there = (sessions.start(candidate=amara, visit=Visit(), now=NOW) for _ in range(2))
    change(amara, sessions.find(token=here, now=NOW))
    assert sessions.find(token=here, now=NOW) is not None
    assert sessions.find(token=there, now=NOW) is None


def test_an_open_link_to_a_new_password_dies_and_the_owner_is_told(database: str) -> None:
    amara = factories.candidate()
    reset = links.token(links.make(purpose=Purpose.RESET_PASSWORD, email=amara.email, candidate=amara, now=NOW))
    change(amara)
    with pytest.raises(LinkDead):
        links.find(token=reset, purpose=Purpose.RESET_PASSWORD, now=NOW)
    assert [(row.kind, row.address) for row in OutboxEmail.select()] == [("password_changed", amara.email)]


def test_a_wrong_password_changes_nothing_and_can_not_be_guessed_for_ever(database: str) -> None:
    amara = factories.candidate()
    for _ in range(10):
        with pytest.raises(WrongSignIn):
            change(amara, current="not the password")
    with pytest.raises(SlowDown):
        change(amara)
    assert is_password_of(amara, factories.PASSWORD)


def test_a_right_password_never_counts_as_a_guess(database: str) -> None:
    amara = factories.candidate()
    for _ in range(11):
        with pytest.raises(PasswordRefused):
            change(amara, password="short")


def test_a_portal_too_busy_to_hash_counts_no_guess(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(stored: str, given: str) -> bool:
        raise Busy

    monkeypatch.setattr(hashing, "verify_password", full)
    amara = factories.candidate(factories.entry())
    for _ in range(throttle.PER_KNOWN_BROWSER.count + 1):
        with pytest.raises(Busy):
            own_password.require(candidate=amara, password=factories.PASSWORD, now=factories.NOW)


def test_the_password_one_has_is_refused(database: str) -> None:
    with pytest.raises(Refused, match="same_password"):
        change(factories.candidate(), password=factories.PASSWORD)


@pytest.mark.parametrize("password", ["María José 2026", "amara@example.org"])
def test_what_others_know_makes_no_password(database: str, password: str) -> None:
    with pytest.raises(PasswordRefused):
        change(factories.candidate(factories.entry()), password=password)


def test_the_same_form_twice_is_no_wrong_password(database: str) -> None:
    amara = factories.candidate()
    change(amara, submission="key")
    change(amara, submission="key", now=NOW + timedelta(seconds=1))
    assert OutboxEmail.select().count() == 1
    with pytest.raises(WrongSignIn):
        change(amara, submission="another key")
