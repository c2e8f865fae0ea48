"""Registering in the browser: the sections, every refusal as a sentence, and who is signed in afterwards."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.cli.static_files import without_layout
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.rules.languages import LANGUAGES
from portal.services import hashing, throttle
from portal.services.errors import Busy
from portal.settings import ROOT
from tests.unit import factories
from tests.unit.factories import NOW, PASSWORD
from tests.unit.web.candidate.door import HOSTILE, register, registration, words

LIMIT = 4096
WRONG_PAIR = "The ID number and Secret number do not match our records. Check both on your Confirmation of Entry."


@pytest.fixture
def entry(app: Flask) -> Entry:
    return factories.entry()


def test_the_five_sections_stand_in_their_order(client: FlaskClient) -> None:
    page = words(client.get("/register"))
    assert re.findall(r"<h2>(.*?)</h2>", page) == [
        "ID Details", "Contact Details", "Password Details", "Terms of Use", "Updates",
    ]  # fmt: skip


def test_the_fields_have_the_names_and_labels_of_the_founding_document(client: FlaskClient) -> None:
    page = words(client.get("/register"))
    labels = dict(re.findall(r'<label for="([\w-]+)">(.*?)</label>', page))
    assert labels.pop("updates").startswith("From time to time Examinations Board will send information by email.")
    assert labels == {
        "id_number": "ID Number", "secret_number": "Secret Number", "email": "Email Address",
        "password": "Enter Password", "confirm_password": "Confirm Password",
        "terms-0": "I agree to the terms of use", "terms-1": "I do not agree to the terms of use",
    }  # fmt: skip
    assert ">Submit</button>" in page


def test_nothing_is_ticked_or_chosen_beforehand(client: FlaskClient) -> None:
    assert "checked" not in words(client.get("/register"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_styles_fit_into_four_kilobytes(app: Flask, language: str) -> None:
    page = FlaskClient(app).get("/register", headers={"Accept-Encoding": "br", "Accept-Language": language})
    assert page.headers["Content-Encoding"] == "br"
    styles = brotli.compress(without_layout((ROOT / "static/css/portal.css").read_text()).encode())
    assert len(page.get_data()) + len(styles) <= LIMIT


def test_registering_signs_in_and_says_what_is_next(client: FlaskClient, entry: Entry) -> None:
    answer = register(client, entry)
    assert (answer.status_code, answer.location) == (303, "/registered")
    assert client.get("/registered").status_code == 200
    assert Entry.get_by_id(entry.id).candidate.email == "amara@example.org"


def test_with_htmx_the_way_on_travels_in_a_header(client: FlaskClient, entry: Entry) -> None:
    answer = client.post("/register", data=registration(entry), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/registered")


def test_the_session_before_is_left_behind(client: FlaskClient, entry: Entry) -> None:
    client.get("/register")
    with client.session_transaction() as before:
        planted = before["csrf_token"]
        before["planted"] = "by somebody else"
    register(client, entry)
    with client.session_transaction() as after:
        assert "planted" not in after
        assert after.get("csrf_token") != planted


@pytest.mark.parametrize(("updates", "wanted"), [("", False), ("y", True)])
def test_news_come_only_to_who_ticks_the_box(client: FlaskClient, entry: Entry, updates: str, wanted: bool) -> None:
    register(client, entry, updates=updates)
    assert Candidate.get().wants_news is wanted


def test_what_is_typed_from_paper_is_tidied(client: FlaskClient, entry: Entry) -> None:
    typed = f" {entry.id_number[:3].lower()}-{entry.id_number[3:6]} {entry.id_number[6:]} "
    assert register(client, entry, id_number=typed, secret_number="\uff10 \uff104-2").status_code == 303


def test_arabic_digits_are_digits(client: FlaskClient, entry: Entry) -> None:
    assert register(client, entry, secret_number="٠٠٤٢").status_code == 303


def test_a_qr_code_brings_the_id_number_and_never_the_secret(client: FlaskClient) -> None:
    page = words(client.get("/register?id=abc%20123456&secret_number=0042&secret=0042"))
    assert 'value="ABC123456"' in page
    assert "0042" not in page.partition("<main")[2]


@pytest.mark.parametrize("text", ["<b>", "ABC12345", "' OR 1", "%00", "x" * 3000])
def test_anything_else_in_that_place_is_dropped(client: FlaskClient, text: str) -> None:
    page = client.get("/register", query_string={"id": text})
    assert page.status_code == 200
    assert re.search(r'name="id_number"[^>]*value="[^"]', words(page)) is None


CASES = {
    "no id": ({"id_number": ""}, "Enter your ID number. It is on your Confirmation of Entry."),
    "half an id": ({"id_number": "ABC12345"}, "Enter three letters and six digits"),
    "secret as id": ({"id_number": "0042"}, "This looks like the Secret number."),
    "no secret": ({"secret_number": ""}, "Enter your Secret number. It is on your Confirmation of Entry."),
    "zeros lost": ({"secret_number": "42"}, "Enter all four digits, also zeros at the beginning"),
    "id as secret": ({"secret_number": "ABC123456"}, "This looks like the ID number."),
    "no email": ({"email": ""}, "Enter your email address"),
    "half an email": ({"email": "amara@"}, "Check your email address"),
    "long email": ({"email": "a" * 250 + "@example.org"}, "at most 254 characters"),
    "no password": ({"password": ""}, "Choose a password."),
    "short": ({"password": "walk"}, "Use at least 10 characters."),
    "common": ({"password": "password123"}, "Many people use this password."),
    "differing": ({"confirm_password": "a long walk to the see"}, "The two passwords differ."),
    "not repeated": ({"confirm_password": ""}, "Enter the password a second time."),
    "no terms": ({"terms": ""}, "Choose whether you agree to the terms of use."),
    "disagrees": ({"terms": "disagree"}, "You must agree to the terms of use to proceed."),
    "other terms": ({"terms": "maybe"}, "You must agree to the terms of use to proceed."),
    "wrong pair": ({"secret_number": "9999"}, WRONG_PAIR),
    "unknown": ({"id_number": "ZZZ999999"}, WRONG_PAIR),
}


@pytest.mark.parametrize(("change", "sentence"), CASES.values(), ids=CASES)
def test_every_refusal_is_a_sentence(client: FlaskClient, entry: Entry, change: dict[str, str], sentence: str) -> None:
    answer = register(client, entry, **change)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "<title>Error: Register" in words(answer)
    assert Candidate.select().count() == 0


def test_what_was_typed_stays_and_passwords_do_not(client: FlaskClient, entry: Entry) -> None:
    page = words(register(client, entry, secret_number="9999", updates="y"))
    assert f'value="{entry.id_number}"' in page
    assert 'value="amara@example.org"' in page
    assert len(re.findall(r"<input[^>]* checked", page)) == 2
    assert PASSWORD not in page
    assert "Enter it again: it was not kept." in page


def test_unknown_and_wrong_are_the_same_page(client: FlaskClient, entry: Entry) -> None:
    def page(**change: str) -> tuple[int, str]:
        answer = register(client, entry, **change)
        text = re.sub(r'name="csrf_token" value="[^"]*"', "", words(answer))
        return answer.status_code, text.replace(entry.id_number, "ZZZ999999").replace("9999", "0042")

    assert page(id_number="ZZZ999999") == page(secret_number="9999")


def test_only_the_right_pair_learns_that_it_is_registered(client: FlaskClient, app: Flask, entry: Entry) -> None:
    register(client, entry)
    stranger = app.test_client()
    told = register(stranger, entry, idempotency_key="other")
    assert told.status_code == 422
    assert "You are registered already with this ID number." in words(told)
    assert 'href="/reset-password"' in words(told)
    assert WRONG_PAIR in words(register(stranger, entry, secret_number="9999"))


def test_sending_the_form_twice_registers_once_and_answers_alike(client: FlaskClient, app: Flask, entry: Entry) -> None:
    first, lost = register(client, entry), app.test_client()
    again = register(lost, entry)
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert lost.get("/registered").status_code == 200
    assert OutboxEmail.select().count() == 1


def test_too_many_guesses_wait_and_are_told_how_long(client: FlaskClient, entry: Entry) -> None:
    for _ in range(throttle.PER_ID_AND_NETWORK.count):
        register(client, entry, secret_number="9999")
    slow = register(client, entry)
    assert slow.status_code == 429
    assert 0 < int(slow.headers["Retry-After"]) <= 900
    assert "Try again in 15 minutes." in words(slow)


def test_a_busy_portal_says_so(client: FlaskClient, entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(password: str) -> str:
        raise Busy

    monkeypatch.setattr(hashing, "hash_password", full)
    answer = register(client, entry)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


FIELDS = ("id_number", "secret_number", "email", "password", "confirm_password", "terms", "updates", "idempotency_key")


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_value_in_any_field_breaks_the_page(client: FlaskClient, entry: Entry, value: str) -> None:
    for field in FIELDS:
        answer = client.post("/register", data=registration(entry, secret_number="9998") | {field: value})
        assert answer.status_code in {413, 422}
        assert "<script>alert" not in words(answer)
        assert ">49<" not in words(answer)


def test_a_megabyte_is_too_large_and_says_so(client: FlaskClient, entry: Entry) -> None:
    for field in FIELDS:
        answer = client.post("/register", data=registration(entry) | {field: "x" * 1_000_000})
        assert answer.status_code == 413
        assert "That is too large" in words(answer)


@pytest.mark.parametrize(("length", "status"), [(9, 422), (10, 303), (256, 303), (257, 422)])
def test_passwords_have_from_10_to_256_characters(client: FlaskClient, entry: Entry, length: int, status: int) -> None:
    password = ("vq7 " + "kjx 3wpz mfb 9dty " * 20)[:length].strip().ljust(length, "§")
    assert register(client, entry, password=password, confirm_password=password).status_code == status


@pytest.mark.parametrize("email", ["a@exa\u006dple.org", "ü@example.org", "amara+exam@example.org", "a@exämple.org"])
def test_addresses_of_all_the_world_work(client: FlaskClient, entry: Entry, email: str) -> None:
    assert register(client, entry, email=email).status_code == 303
    assert Candidate.get().email == email


def test_without_the_token_of_the_page_nothing_happens(app: Flask, entry: Entry) -> None:
    answer = FlaskClient(app).post("/register", data=registration(entry))
    assert answer.status_code == 400
    assert Candidate.select().count() == 0


def test_a_stranger_site_can_not_send_the_form(client: FlaskClient, entry: Entry) -> None:
    answer = client.post("/register", data=registration(entry), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert Candidate.select().count() == 0


def test_head_registers_nobody(client: FlaskClient) -> None:
    assert client.head("/register").status_code == 200


def test_the_session_ends_like_every_other(
    client: FlaskClient, entry: Entry, travel: Callable[[datetime], None]
) -> None:
    register(client, entry)
    assert LoginSession.get().candidate == Candidate.get()
    travel(NOW + timedelta(minutes=31))
    assert client.get("/registered").location.startswith("/sign-in")
