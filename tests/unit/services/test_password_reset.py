"""A forgotten password: a link to the confirmed address only, good once, and the same answer to everybody."""

from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.rules.passwords import Refusal
from portal.services import hashing, links, password_reset, sessions, sign_in, throttle
from portal.services.errors import LinkDead, PasswordRefused, SlowDown, WrongSignIn
from portal.services.sessions import Visit
from tests.unit import factories
from tests.unit.at_once import at_once, kinds
from tests.unit.factories import NOW, PASSWORD
from tests.unit.queries import queries

pytestmark = pytest.mark.usefixtures("database")
NETWORK = "192.0.2.0"
NEW = "another walk to the town"


@pytest.fixture
def entry(database: str) -> Entry:
    entry = factories.entry()
    factories.candidate(entry)
    return entry


def ask(id_number: str, *, network: str = NETWORK, hours: int = 0) -> None:
    password_reset.ask(id_number=id_number, network=network, now=NOW + timedelta(hours=hours))


def token() -> str:
    return links.token(EmailLink.select().order_by(EmailLink.id.desc()).get())


def set_password(password: str = NEW, *, of: str = "", hours: float = 0, submission: str = "key") -> None:
    password_reset.set_password(
        token=of or token(), password=password, network=NETWORK, submission=submission,
        now=NOW + timedelta(hours=hours),
    )  # fmt: skip


def kinds_sent() -> list[str]:
    return [email.kind for email in OutboxEmail.select().order_by(OutboxEmail.id)]


def password_is(password: str, entry: Entry) -> bool:
    return hashing.verify_password(Candidate.get_by_id(entry.candidate_id).password_hash, password)


def test_a_link_goes_to_the_confirmed_address(entry: Entry) -> None:
    ask(entry.id_number)
    email = OutboxEmail.get()
    assert (email.kind, email.address, email.link) == ("password_reset", "amara@example.org", EmailLink.get())


@pytest.mark.parametrize("column", ["email_confirmed_at", "disabled_at"])
def test_no_link_goes_to_an_unconfirmed_address_or_a_closed_account(entry: Entry, column: str) -> None:
    Candidate.update({column: None if column == "email_confirmed_at" else NOW}).execute()
    ask(entry.id_number)
    assert OutboxEmail.select().count() == 0


@pytest.mark.parametrize("id_number", ["ZZZ999999", "", "x" * 1000, "☃"])
def test_an_unknown_id_is_no_error(entry: Entry, id_number: str) -> None:
    ask(id_number)
    assert OutboxEmail.select().count() == 0


def test_the_known_and_the_unknown_are_the_same_work(entry: Entry) -> None:
    def work(id_number: str) -> list[str]:
        with queries() as sent:
            ask(id_number)
        words = [sql.split() for sql, _ in sent if sql.split()[0] in {"SELECT", "INSERT", "UPDATE"}]
        return [" ".join(statement[:3]) for statement in words]

    ask("ZZZ000000")
    assert work(entry.id_number) == work("ZZZ999999")
    assert EmailLink.select().count() == OutboxEmail.select().count() == 1


def test_an_unclaimed_entry_gets_no_link(entry: Entry) -> None:
    ask(factories.entry(entry.sitting).id_number)
    assert OutboxEmail.select().count() == 0


def test_a_mailbox_is_not_flooded_and_the_asker_does_not_notice(entry: Entry) -> None:
    for _ in range(10):
        ask(entry.id_number)
    assert len(kinds_sent()) == throttle.RESET_MAILS.count
    ask(entry.id_number, hours=1)
    assert len(kinds_sent()) == throttle.RESET_MAILS.count + 1


def test_a_network_that_asks_for_hundreds_is_slowed_down(entry: Entry) -> None:
    for number in range(throttle.PER_NETWORK.count):
        ask(f"ZZZ{number:06}")
    with pytest.raises(SlowDown):
        ask(entry.id_number)


def test_the_new_password_holds_sessions_end_and_the_owner_is_told(entry: Entry) -> None:
    old = sessions.start(candidate=entry.candidate, visit=Visit(), now=NOW)
    ask(entry.id_number)
    set_password()
    assert password_is(NEW, entry)
    assert sessions.find(token=old, now=NOW) is None
    assert kinds_sent() == ["password_reset", "password_changed"]


def test_a_link_works_once(entry: Entry) -> None:
    ask(entry.id_number)
    set_password()
    with pytest.raises(LinkDead):
        set_password("a third walk to the hill", submission="other")
    assert password_is(NEW, entry)


def test_the_same_form_again_has_no_further_effect(entry: Entry) -> None:
    ask(entry.id_number)
    set_password()
    set_password("a third walk to the hill")
    assert password_is(NEW, entry)
    assert kinds_sent() == ["password_reset", "password_changed"]


def test_a_double_tap_changes_it_once(entry: Entry) -> None:
    ask(entry.id_number)
    link = token()
    assert kinds(at_once(2, lambda _: set_password(of=link))) == {"NoneType": 2}
    assert kinds_sent() == ["password_reset", "password_changed"]


def test_a_link_is_dead_after_an_hour_and_after_a_newer_one(entry: Entry) -> None:
    ask(entry.id_number)
    first = token()
    with pytest.raises(LinkDead):
        set_password(hours=1)
    ask(entry.id_number)
    with pytest.raises(LinkDead):
        set_password(of=first)


@pytest.mark.parametrize("change", [{"email": "new@example.org"}, {"disabled_at": NOW}])
def test_a_link_is_dead_when_the_account_moved_on(entry: Entry, change: dict[str, object]) -> None:
    ask(entry.id_number)
    Candidate.update(change).execute()
    with pytest.raises(LinkDead):
        password_reset.owner_of(token=token(), now=NOW)
    with pytest.raises(LinkDead):
        set_password()


def test_a_password_made_of_the_entry_is_refused_and_the_link_lives(entry: Entry) -> None:
    ask(entry.id_number)
    with pytest.raises(PasswordRefused) as refused:
        set_password("nunezibanez 2007")
    assert refused.value.refusal == Refusal.CONTEXT
    set_password()
    assert password_is(NEW, entry)


def test_it_works_while_sign_in_is_throttled_and_opens_it_again(entry: Entry) -> None:
    visit = Visit(network=NETWORK)
    for _ in range(throttle.PER_ID_AND_NETWORK.count):
        with pytest.raises(WrongSignIn):
            sign_in.candidate(id_number=entry.id_number, password="wrong", visit=visit, now=NOW)
    with pytest.raises(SlowDown):
        sign_in.candidate(id_number=entry.id_number, password=PASSWORD, visit=visit, now=NOW)
    ask(entry.id_number)
    set_password()
    assert sign_in.candidate(id_number=entry.id_number, password=NEW, visit=visit, now=NOW)
