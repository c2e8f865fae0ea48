"""A forgotten password in the browser: the same answer to everybody, a link that acts on POST, and starting again."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.services import hashing, links
from tests.unit import factories
from tests.unit.factories import NOW, PASSWORD, SECRET
from tests.unit.web.candidate.door import HOSTILE, words

NEW = "another walk to the town"
WRONG = "The ID number, Secret number and date of birth do not match our records."


@pytest.fixture
def entry(app: Flask) -> Entry:
    entry = factories.entry()
    factories.candidate(entry)
    return entry


def ask(client: FlaskClient, id_number: str, key: str = "k") -> TestResponse:
    return client.post("/reset-password", data={"id_number": id_number, "idempotency_key": key})


@pytest.fixture
def address(client: FlaskClient, entry: Entry) -> str:
    ask(client, entry.id_number)
    return f"/reset-password/{links.token(EmailLink.get())}"


def choose(client: FlaskClient, address: str, password: str = NEW, **more: str) -> TestResponse:
    return client.post(address, data={"password": password, "confirm_password": password, **more})


def password_is(password: str) -> bool:
    return hashing.verify_password(Candidate.get().password_hash, password)


def test_the_answer_is_the_same_for_every_id_number(client: FlaskClient, entry: Entry) -> None:
    unclaimed = factories.entry(entry.sitting)
    answers = [ask(client, number, number) for number in (entry.id_number, unclaimed.id_number, "ZZZ999999")]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/reset-password?asked=1")}
    assert [email.address for email in OutboxEmail.select()] == ["amara@example.org"]
    assert "If this ID number has an account" in words(client.get("/reset-password?asked=1"))


def test_a_double_tap_sends_one_link(client: FlaskClient, entry: Entry) -> None:
    assert ask(client, entry.id_number).location == ask(client, entry.id_number).location
    assert OutboxEmail.select().count() == 1


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_id_number_breaks_it(client: FlaskClient, value: str) -> None:
    answer = ask(client, value)
    assert answer.status_code == 422
    assert "<title>Error: " in words(answer)


def test_opening_the_link_changes_nothing_and_names_nobody(client: FlaskClient, address: str, entry: Entry) -> None:
    for open_it in (client.get, client.head, client.get):
        assert open_it(address).status_code == 200
    page = words(client.get(address))
    for private in (entry.id_number, entry.given_names, "amara@example.org"):
        assert private not in page
    assert password_is(PASSWORD)


def test_the_new_password_holds_and_nobody_is_signed_in(client: FlaskClient, address: str) -> None:
    assert choose(client, address).location == "/sign-in?after=new-password"
    assert password_is(NEW)
    assert client.get("/results").location.startswith("/sign-in")


def test_the_same_form_twice_has_one_effect(client: FlaskClient, address: str) -> None:
    first, again = (choose(client, address, idempotency_key="k") for _ in range(2))
    assert first.location == again.location
    assert OutboxEmail.select().where(OutboxEmail.kind == "password_changed").count() == 1


def test_a_used_link_is_dead_with_a_way_on(client: FlaskClient, address: str) -> None:
    choose(client, address, idempotency_key="k")
    for answer in (client.get(address), choose(client, address, idempotency_key="other")):
        assert answer.status_code == 404
        assert "This link does not work any more" in words(answer)
        assert 'href="/reset-password"' in words(answer)


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "🐟", "x" * 3000])
def test_a_made_up_link_is_dead(client: FlaskClient, token: str) -> None:
    assert client.get(f"/reset-password/{token}").status_code == 404
    assert choose(client, f"/reset-password/{token}").status_code == 404


def test_a_link_that_confirms_sets_no_password(client: FlaskClient, entry: Entry) -> None:
    link = links.make(
        purpose=links.Purpose.CONFIRM_EMAIL, email="amara@example.org", candidate=Candidate.get(), now=NOW
    )
    assert choose(client, f"/reset-password/{links.token(link)}").status_code == 404
    assert password_is(PASSWORD)


def test_a_password_of_the_persons_own_name_is_refused(client: FlaskClient, address: str) -> None:
    answer = choose(client, address, "nunezibanez 2007")
    assert answer.status_code == 422
    assert "others know them" in words(answer)
    assert "nunezibanez" not in words(answer)


@pytest.mark.parametrize("value", [value for value in HOSTILE.values() if len(value) < 99])
def test_no_password_breaks_it(client: FlaskClient, address: str, value: str) -> None:
    answer = choose(client, address, value)
    assert answer.status_code in {303, 422}
    assert answer.status_code == 303 or password_is(PASSWORD)


@pytest.fixture
def unconfirmed(app: Flask) -> Entry:
    entry = factories.entry()
    factories.candidate(entry, email="amara@exmaple.org", email_confirmed_at=None)
    return entry


def again(client: FlaskClient, entry: Entry, **changes: str) -> TestResponse:
    filled = {
        "id_number": entry.id_number, "secret_number": SECRET, "date_of_birth": "30 11 2007",
        "email": "amara@example.org", "password": NEW, "confirm_password": NEW, "idempotency_key": "k",
    }  # fmt: skip
    return client.post("/reset-password/start-again", data=filled | changes)


def test_starting_again_signs_in_and_plays_the_new_address_back(client: FlaskClient, unconfirmed: Entry) -> None:
    assert again(client, unconfirmed).location == "/registered"
    assert "amara@example.org" in words(client.get("/registered"))
    assert password_is(NEW)


def test_starting_again_twice_is_once(client: FlaskClient, app: Flask, unconfirmed: Entry) -> None:
    again(client, unconfirmed)
    lost = app.test_client()
    assert again(lost, unconfirmed).location == "/registered"
    assert lost.get("/registered").status_code == 200
    assert OutboxEmail.select().count() == 2


@pytest.mark.parametrize(
    "wrong", [{"id_number": "ZZZ999999"}, {"secret_number": "9999"}, {"date_of_birth": "29.11.2007"}]
)
def test_one_wrong_proof_has_one_answer(client: FlaskClient, unconfirmed: Entry, wrong: dict[str, str]) -> None:
    answer = again(client, unconfirmed, **wrong)
    assert answer.status_code == 422
    assert WRONG in words(answer)
    assert Candidate.get().email == "amara@exmaple.org"


def test_only_the_right_proofs_learn_more(client: FlaskClient, entry: Entry) -> None:
    assert "Your email address is confirmed" in words(again(client, entry))
    assert WRONG in words(again(client, entry, secret_number="9999"))
    assert "not registered yet" in words(again(client, factories.entry(entry.sitting)))


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_nothing_breaks_starting_again(client: FlaskClient, unconfirmed: Entry, value: str) -> None:
    for field in ("id_number", "secret_number", "date_of_birth", "email", "password", "confirm_password"):
        answer = again(client, unconfirmed, **{field: value})
        assert answer.status_code in {413, 422}
        assert re.search(r"<title>Error: |That is too large", words(answer))


def test_the_token_of_the_page_is_needed(app: Flask, unconfirmed: Entry) -> None:
    assert again(FlaskClient(app), unconfirmed).status_code == 400
    assert ask(FlaskClient(app), unconfirmed.id_number).status_code == 400
