"""Staff sign in with email, password and code in one form; nothing tells which of them was wrong."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.models.audit_event import AuditEvent
from portal.models.login_session import LoginSession
from portal.models.staff import Staff
from portal.services import second_factor
from portal.web.staff.sign_in import WRONG
from tests.unit import factories
from tests.unit.factories import NOW, PASSWORD

pytestmark = pytest.mark.usefixtures("app")


def _code(person: Staff) -> str:
    return second_factor.current_code(staff=person, now=NOW)


def _post(client: FlaskClient, person: Staff, **fields: str) -> TestResponse:
    return client.post("/staff/sign-in", data={"email": person.email, "password": PASSWORD} | fields)


def test_the_right_three_lead_to_today(client: FlaskClient) -> None:
    ben = factories.ben()
    answer = _post(client, ben, code=_code(ben))
    assert (answer.status_code, answer.location) == (303, "/staff/")
    assert client.get("/staff/").status_code == 200


def test_a_wished_page_comes_out_of_the_list_only(client: FlaskClient) -> None:
    ben = factories.ben()
    fields = {"email": ben.email, "password": PASSWORD, "code": _code(ben)}
    assert client.post("/staff/sign-in?next=https://evil.example", data=fields).location == "/staff/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody@example.org"},
        {"email": "ben@example.org\0", "password": "another long walk"},
        {"email": "مرحبا@example.org"},
        {"password": "not the password"},
        {"password": "\0"},
        {"code": "000000"},
        {"code": ""},
        {"code": "\u0661\u0662\u0663\U0001f600"},
    ],
)
def test_whatever_is_wrong_the_sentence_is_the_same(client: FlaskClient, wrong: dict[str, str]) -> None:
    ben = factories.ben()
    answer = _post(client, ben, **({"code": _code(ben)} | wrong))
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert PASSWORD not in answer.text
    assert not LoginSession.select().exists()


def test_an_empty_form_says_what_to_enter(client: FlaskClient) -> None:
    answer = client.post("/staff/sign-in", data={})
    assert answer.status_code == 422
    assert "Enter your email address at work." in answer.text
    assert "Enter your password." in answer.text
    assert WRONG not in answer.text


def test_what_was_typed_stays_but_for_the_password(client: FlaskClient) -> None:
    answer = client.post("/staff/sign-in", data={"email": "ben@example.org", "password": "wrong wrong wrong"})
    assert 'value="ben@example.org"' in answer.text
    assert "wrong wrong wrong" not in answer.text


def test_a_code_works_once(client: FlaskClient) -> None:
    ben = factories.ben()
    code = _code(ben)
    assert _post(client, ben, code=code).status_code == 303
    client.post("/staff/sign-out")
    assert _post(client, ben, code=code).status_code == 422


def test_the_sixth_code_has_to_wait(client: FlaskClient) -> None:
    ben = factories.ben()
    for _ in range(5):
        assert _post(client, ben, code="000000").status_code == 422
    answer = _post(client, ben, code=_code(ben))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_an_unknown_address_has_to_wait_like_a_known_one(client: FlaskClient) -> None:
    for _ in range(5):
        assert client.post("/staff/sign-in", data={"email": "x@example.org", "password": "y"}).status_code == 422
    assert client.post("/staff/sign-in", data={"email": "x@example.org", "password": "y"}).status_code == 429


def test_a_recovery_code_works_once(client: FlaskClient) -> None:
    dora = factories.staff("Dora", "officer", factories.centre(), enrolled=False)
    second_factor.begin(staff=dora)
    dora = Staff.get_by_id(dora.id)
    spare = second_factor.enrol(staff=dora, code=_code(dora), now=NOW)[0]
    assert _post(client, dora, code=f" {spare.upper()} ").status_code == 303
    client.post("/staff/sign-out")
    assert _post(client, dora, code=spare).status_code == 422


def test_who_is_disabled_does_not_get_in(client: FlaskClient) -> None:
    ben = factories.ben()
    Staff.update(disabled_at=NOW).where(Staff.id == ben.id).execute()
    answer = _post(client, ben, code=_code(ben))
    assert answer.status_code == 422
    assert WRONG in answer.text


def test_an_invited_person_without_a_password_does_not_get_in(client: FlaskClient) -> None:
    eve = factories.staff("Eve", "officer", factories.centre(), enrolled=False)
    Staff.update(password_hash="").where(Staff.id == eve.id).execute()
    assert client.post("/staff/sign-in", data={"email": eve.email, "password": ""}).status_code == 422
    assert _post(client, eve).status_code == 422


def test_signing_out_ends_every_copy_of_the_cookie(sign_in: Callable[[Staff], FlaskClient]) -> None:
    browser = sign_in(factories.ben())
    with browser.session_transaction() as cookie:
        token = cookie["_user_id"]
    answer = browser.post("/staff/sign-out")
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    with browser.session_transaction() as cookie:
        assert "_user_id" not in cookie
        cookie["_user_id"] = token
    assert browser.get("/staff/").location == "/staff/sign-in?next=staff.today"


def test_signing_out_stands_in_the_audit_once(sign_in: Callable[[Staff], FlaskClient]) -> None:
    ben = factories.ben()
    browser = sign_in(ben)
    for _ in range(2):
        browser.post("/staff/sign-out")
    (event,) = AuditEvent.select().where(AuditEvent.action == "staff.sign_out")
    assert (event.subject, event.actor_name) == (f"staff:{ben.public_id}", "Ben")


def test_signing_out_is_a_post(sign_in: Callable[[Staff], FlaskClient]) -> None:
    browser = sign_in(factories.ben())
    assert browser.get("/staff/sign-out").status_code == 405
    assert browser.get("/staff/").status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (15, 303)])
def test_a_quarter_of_an_hour_of_silence_ends_the_session(
    sign_in: Callable[[Staff], FlaskClient], travel: Callable[[object], None], minutes: int, status: int
) -> None:
    browser = sign_in(factories.ben())
    travel(NOW + timedelta(minutes=minutes, seconds=1))
    assert browser.get("/staff/").status_code == status


def test_who_is_signed_in_is_taken_to_today(sign_in: Callable[[Staff], FlaskClient]) -> None:
    assert sign_in(factories.ben()).get("/staff/sign-in").location == "/staff/"
