"""Links in emails: signed for one purpose, good once, and not after their time."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.models.email_link import EmailLink
from portal.services import links
from portal.services.errors import LinkDead
from portal.services.links import Purpose
from tests.unit import factories
from tests.unit.at_once import at_once, kinds
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


def made(purpose: Purpose = Purpose.CONFIRM_EMAIL) -> tuple[EmailLink, str]:
    link = links.make(purpose=purpose, email="amara@example.org", candidate=factories.candidate(), now=NOW)
    return link, links.token(link)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_works_for_its_purpose(purpose: Purpose) -> None:
    link, token = made(purpose)
    assert links.find(token=token, purpose=purpose, now=NOW) == link


@pytest.mark.parametrize("other", [each for each in Purpose if each != Purpose.CONFIRM_EMAIL])
def test_a_link_works_for_no_other_purpose(other: Purpose) -> None:
    _, token = made()
    with pytest.raises(LinkDead):
        links.find(token=token, purpose=other, now=NOW)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_ends_with_its_lifetime(purpose: Purpose) -> None:
    _, token = made(purpose)
    end = NOW + links.LIFETIMES[purpose]
    assert links.find(token=token, purpose=purpose, now=end - timedelta(microseconds=1))
    with pytest.raises(LinkDead):
        links.find(token=token, purpose=purpose, now=end)


CHANGES: dict[str, Callable[[str], str]] = {
    "shorter": lambda token: token[:-1], "longer": lambda token: token + "x", "empty": lambda _: "",
    "nul": lambda token: "\0" + token, "case": str.swapcase,
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_link_is_dead(change: Callable[[str], str]) -> None:
    _, token = made()
    with pytest.raises(LinkDead):
        links.find(token=change(token), purpose=Purpose.CONFIRM_EMAIL, now=NOW)


def test_a_newer_link_replaces_the_older() -> None:
    amara = factories.candidate()
    old, new = (
        links.make(purpose=Purpose.CONFIRM_EMAIL, email=amara.email, candidate=amara, now=NOW) for _ in range(2)
    )
    with pytest.raises(LinkDead):
        links.find(token=links.token(old), purpose=Purpose.CONFIRM_EMAIL, now=NOW)
    assert links.find(token=links.token(new), purpose=Purpose.CONFIRM_EMAIL, now=NOW) == new


def test_another_persons_link_is_not_replaced() -> None:
    link, token = made()
    made()
    assert links.find(token=token, purpose=Purpose.CONFIRM_EMAIL, now=NOW) == link


def test_of_many_who_spend_a_link_at_once_one_succeeds() -> None:
    link, token = made()
    outcomes = at_once(8, lambda _: links.use(link=link, now=NOW))
    assert kinds(outcomes) == {"LinkDead": 7, "NoneType": 1}
    with pytest.raises(LinkDead):
        links.find(token=token, purpose=Purpose.CONFIRM_EMAIL, now=NOW)
    assert links.row_of(token=token, purpose=Purpose.CONFIRM_EMAIL).used_at == NOW
