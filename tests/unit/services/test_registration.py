"""Registration: the right pair makes one account, and no number of guesses finds the pair."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.consent import Consent
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.throttle import Throttle
from portal.rules.passwords import Refusal
from portal.services import hashing, registration, throttle
from portal.services.errors import AlreadyRegistered, Busy, PasswordRefused, SlowDown, WrongPair
from portal.services.registration import Registration
from tests.unit import factories
from tests.unit.at_once import at_once, kinds
from tests.unit.factories import NOW, PASSWORD, SECRET
from tests.unit.queries import queries

pytestmark = pytest.mark.usefixtures("database")


def wish(entry: Entry | None = None, **changes: object) -> Registration:
    number = entry.id_number if entry else "ZZZ999999"
    usual = Registration(
        id_number=number, secret_number=SECRET, email="amara@example.org", password=PASSWORD, wants_news=False,
        terms_version="1", network="192.0.2.0", submission="key",
    )  # fmt: skip
    return replace(usual, **changes)


def register(entry: Entry | None = None, **changes: object) -> Candidate:
    return registration.register(wish(entry, **changes), now=NOW)


def test_the_right_pair_makes_the_account_and_claims_the_entry() -> None:
    entry = factories.entry()
    amara = register(entry, wants_news=True)
    assert Entry.get_by_id(entry.id).candidate == amara
    assert amara.email_confirmed_at is None
    assert hashing.verify_password(amara.password_hash, PASSWORD)
    assert [(row.given, row.text_version) for row in Consent.select()] == [(True, registration.NEWS_TEXT_VERSION)]


def test_one_email_with_a_link_goes_to_the_address_that_was_typed() -> None:
    amara = register(factories.entry())
    email = OutboxEmail.get()
    assert (email.kind, email.address, email.candidate) == ("registration_confirmed", "amara@example.org", amara)
    assert email.link == EmailLink.get()


@pytest.mark.parametrize("secret", ["9999", "", "004", "0042 ", "\0", "٠٠٤٢"])
def test_any_other_secret_claims_nothing(secret: str) -> None:
    entry = factories.entry()
    with pytest.raises(WrongPair):
        register(entry, secret_number=secret)
    assert Candidate.select().count() == 0


def test_an_unknown_id_and_a_wrong_secret_are_the_same_work() -> None:
    entry = factories.entry()
    throttle.reserve(((throttle.PER_NETWORK, "claim:192.0.2.0"),), now=NOW)
    with queries() as unknown, pytest.raises(WrongPair):
        register()
    with queries() as wrong, pytest.raises(WrongPair):
        register(entry, secret_number="9999")
    assert len(unknown) > 3
    assert [sql for sql, _ in unknown] == [sql for sql, _ in wrong]


def test_the_same_form_again_answers_with_the_first_account() -> None:
    entry = factories.entry()
    assert register(entry) == register(entry)
    assert Candidate.select().count() == 1
    assert [email.kind for email in OutboxEmail.select()] == ["registration_confirmed"]


@pytest.mark.parametrize("change", [{"submission": "other"}, {"submission": ""}, {"password": "another walk to town"}])
def test_another_form_learns_that_the_entry_is_claimed_and_its_owner_is_told(change: dict[str, str]) -> None:
    entry = factories.entry()
    register(entry)
    for _ in range(2):
        with pytest.raises(AlreadyRegistered):
            register(entry, **change)
    assert [email.kind for email in OutboxEmail.select().order_by(OutboxEmail.id)] == [
        "registration_confirmed", "someone_tried_your_id",
    ]  # fmt: skip


def test_a_wrong_secret_does_not_learn_that_the_entry_is_claimed() -> None:
    entry = factories.entry()
    register(entry)
    with pytest.raises(WrongPair):
        register(entry, secret_number="9999")


def test_the_key_of_a_form_opens_nobody_elses_account() -> None:
    sitting = factories.sitting()
    first, second = factories.entry(sitting), factories.entry(sitting)
    register(first)
    assert register(second, email="bea@example.org").email == "bea@example.org"


def test_a_success_costs_no_place_and_a_claimed_entry_does() -> None:
    entry = factories.entry()
    register(entry)
    assert {row.count for row in Throttle.select()} == {0}
    with pytest.raises(AlreadyRegistered):
        register(entry, submission="other")
    assert {row.count for row in Throttle.select()} == {1}


def test_nobody_asks_for_ever_whether_an_entry_is_claimed() -> None:
    entry = factories.entry()
    register(entry)
    for _ in range(throttle.PER_ID_AND_NETWORK.count):
        with pytest.raises(AlreadyRegistered):
            register(entry, submission="other")
    with pytest.raises(SlowDown):
        register(entry, submission="other")


@pytest.mark.parametrize("password", ["QXA104233 2007", "María José 2026", "NunezIbanez2007"])
def test_a_password_made_of_the_entry_is_refused_and_counts_as_no_guess(password: str) -> None:
    entry = factories.entry()
    with pytest.raises(PasswordRefused) as refused:
        register(entry, password=password.replace("QXA104233", entry.id_number))
    assert refused.value.refusal == Refusal.CONTEXT
    assert {row.count for row in Throttle.select()} == {0}
    assert Entry.get_by_id(entry.id).secret_failures == 0


def test_a_portal_too_busy_to_hash_counts_no_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(password: str) -> str:
        raise Busy

    monkeypatch.setattr(hashing, "hash_password", full)
    with pytest.raises(Busy):
        register(factories.entry())
    assert {row.count for row in Throttle.select()} == {0}
    assert Candidate.select().count() == 0


def test_ten_wrong_secrets_wear_an_entry_out_for_good() -> None:
    entry = factories.entry()
    for number in range(throttle.LIFETIME_WRONG_SECRETS):
        with pytest.raises(WrongPair):
            registration.register(
                wish(entry, secret_number="9999", network=f"net{number}"), now=NOW + timedelta(days=number)
            )
    with pytest.raises(WrongPair):
        registration.register(wish(entry, network="home"), now=NOW + timedelta(days=99))


def test_parallel_guesses_never_exceed_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    entry, checked = factories.entry(), []
    real = hashing.verify_secret

    def verify(secret_hash: str | None, id_number: str, secret_number: str) -> bool:
        checked.append(secret_number)
        return real(secret_hash, id_number, secret_number)

    monkeypatch.setattr(hashing, "verify_secret", verify)
    outcomes = at_once(24, lambda number: register(entry, secret_number=f"{9000 + number}"))
    assert kinds(outcomes) == {"SlowDown": 14, "WrongPair": 10}
    assert len(checked) == 10
    assert Entry.get_by_id(entry.id).secret_failures == throttle.LIFETIME_WRONG_SECRETS


def test_parallel_guesses_from_many_networks_stop_at_the_lifetime_cap() -> None:
    entry = factories.entry()
    outcomes = at_once(20, lambda number: register(entry, secret_number=f"{9000 + number}", network=f"net{number}"))
    assert kinds(outcomes) == {"WrongPair": 20}
    assert Entry.get_by_id(entry.id).secret_failures == throttle.LIFETIME_WRONG_SECRETS
    with pytest.raises(WrongPair):
        register(entry, network="home")


def test_a_double_tap_makes_one_account() -> None:
    entry = factories.entry()
    outcomes = at_once(2, lambda _: register(entry))
    assert kinds(outcomes) == {"Candidate": 2}
    assert outcomes[0] == outcomes[1]
    assert OutboxEmail.select().count() == 1


def test_of_two_different_people_with_the_pair_one_gets_the_entry() -> None:
    entry = factories.entry()
    outcomes = at_once(2, lambda number: register(entry, submission=f"key{number}", email=f"p{number}@example.org"))
    assert kinds(outcomes) == {"AlreadyRegistered": 1, "Candidate": 1}
    assert Candidate.select().count() == 1


def test_twins_with_one_birthday_mailbox_and_secret_are_two_accounts() -> None:
    sitting = factories.sitting()
    leila, yusuf = factories.entry(sitting), factories.entry(sitting)
    assert register(leila) != register(yusuf, submission="other")


def test_a_proven_entry_is_free() -> None:
    entry = factories.entry()
    proof = {"id_number": entry.id_number, "secret_number": SECRET, "network": "", "now": NOW}
    assert registration.proven_entry(**proof) == entry
    register(entry)
    with pytest.raises(AlreadyRegistered):
        registration.proven_entry(**proof)
    assert OutboxEmail.select().where(OutboxEmail.kind == "someone_tried_your_id").count() == 1
