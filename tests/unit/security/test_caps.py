"""Fifty at the same moment against every limit: not one more gets to guess, ask or send than the limit says."""

from collections.abc import Callable

import pytest

from portal.models.base import db
from portal.models.outbox_email import OutboxEmail
from portal.services import (
    account_entries,
    confirmation,
    hashing,
    own_password,
    password_reset,
    second_factor,
    second_factor_reset,
    sign_in,
    throttle,
)
from portal.services.actor import Actor
from portal.services.errors import Refused, SlowDown, WrongPair, WrongSignIn
from portal.services.sessions import Visit
from tests.unit import factories
from tests.unit.at_once import at_once, kinds

NOW = factories.NOW
MANY = 50
Act = Callable[[int], object]


@pytest.fixture(autouse=True)
def room_for_all(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection for each of them and one for the test, more than one process of the portal ever opens."""
    monkeypatch.setattr(db.obj, "_max_connections", MANY + 5)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for argon2, whose queue would turn most of them away before they count."""
    monkeypatch.setattr(hashing, "verify_password", lambda stored, given: False)
    monkeypatch.setattr(hashing, "verify_secret", lambda stored, number, given: False)


def _staff_password() -> Act:
    factories.ben()
    return lambda number: sign_in.staff(
        email="ben@example.org", password=f"guess {number}", code="1", visit=Visit(network="n"), now=NOW
    )


def _first_code() -> Act:
    nia = factories.staff("Nia", "officer", factories.centre(), enrolled=False)
    second_factor.begin(staff=nia)
    return lambda number: second_factor.enrol(staff=type(nia).get_by_id(nia.id), code=f"{number:06}", now=NOW)


def _code_for_new_recovery_codes() -> Act:
    ben = factories.ben()
    return lambda number: second_factor.renew_codes(staff=ben, code=f"{number:06}", now=NOW)


def _code_for_a_reset() -> Act:
    ben, bo = factories.ben(), factories.bo()
    second = factories.staff("Boris", "board", None)
    second_factor_reset.ask(person=ben, actor=Actor.of_staff(bo), now=NOW)
    return lambda number: second_factor_reset.confirm(
        person=ben, actor=Actor.of_staff(second), code=f"{number:06}", now=NOW
    )


def _own_password() -> Act:
    amara = factories.candidate(factories.entry())
    return lambda number: own_password.require(candidate=amara, password=f"guess {number}", now=NOW)


def _another_exam() -> Act:
    sitting = factories.sitting()
    amara, other = factories.candidate(factories.entry(sitting)), factories.entry(sitting)
    return lambda number: account_entries.add(
        candidate=amara, id_number=other.id_number, secret_number=f"{number:04}", network="n", now=NOW
    )


CAPS: list[tuple[Callable[[], Act], type[Exception], int]] = [
    (_staff_password, WrongSignIn, throttle.PER_STAFF.count),
    (_first_code, Refused, throttle.PER_CODE.count),
    (_code_for_new_recovery_codes, Refused, throttle.PER_CODE.count),
    (_code_for_a_reset, Refused, throttle.PER_CODE.count),
    (_own_password, WrongSignIn, throttle.PER_KNOWN_BROWSER.count),
    (_another_exam, WrongPair, throttle.PER_ID_AND_NETWORK.count),
]


@pytest.mark.parametrize(("arrange", "wrong", "cap"), CAPS, ids=lambda part: getattr(part, "__name__", str(part)))
def test_of_fifty_guesses_at_once_the_cap_gets_through(
    database: str, arrange: Callable[[], Act], wrong: type[Exception], cap: int
) -> None:
    outcomes = at_once(MANY, arrange())
    assert kinds(outcomes) == {wrong.__name__: cap, SlowDown.__name__: MANY - cap}


def test_of_fifty_who_ask_at_once_a_mailbox_gets_three(database: str) -> None:
    entry = factories.entry()
    factories.candidate(entry)
    outcomes = at_once(MANY, lambda _: password_reset.ask(id_number=entry.id_number, network="n", now=NOW))
    assert kinds(outcomes) == {"NoneType": MANY}, "nobody learns that no more was sent"
    assert OutboxEmail.select().count() == throttle.RESET_MAILS.count


def test_of_fifty_who_ask_at_once_for_a_confirmation_five_are_sent(database: str) -> None:
    amara = factories.candidate(factories.entry(), email_confirmed_at=None)
    outcomes = at_once(MANY, lambda _: confirmation.resend(candidate=amara, now=NOW))
    assert kinds(outcomes)[SlowDown.__name__] == MANY - throttle.CONFIRM_MAILS.count
    assert OutboxEmail.select().count() == throttle.CONFIRM_MAILS.count
