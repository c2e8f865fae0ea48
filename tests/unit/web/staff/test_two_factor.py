"""Setting up the authenticator app: nothing else is reachable before, the recovery codes are shown once."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.audit_event import AuditEvent
from portal.models.outbox_email import OutboxEmail
from portal.models.recovery_code import RecoveryCode
from portal.models.staff import Staff
from portal.services import second_factor
from tests.unit import factories
from tests.unit.factories import NOW, PASSWORD

RECOVERY_CODE = re.compile(r"<li>([0-9a-f]{5}-[0-9a-f]{5})</li>")


@pytest.fixture
def dora(app: Flask) -> Staff:
    """A new officer without a second factor."""
    return factories.staff("Dora", "officer", factories.centre(), enrolled=False)


@pytest.fixture
def browser(client: FlaskClient, dora: Staff) -> FlaskClient:
    """Dora's, signed in with her password alone."""
    answer = client.post("/staff/sign-in", data={"email": dora.email, "password": PASSWORD})
    assert answer.status_code == 303
    return client


def _code(person: Staff) -> str:
    return second_factor.current_code(staff=Staff.get_by_id(person.id), now=NOW)


def test_nothing_else_is_reachable(browser: FlaskClient) -> None:
    for path in ("/staff/", "/staff/batches", "/staff/people", "/staff/audit", "/staff/candidates"):
        answer = browser.get(path)
        assert answer.status_code == 404 or answer.location == "/staff/two-factor", path


def test_the_page_shows_one_key_however_often_it_is_opened(browser: FlaskClient, dora: Staff) -> None:
    first, again = browser.get("/staff/two-factor"), browser.get("/staff/two-factor")
    secret = second_factor.pending_secret(staff=Staff.get_by_id(dora.id))
    assert secret is not None
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    assert grouped in first.text
    assert grouped in again.text


def test_the_picture_is_an_svg_without_style_or_script(browser: FlaskClient) -> None:
    browser.get("/staff/two-factor")
    answer = browser.get("/staff/two-factor/picture.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "style" not in answer.text
    assert "script" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_first_code_opens_the_desk_and_shows_ten_codes_once(browser: FlaskClient, dora: Staff) -> None:
    browser.get("/staff/two-factor")
    answer = browser.post("/staff/two-factor", data={"code": _code(dora)})
    assert answer.status_code == 200
    codes = RECOVERY_CODE.findall(answer.text)
    assert len(set(codes)) == 10
    assert browser.get("/staff/").status_code == 200
    later = browser.get("/staff/two-factor").text
    assert "10 of 10" in later
    assert not any(code in later for code in codes)
    assert not RecoveryCode.select().where(RecoveryCode.code_hash.in_(codes)).exists()


def test_the_session_of_before_ends(app: Flask, browser: FlaskClient, dora: Staff) -> None:
    other = app.test_client()
    other.post("/staff/sign-in", data={"email": dora.email, "password": PASSWORD})
    assert other.get("/staff/two-factor").status_code == 200
    browser.get("/staff/two-factor")
    browser.post("/staff/two-factor", data={"code": _code(dora)})
    assert other.get("/staff/two-factor").location == "/staff/sign-in"


def test_its_owner_is_told_of_the_app(browser: FlaskClient, dora: Staff) -> None:
    browser.get("/staff/two-factor")
    browser.post("/staff/two-factor", data={"code": "000000"})
    assert not OutboxEmail.select().exists()
    browser.post("/staff/two-factor", data={"code": _code(dora)})
    (email,) = OutboxEmail.select()
    assert (email.kind, email.staff) == ("staff_second_factor_set", dora)


@pytest.mark.parametrize("code", ["", "000000", "12345", "abcdef", "\0", "\u202e\U0001f600", "1" * 41])
def test_another_code_does_not(browser: FlaskClient, dora: Staff, code: str) -> None:
    browser.get("/staff/two-factor")
    answer = browser.post("/staff/two-factor", data={"code": code})
    assert answer.status_code == 422
    assert Staff.get_by_id(dora.id).totp_enrolled_at is None
    assert browser.get("/staff/").location == "/staff/two-factor"


def test_the_sixth_code_has_to_wait(browser: FlaskClient, dora: Staff) -> None:
    browser.get("/staff/two-factor")
    for _ in range(5):
        assert browser.post("/staff/two-factor", data={"code": "000000"}).status_code == 422
    assert browser.post("/staff/two-factor", data={"code": _code(dora)}).status_code == 429


def test_the_key_is_not_shown_once_it_is_in_force(sign_in: Callable[[Staff], FlaskClient]) -> None:
    ben = factories.ben()
    browser = sign_in(ben)
    secret = second_factor._secret(ben)
    page = browser.get("/staff/two-factor").text
    assert secret not in page.replace(" ", "")
    assert browser.get("/staff/two-factor/picture.svg").status_code == 404


def test_new_recovery_codes_need_a_code_and_replace_the_old(
    sign_in: Callable[[Staff], FlaskClient], travel: Callable[[object], None]
) -> None:
    ben = factories.ben()
    browser = sign_in(ben)
    assert browser.post("/staff/two-factor", data={"code": "000000"}).status_code == 422
    assert not RecoveryCode.select().exists()
    first = RECOVERY_CODE.findall(browser.post("/staff/two-factor", data={"code": _code(ben)}).text)
    travel(NOW + timedelta(seconds=60))
    code = second_factor.current_code(staff=ben, now=NOW + timedelta(seconds=60))
    second = RECOVERY_CODE.findall(browser.post("/staff/two-factor", data={"code": code}).text)
    assert len(second) == 10
    assert not set(first) & set(second)
    assert RecoveryCode.select().count() == 10


def test_the_audit_says_it_without_the_key(browser: FlaskClient, dora: Staff) -> None:
    browser.get("/staff/two-factor")
    browser.post("/staff/two-factor", data={"code": _code(dora)})
    event = AuditEvent.get(AuditEvent.action == "staff.second_factor_set")
    assert event.subject == f"staff:{dora.public_id}"
    assert event.after == ""
