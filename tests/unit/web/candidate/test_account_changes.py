"""Changing the password and the address: with the present password, and the way back from the old address."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.services import links
from portal.services.links import Purpose
from tests.unit import factories
from tests.unit.web.candidate.entered import page, words

SIGN_IN = Callable[[Candidate], FlaskClient]
NEW = "seven quiet lamps by the river"


@pytest.fixture
def amara(sign_in: SIGN_IN) -> Candidate:
    return factories.candidate(factories.entry())


@pytest.fixture
def client(amara: Candidate, sign_in: SIGN_IN) -> FlaskClient:
    """Amara's browser."""
    return sign_in(amara)


def undo_address() -> str:
    row = OutboxEmail.get(OutboxEmail.kind == "email_changed", OutboxEmail.address == "amara@example.org")
    return f"/undo-email/{links.token(row.link)}"


def change_email(client: FlaskClient, email: str = "new@example.org", password: str = factories.PASSWORD) -> int:
    return client.post("/account/email", data={"email": email, "password": password}).status_code


def test_a_new_password_keeps_this_browser_and_ends_the_others(
    client: FlaskClient, amara: Candidate, sign_in: SIGN_IN
) -> None:
    elsewhere = sign_in(amara)
    answer = client.post("/account/password", data={"current": factories.PASSWORD, "password": NEW})
    assert (answer.status_code, answer.location) == (303, "/account?done=password")
    assert "You are signed out everywhere else." in page(client, answer.location)
    assert elsewhere.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Enter your password."),
        ({"current": "not the one", "password": NEW}, "This is not the password of your account."),
        ({"current": factories.PASSWORD, "password": "short"}, "Use at least 10 characters."),
        ({"current": factories.PASSWORD, "password": factories.PASSWORD}, "This is the password you have."),
        ({"current": factories.PASSWORD, "password": "María José 2026"}, "Leave out your name, your numbers"),
    ],
)
def test_a_password_that_is_refused_says_why_and_is_not_shown_again(
    client: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = client.post("/account/password", data=typed)
    assert answer.status_code == 422
    assert said in words(answer)
    for password in typed.values():
        assert f'value="{password}"' not in words(answer)


def test_a_new_address_is_shown_with_what_is_left_to_do(client: FlaskClient) -> None:
    assert change_email(client) == 303
    text = page(client, "/account?done=email")
    assert "new@example.org" in text
    assert "Open the email that we sent there and confirm it." in text


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("new@example.org", "not the one", "This is not the password of your account."),
        ("amara@example.org", factories.PASSWORD, "This is the address you have."),
        ("not an address", factories.PASSWORD, "Check your email address"),
        ("a" * 250 + "@example.org", factories.PASSWORD, "at most 254 characters"),
        ("amara@hotmial.com", "not the one", "Did you mean amara@hotmail.com?"),
    ],
)
def test_an_address_that_is_refused_says_why_and_keeps_what_was_typed(
    client: FlaskClient, amara: Candidate, email: str, password: str, said: str
) -> None:
    answer = client.post("/account/email", data={"email": email, "password": password})
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{email}"' in words(answer)
    assert Candidate.get_by_id(amara.id).email == "amara@example.org"


def test_too_many_wrong_passwords_are_slowed_down(client: FlaskClient) -> None:
    answers = [client.post("/account/email", data={"email": "n@example.org", "password": "no"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_opening_the_way_back_changes_nothing(client: FlaskClient, amara: Candidate, app: object) -> None:
    change_email(client)
    stranger = client.application.test_client()
    text = page(stranger, undo_address())
    assert stranger.head(undo_address()).status_code == 200
    assert "Use the old address again" in text
    assert Candidate.get_by_id(amara.id).email == "new@example.org"


def test_the_way_back_names_nobody(client: FlaskClient) -> None:
    change_email(client)
    text = page(client.application.test_client(), undo_address())
    for hidden in ("amara@example.org", "new@example.org", "María", "B2 First"):
        assert hidden not in text


def test_taking_the_way_back_signs_everybody_out_and_offers_a_new_password(
    client: FlaskClient, amara: Candidate
) -> None:
    change_email(client)
    owner = client.application.test_client()
    answer = owner.post(undo_address())
    assert (answer.status_code, answer.location) == (303, "/undo-email")
    assert "Choose a new one now." in page(owner, "/undo-email")
    assert Candidate.get_by_id(amara.id).email == "amara@example.org"
    assert client.get("/account").status_code == 303
    assert "does not work any more" in page(owner, undo_address(), status=404)


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "é", "x" * 4000])
def test_a_made_up_way_back_leads_nowhere(client: FlaskClient, token: str) -> None:
    for answer in (client.get(f"/undo-email/{token}"), client.post(f"/undo-email/{token}")):
        assert answer.status_code == 404


def test_a_link_for_something_else_does_not_undo(client: FlaskClient, amara: Candidate) -> None:
    other = links.make(purpose=Purpose.CONFIRM_EMAIL, email=amara.email, candidate=amara, now=factories.NOW)
    assert client.post(f"/undo-email/{links.token(other)}").status_code == 404
