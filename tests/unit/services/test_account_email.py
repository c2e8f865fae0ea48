"""A new address takes the password, tells both addresses, and can be taken back from the old one for 48 hours."""

from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.services import account_email, confirmation, links, sessions
from portal.services.errors import LinkDead, Refused, SlowDown, WrongSignIn
from portal.services.links import Purpose
from portal.services.sessions import Visit
from tests.unit import factories

NOW = factories.NOW


def change(person: Candidate, email: str, **changes: object) -> None:
    given = {"password": factories.PASSWORD, "now": NOW, "submission": ""} | changes
    account_email.change(candidate=Candidate.get_by_id(person.id), email=email, **given)


def stored(person: Candidate) -> tuple[str, bool]:
    there = Candidate.get_by_id(person.id)
    return there.email, there.email_confirmed_at is not None


def written() -> list[tuple[str, str, str]]:
    return [(row.kind, row.address, row.link.purpose) for row in OutboxEmail.select().order_by(OutboxEmail.id)]


def undo_token(address: str = "amara@example.org") -> str:
    row = OutboxEmail.get(OutboxEmail.address == address, OutboxEmail.kind == "email_changed")
    return links.token(row.link)


def test_both_addresses_are_told_and_the_new_one_is_to_be_confirmed(database: str) -> None:
    amara = factories.candidate()
    change(amara, "new@example.org")
    assert stored(amara) == ("new@example.org", False)
    assert written() == [
        ("email_changed", "amara@example.org", Purpose.UNDO_EMAIL),
        ("email_changed", "new@example.org", Purpose.CONFIRM_EMAIL),
    ]


def test_an_address_that_nobody_confirmed_is_not_handed_the_account(database: str) -> None:
    amara = factories.candidate(email_confirmed_at=None)
    change(amara, "new@example.org")
    assert [address for _, address, _ in written()] == ["new@example.org"]


def test_a_wrong_password_changes_nothing_and_can_not_be_guessed_for_ever(database: str) -> None:
    amara = factories.candidate()
    for _ in range(10):
        with pytest.raises(WrongSignIn):
            change(amara, "new@example.org", password="not the password")
    with pytest.raises(SlowDown):
        change(amara, "new@example.org")
    assert stored(amara) == ("amara@example.org", True)
    assert written() == []


def test_the_address_that_holds_is_refused(database: str) -> None:
    with pytest.raises(Refused, match="same_address"):
        change(factories.candidate(), "amara@example.org")


def test_the_same_form_twice_writes_once(database: str) -> None:
    amara = factories.candidate()
    for _ in range(2):
        change(amara, "new@example.org", submission="key")
    assert len(written()) == 2


def test_a_link_to_a_new_password_dies_with_the_address_it_went_to(database: str) -> None:
    amara = factories.candidate()
    reset = links.token(links.make(purpose=Purpose.RESET_PASSWORD, email=amara.email, candidate=amara, now=NOW))
    change(amara, "new@example.org")
    with pytest.raises(LinkDead):
        links.find(token=reset, purpose=Purpose.RESET_PASSWORD, now=NOW)


def test_undoing_brings_the_address_back_and_signs_everybody_out(database: str) -> None:
    amara = factories.candidate()
    sessions.start(candidate=amara, visit=Visit(), now=NOW)
    change(amara, "new@example.org")
    confirm = links.token(OutboxEmail.get(OutboxEmail.address == "new@example.org").link)
    account_email.undo(token=undo_token(), now=NOW + timedelta(hours=47))
    assert stored(amara) == ("amara@example.org", True)
    assert sessions.live(owner=amara, now=NOW) == []
    with pytest.raises(LinkDead):
        confirmation.confirm_email(token=confirm, now=NOW)


def test_undoing_works_once_and_for_48_hours(database: str) -> None:
    amara = factories.candidate()
    change(amara, "new@example.org")
    with pytest.raises(LinkDead):
        account_email.undo(token=undo_token(), now=NOW + timedelta(hours=48))
    account_email.undo(token=undo_token(), now=NOW)
    with pytest.raises(LinkDead):
        account_email.undo(token=undo_token(), now=NOW)


def test_a_second_change_does_not_take_the_way_back_from_the_first_address(database: str) -> None:
    """Who has taken an account over confirms an address of theirs and moves on to another one."""
    amara = factories.candidate()
    change(amara, "thief@example.org")
    first = undo_token()
    confirmation.confirm_email(
        token=links.token(OutboxEmail.get(OutboxEmail.address == "thief@example.org").link), now=NOW
    )
    change(amara, "thief2@example.org")
    thiefs = links.token(
        OutboxEmail.get(OutboxEmail.address == "thief@example.org", OutboxEmail.link != _link("thief@example.org")).link
    )
    account_email.undo(token=first, now=NOW)
    assert stored(amara) == ("amara@example.org", True)
    with pytest.raises(LinkDead):
        account_email.undo(token=thiefs, now=NOW)


def _link(address: str) -> int:
    """The id of the link that confirmed this address."""
    return OutboxEmail.select().where(OutboxEmail.address == address).order_by(OutboxEmail.id).first().link_id
