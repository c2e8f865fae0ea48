"""Looking at one field before the form is sent: its form only, without the database and without an echo."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.candidate import Candidate
from tests.unit import factories
from tests.unit.factories import PASSWORD
from tests.unit.queries import no_queries
from tests.unit.web.candidate.door import HOSTILE, words

CHECKS = [
    ("register", "id_number", "ABC12345", "Enter three letters and six digits"),
    ("register", "id_number", "", "Enter your ID number."),
    ("register", "secret_number", "42", "Enter all four digits"),
    ("register", "email", "amara@", "Check your email address"),
    ("register", "password", "password123", "Many people use this password."),
    ("register", "confirm_password", "other", "The two passwords differ."),
    ("register", "terms", "disagree", "You must agree to the terms of use to proceed."),
    ("sign-in", "id_number", "0042", "This looks like the Secret number."),
    ("sign-in", "password", "0042", "This looks like the Secret number. Enter the password"),
    ("sign-in", "password", "", "Enter your password."),
]
FIELDS = sorted({(form, field) for form, field, _, _ in CHECKS})


def check(client: FlaskClient, form: str, field: str, value: str, **more: str) -> str:
    answer = client.post(f"/{form}/validate/{field}", data={field: value, **more}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return words(answer)


@pytest.mark.parametrize(("form", "field", "value", "sentence"), CHECKS)
def test_a_slip_is_named_without_asking_the_database(
    client: FlaskClient, form: str, field: str, value: str, sentence: str
) -> None:
    with no_queries():
        fragment = check(client, form, field, value)
    assert sentence in fragment
    assert "aria-invalid" in fragment
    assert "<html" not in fragment


GOOD = {"id_number": "ABC123456", "secret_number": "0042", "email": "amara@example.org", "password": PASSWORD}


@pytest.mark.parametrize("field", GOOD)
def test_a_good_value_is_no_error(client: FlaskClient, field: str) -> None:
    with no_queries():
        assert "aria-invalid" not in check(client, "register", field, GOOD[field])


def test_a_registered_and_an_unknown_number_look_alike(client: FlaskClient) -> None:
    entry = factories.entry()
    factories.candidate(entry)
    known = check(client, "register", "id_number", entry.id_number)
    assert known.replace(entry.id_number, "ZZZ999999") == check(client, "register", "id_number", "ZZZ999999")


@pytest.mark.parametrize(
    ("form", "field"), [("register", "password"), ("register", "confirm_password"), ("sign-in", "password")]
)
def test_no_password_comes_back(client: FlaskClient, form: str, field: str) -> None:
    for password in (PASSWORD, "short-and-secret"[:9]):
        assert password not in check(client, form, field, password, password=password)


def test_strength_is_said_in_words(client: FlaskClient) -> None:
    assert "Very hard to guess." in check(client, "register", "password", PASSWORD)


def test_a_password_of_what_stands_beside_it_is_refused(client: FlaskClient) -> None:
    beside = {"id_number": "ABC123456", "email": "wintergarten@example.org"}
    assert "others know them" in check(client, "register", "password", "abc123456 wintergarten", **beside)


def test_a_likely_slip_in_the_address_is_a_question_and_no_error(client: FlaskClient) -> None:
    fragment = check(client, "register", "email", "amara@gmial.com")
    assert "Did you mean amara@gmail.com? If not, go on." in fragment
    assert "aria-invalid" not in fragment


def test_an_equal_repetition_is_no_error(client: FlaskClient) -> None:
    assert "aria-invalid" not in check(client, "register", "confirm_password", PASSWORD, password=PASSWORD)


def test_a_new_address_is_asked_about_in_the_account_as_well(
    client: FlaskClient, sign_in: Callable[[Candidate], FlaskClient]
) -> None:
    amara = sign_in(factories.candidate(factories.entry()))
    slip = check(amara, "account/email", "email", "amara@gmial.com")
    assert "Did you mean amara@gmail.com? If not, go on." in slip
    assert "aria-invalid" not in slip
    assert "Check your email address" in check(amara, "account/email", "email", "amara@")
    for field in ("password", "csrf_token", "nothing"):
        assert amara.post(f"/account/email/validate/{field}").status_code == 404
    assert client.post("/account/email/validate/email").location == "/sign-in"


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_value_breaks_a_check(client: FlaskClient, value: str) -> None:
    for form, field in FIELDS:
        with no_queries():
            fragment = check(client, form, field, value)
        assert "<script>alert" not in fragment
        assert "\0" not in fragment


@pytest.mark.parametrize("field", ["updates", "csrf_token", "idempotency_key", "nothing", "validate", "__class__"])
def test_other_fields_have_no_check(client: FlaskClient, field: str) -> None:
    assert client.post(f"/register/validate/{field}").status_code == 404
    assert client.post(f"/sign-in/validate/{field}").status_code == 404


@pytest.mark.parametrize(("form", "field"), FIELDS)
def test_a_fragment_is_no_page(client: FlaskClient, form: str, field: str) -> None:
    answer = client.post(f"/{form}/validate/{field}", headers={"Sec-Fetch-Dest": "document"})
    assert (answer.status_code, answer.location) == (303, f"/{form}")


def test_a_check_needs_the_token_of_the_page(app: Flask) -> None:
    answer = FlaskClient(app).post("/register/validate/email", data={"email": "amara@example.org"})
    assert answer.status_code == 400
