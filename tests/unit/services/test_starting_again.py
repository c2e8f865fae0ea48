"""Starting again with ID number, Secret number and date of birth, as long as no address was confirmed."""

from dataclasses import replace
from datetime import date

import pytest

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.throttle import Throttle
from portal.services import hashing, sessions, throttle
from portal.services.errors import PasswordRefused, Refused, SlowDown, WrongPair
from portal.services.sessions import Visit
from portal.services.starting_again import Fresh, start_again
from tests.unit import factories
from tests.unit.at_once import at_once, kinds
from tests.unit.factories import NOW, SECRET

pytestmark = pytest.mark.usefixtures("database")
NEW = "another walk to the town"
BORN = date(2007, 11, 30)


@pytest.fixture
def entry(database: str) -> Entry:
    """Amara's; she registered with a mistyped address and forgot the password."""
    entry = factories.entry()
    factories.candidate(entry, email="amara@exmaple.org", email_confirmed_at=None)
    return entry


def again(entry: Entry | None, **changes: object) -> Candidate:
    wish = Fresh(
        id_number=entry.id_number if entry else "ZZZ999999", secret_number=SECRET, date_of_birth=BORN,
        email="amara@example.org", password=NEW, network="192.0.2.0", submission="key",
    )  # fmt: skip
    return start_again(replace(wish, **changes), now=NOW)


def test_the_three_proofs_give_a_new_password_and_address(entry: Entry) -> None:
    old = sessions.start(candidate=entry.candidate, visit=Visit(), now=NOW)
    amara = again(entry)
    assert (amara.id, amara.email, amara.email_confirmed_at) == (entry.candidate_id, "amara@example.org", None)
    assert hashing.verify_password(amara.password_hash, NEW)
    assert sessions.find(token=old, now=NOW) is None


def test_the_old_address_is_told_and_the_new_one_is_asked(entry: Entry) -> None:
    again(entry)
    assert [(email.kind, email.address) for email in OutboxEmail.select().order_by(OutboxEmail.id)] == [
        ("password_changed", "amara@exmaple.org"),
        ("registration_confirmed", "amara@example.org"),
    ]


@pytest.mark.parametrize("wrong", [{"secret_number": "9999"}, {"date_of_birth": date(2007, 11, 29)}])
def test_one_wrong_proof_is_as_good_as_none(entry: Entry, wrong: dict[str, object]) -> None:
    with pytest.raises(WrongPair):
        again(entry, **wrong)
    assert Entry.get_by_id(entry.id).secret_failures == 1
    assert Candidate.get().email == "amara@exmaple.org"


def test_a_confirmed_account_uses_its_mailbox(entry: Entry) -> None:
    Candidate.update(email_confirmed_at=NOW).execute()
    with pytest.raises(Refused, match="confirmed"):
        again(entry)
    with pytest.raises(WrongPair):
        again(entry, secret_number="9999")


def test_an_entry_without_account_is_to_be_registered(entry: Entry) -> None:
    with pytest.raises(Refused, match="not_registered"):
        again(factories.entry(entry.sitting))


def test_a_closed_account_stays_closed(entry: Entry) -> None:
    Candidate.update(disabled_at=NOW).execute()
    with pytest.raises(Refused, match="disabled"):
        again(entry)


def test_a_weak_password_changes_nothing_and_counts_as_no_guess(entry: Entry) -> None:
    with pytest.raises(PasswordRefused):
        again(entry, password="nunezibanez 2007")
    assert Candidate.get().email == "amara@exmaple.org"
    assert {row.count for row in Throttle.select()} == {0}


def test_a_double_tap_has_one_effect(entry: Entry) -> None:
    assert kinds(at_once(2, lambda _: again(entry))) == {"Candidate": 2}
    again(entry)
    assert OutboxEmail.select().count() == 2


def test_guesses_share_their_limit_with_claims(entry: Entry) -> None:
    bucket = ((throttle.PER_ID_AND_NETWORK, f"claim:{entry.id_number}:192.0.2.0"),)
    for _ in range(throttle.PER_ID_AND_NETWORK.count):
        throttle.reserve(bucket, now=NOW)
    with pytest.raises(SlowDown):
        again(entry)


def test_parallel_guesses_of_the_birthday_never_exceed_the_cap(entry: Entry) -> None:
    outcomes = at_once(
        20, lambda day: again(entry, date_of_birth=date(2007, 11, day + 1), network=f"net{day}", submission="")
    )
    assert kinds(outcomes) == {"WrongPair": 20}
    assert Entry.get_by_id(entry.id).secret_failures == throttle.LIFETIME_WRONG_SECRETS
    with pytest.raises(WrongPair):
        again(entry, network="home")
