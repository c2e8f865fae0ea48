"""Confirming an address: the newest link proves the address it was sent to, and nothing else."""

from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.outbox_email import OutboxEmail
from portal.services import confirmation, links, throttle
from portal.services.errors import LinkDead, Refused, SlowDown
from tests.unit import factories
from tests.unit.at_once import at_once, kinds
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def amara(database: str) -> Candidate:
    """Registered, and her address is not confirmed."""
    candidate = factories.candidate(email_confirmed_at=None)
    confirmation.ask_to_confirm(candidate=candidate, kind="registration_confirmed", now=NOW)
    return candidate


def newest_token() -> str:
    return links.token(EmailLink.select().order_by(EmailLink.id.desc()).get())


def confirmed_at(candidate: Candidate) -> object:
    return Candidate.get_by_id(candidate.id).email_confirmed_at


def test_the_link_confirms_the_address(amara: Candidate) -> None:
    assert confirmation.confirm_email(token=newest_token(), now=NOW) == amara
    assert confirmed_at(amara) == NOW


def test_pressing_twice_is_pressing_once(amara: Candidate) -> None:
    confirmation.confirm_email(token=newest_token(), now=NOW)
    assert confirmation.confirm_email(token=newest_token(), now=NOW + timedelta(days=3)) == amara
    assert confirmed_at(amara) == NOW


def test_pressing_twice_at_once_confirms(amara: Candidate) -> None:
    token = newest_token()
    assert kinds(at_once(4, lambda _: confirmation.confirm_email(token=token, now=NOW))) == {"Candidate": 4}


def test_a_link_of_yesterday_is_dead(amara: Candidate) -> None:
    with pytest.raises(LinkDead):
        confirmation.confirm_email(token=newest_token(), now=NOW + timedelta(hours=24))
    assert confirmed_at(amara) is None


def test_sending_again_kills_the_earlier_link(amara: Candidate) -> None:
    old = newest_token()
    confirmation.resend(candidate=amara, now=NOW)
    with pytest.raises(LinkDead):
        confirmation.confirm_email(token=old, now=NOW)
    confirmation.confirm_email(token=newest_token(), now=NOW)
    assert confirmed_at(amara) == NOW


def test_a_corrected_address_gets_the_link_and_the_old_one_is_dead(amara: Candidate) -> None:
    old = newest_token()
    confirmation.correct_address(candidate=amara, email="amara@example.net", now=NOW)
    with pytest.raises(LinkDead):
        confirmation.confirm_email(token=old, now=NOW)
    latest = OutboxEmail.select().order_by(OutboxEmail.id.desc()).get()
    assert latest.address == "amara@example.net"
    assert confirmation.confirm_email(token=newest_token(), now=NOW).email == "amara@example.net"


def test_a_link_does_not_confirm_an_address_that_came_later(amara: Candidate) -> None:
    Candidate.update(email="other@example.org").execute()
    with pytest.raises(LinkDead):
        confirmation.confirm_email(token=newest_token(), now=NOW)
    assert EmailLink.get().used_at is None


def test_a_used_link_says_nothing_about_an_address_that_came_later(amara: Candidate) -> None:
    confirmation.confirm_email(token=newest_token(), now=NOW)
    Candidate.update(email="other@example.org").execute()
    assert confirmation.confirmed_by(token=newest_token()) is None


def test_a_confirmed_address_is_changed_elsewhere() -> None:
    bea = factories.candidate()
    with pytest.raises(Refused, match="confirmed"):
        confirmation.correct_address(candidate=bea, email="x@example.org", now=NOW)
    with pytest.raises(Refused, match="confirmed"):
        confirmation.resend(candidate=bea, now=NOW)


def test_an_address_confirmed_in_the_meantime_stays(amara: Candidate) -> None:
    stale = Candidate.get_by_id(amara.id)
    confirmation.confirm_email(token=newest_token(), now=NOW)
    with pytest.raises(Refused, match="confirmed"):
        confirmation.correct_address(candidate=stale, email="x@example.org", now=NOW)
    assert Candidate.get_by_id(amara.id).email == amara.email


def test_nobody_is_flooded_with_confirmations(amara: Candidate) -> None:
    for _ in range(throttle.CONFIRM_MAILS.count):
        confirmation.resend(candidate=amara, now=NOW)
    with pytest.raises(SlowDown):
        confirmation.correct_address(candidate=amara, email="victim@example.org", now=NOW)
    assert Candidate.get_by_id(amara.id).email == "amara@example.org"
