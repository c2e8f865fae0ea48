"""An invitation: opening it changes nothing, accepting it needs a good password, and it works once."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.models.outbox_email import OutboxEmail
from portal.models.staff import Staff
from portal.services import links
from portal.services import staff as people
from portal.services.actor import Actor
from portal.services.staff import Place
from tests.unit import factories
from tests.unit.factories import NOW

GOOD = {"name": "Eve Adeyemi", "password": "seven grey herons wade", "confirm_password": "seven grey herons wade"}


@pytest.fixture
def eve(app: object) -> Staff:
    """Invited as an officer, and not there yet."""
    place = Place("officer", factories.centre())
    actor = Actor.of_staff(factories.bo())
    return people.invite(email="Eve@example.org", name="Eve", place=place, actor=actor, now=NOW)


@pytest.fixture
def address(eve: Staff) -> str:
    """Where the link of the email leads."""
    email = OutboxEmail.get(OutboxEmail.kind == "staff_invitation", OutboxEmail.staff == eve)
    return f"/staff/invitation/{links.token(email.link)}"


def test_the_page_says_as_what_and_where(client: FlaskClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    for words in ("eve@example.org", "Officer", "ZZ001"):
        assert words in page.text


def test_opening_it_changes_nothing(client: FlaskClient, eve: Staff, address: str) -> None:
    client.get(address)
    client.head(address)
    assert client.get(address).status_code == 200
    assert Staff.get_by_id(eve.id).password_hash == ""


def test_accepting_leads_to_the_sign_in_and_on_to_the_app(client: FlaskClient, eve: Staff, address: str) -> None:
    answer = client.post(address, data=GOOD)
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in?joined=1")
    assert "Your password is saved." in client.get(answer.location).text
    client.post("/staff/sign-in", data={"email": "eve@example.org", "password": GOOD["password"]})
    assert client.get("/staff/").location == "/staff/two-factor"
    assert Staff.get_by_id(eve.id).name == "Eve Adeyemi"


def test_it_works_once(client: FlaskClient, address: str) -> None:
    client.post(address, data=GOOD)
    answer = client.post(address, data=GOOD | {"name": "Somebody else"})
    assert answer.status_code == 404
    assert "This link does not work any more" in answer.text
    assert not Staff.select().where(Staff.name == "Somebody else").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter your name"),
        ({"name": " \t "}, "Enter your name"),
        ({"name": "x" * 201}, "A name has at most 200 characters."),
        ({"password": "", "confirm_password": ""}, "Choose a password."),
        ({"password": "elevenchars", "confirm_password": "elevenchars"}, "at least 12 characters"),
        ({"password": "x" * 257, "confirm_password": "x" * 257}, "at most 256 characters"),
        ({"password": "password1234", "confirm_password": "password1234"}, "Choose another."),
        ({"password": "eve@example.org", "confirm_password": "eve@example.org"}, "without your name"),
        ({"password": "aaaaaaaaaaaabbb", "confirm_password": "aaaaaaaaaaaabbb"}, "soon guessed"),
        ({"confirm_password": "seven grey herons"}, "The two passwords differ."),
    ],
)
def test_a_wrong_form_comes_back_with_a_sentence(
    client: FlaskClient, eve: Staff, address: str, changes: dict[str, str], sentence: str
) -> None:
    answer = client.post(address, data=GOOD | changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert GOOD["password"] not in answer.text
    assert Staff.get_by_id(eve.id).password_hash == ""


@pytest.mark.parametrize("token", ["x", "%00", "%F0%9F%98%80", "a" * 2_000])
def test_a_made_up_link_is_a_dead_one(client: FlaskClient, app: object, token: str) -> None:
    assert client.get(f"/staff/invitation/{token}").status_code == 404


def test_after_three_days_it_is_dead(client: FlaskClient, address: str, travel: object) -> None:
    assert callable(travel)
    travel(NOW + timedelta(days=3))
    assert client.get(address).status_code == 404


def test_a_newer_link_replaces_it(client: FlaskClient, eve: Staff, address: str) -> None:
    people.send_link(person=eve, actor=Actor.of_staff(Staff.get(Staff.name == "Bo")), now=NOW)
    assert client.get(address).status_code == 404


def test_a_disabled_person_can_not_join(client: FlaskClient, eve: Staff, address: str) -> None:
    people.disable(person=eve, actor=Actor.of_staff(Staff.get(Staff.name == "Bo")), now=NOW)
    assert client.get(address).status_code == 404


def test_a_link_for_a_new_password_is_no_invitation(client: FlaskClient, eve: Staff, address: str) -> None:
    client.post(address, data=GOOD)
    assert kinds_to(eve) == ["staff_invitation"]
    people.send_link(person=eve, actor=Actor.of_staff(Staff.get(Staff.name == "Bo")), now=NOW)
    link = OutboxEmail.get(OutboxEmail.kind == "staff_new_password").link
    assert client.post(f"/staff/invitation/{links.token(link)}", data=GOOD).status_code == 303
    assert kinds_to(eve) == ["staff_invitation", "staff_new_password", "staff_password_changed"]


def kinds_to(person: Staff) -> list[str]:
    query = OutboxEmail.select().where(OutboxEmail.staff == person).order_by(OutboxEmail.id)
    return [email.kind for email in query]
