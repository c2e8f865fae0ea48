"""The link that confirms: opening it does nothing and tells a stranger nothing, the button confirms."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.services import confirmation, links
from tests.unit import factories
from tests.unit.factories import NOW
from tests.unit.web.candidate.door import words

DEAD = "This link does not work any more"


@pytest.fixture
def entry(app: Flask) -> Entry:
    entry = factories.entry()
    amara = factories.candidate(entry, email_confirmed_at=None)
    confirmation.ask_to_confirm(candidate=amara, kind="registration_confirmed", now=NOW)
    return entry


@pytest.fixture
def address(entry: Entry) -> str:
    return f"/confirm-email/{links.token(EmailLink.get())}"


def is_confirmed() -> bool:
    return Candidate.get().email_confirmed_at is not None


def test_opening_the_link_confirms_nothing(client: FlaskClient, address: str) -> None:
    for open_it in (client.get, client.head, client.get):
        assert open_it(address).status_code == 200
    assert not is_confirmed()


def test_the_page_tells_a_stranger_nothing(client: FlaskClient, address: str, entry: Entry) -> None:
    page = words(client.get(address))
    for private in (entry.id_number, entry.given_names, entry.family_name, "amara@example.org", "B2", "First"):
        assert private not in page


def test_the_button_confirms(client: FlaskClient, address: str) -> None:
    assert client.post(address).location == "/sign-in?after=confirmed"
    assert is_confirmed()
    assert "Your email address is confirmed." in words(client.get("/sign-in?after=confirmed"))


def test_who_is_signed_in_sees_what_is_next(
    address: str, entry: Entry, sign_in: Callable[[Candidate], FlaskClient]
) -> None:
    assert sign_in(Candidate.get()).post(address).location == "/registered"


def test_pressing_twice_is_fine_and_so_is_the_link_later(client: FlaskClient, address: str) -> None:
    assert client.post(address).location == client.post(address).location
    later = client.get(address)
    assert later.status_code == 200
    assert "Your email address is confirmed" in words(later)


def test_confirming_signs_nobody_in(client: FlaskClient, address: str) -> None:
    client.post(address)
    assert client.get("/results").location.startswith("/sign-in")


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "مرحبا", "🐟", "x" * 3000, "..%2f..%2fetc"])
def test_every_other_link_is_dead_with_kind_words(client: FlaskClient, token: str) -> None:
    for send in (client.get, client.post):
        answer = send(f"/confirm-email/{token}")
        assert answer.status_code == 404


def test_a_dead_link_says_what_to_do(client: FlaskClient, address: str) -> None:
    EmailLink.update(expires_at=NOW).execute()
    answer = client.get(address)
    assert answer.status_code == 404
    assert DEAD in words(answer)
    assert 'href="/sign-in?next=candidate.registered"' in words(answer)


def test_a_link_for_a_password_confirms_nothing(client: FlaskClient, entry: Entry) -> None:
    link = links.make(
        purpose=links.Purpose.RESET_PASSWORD, email="amara@example.org", candidate=Candidate.get(), now=NOW
    )
    assert client.post(f"/confirm-email/{links.token(link)}").status_code == 404
    assert not is_confirmed()


def test_without_the_token_of_the_page_nothing_happens(app: Flask, address: str) -> None:
    assert FlaskClient(app).post(address).status_code == 400
    assert not is_confirmed()
