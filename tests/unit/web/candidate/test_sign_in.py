"""Signing in and out in the browser: one answer to every wrong try, and nothing left behind on the way out."""

import re

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from portal.models.entry import Entry
from portal.models.login_session import LoginSession
from portal.rules.languages import LANGUAGES
from portal.services import hashing, throttle
from portal.services.errors import Busy
from portal.web import form_token, skeleton
from portal.web.candidate import sign_in as view
from tests.unit import factories
from tests.unit.factories import PASSWORD
from tests.unit.web.candidate.door import HOSTILE, words

WRONG = "The ID number and password do not match our records. Check both."


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared, not hashed: the hashing has tests of its own."""
    monkeypatch.setattr(hashing, "verify_password", lambda stored, given: bool(stored) and given == PASSWORD)


@pytest.fixture
def entry(app: Flask) -> Entry:
    entry = factories.entry()
    factories.candidate(entry)
    return entry


def sign_in(
    client: FlaskClient, entry: Entry, password: str = PASSWORD, *, to: str = "/sign-in", **more: str
) -> TestResponse:
    return client.post(to, data={"id_number": entry.id_number, "password": password, **more})


def test_it_leads_to_the_results(client: FlaskClient, entry: Entry) -> None:
    answer = sign_in(client, entry)
    assert (answer.status_code, answer.location) == (303, "/results")
    assert LoginSession.get().candidate == entry.candidate


def test_with_htmx_too(client: FlaskClient, entry: Entry) -> None:
    data = {"id_number": entry.id_number.lower(), "password": PASSWORD}
    answer = client.post("/sign-in", data=data, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/results"


def test_who_is_signed_in_needs_no_form(client: FlaskClient, entry: Entry) -> None:
    sign_in(client, entry)
    assert client.get("/sign-in").location == "/results"


def test_it_goes_back_to_the_page_that_asked(client: FlaskClient, entry: Entry) -> None:
    page = words(client.get("/sign-in?next=candidate.account"))
    assert 'action="/sign-in?next=candidate.account"' in page
    assert sign_in(client, entry, to="/sign-in?next=candidate.account").location == "/account"


ELSEWHERE = (
    "https://evil.example", "//evil.example", "/\\evil.example", "///evil.example", "public.terms",
    "candidate.sign_out", "\r\nLocation: x", "\0", "javascript:x",
)  # fmt: skip


@pytest.mark.parametrize("where", ELSEWHERE)
def test_it_goes_nowhere_else(client: FlaskClient, entry: Entry, where: str) -> None:
    page = client.get("/sign-in", query_string={"next": where})
    assert 'action="/sign-in"' in words(page)
    data = {"id_number": entry.id_number, "password": PASSWORD}
    assert client.post("/sign-in", query_string={"next": where}, data=data).location == "/results"


def test_unknown_unclaimed_and_wrong_are_the_same_page(client: FlaskClient, entry: Entry) -> None:
    unclaimed = factories.entry(entry.sitting)

    def page(id_number: str) -> tuple[int, str]:
        answer = client.post("/sign-in", data={"id_number": id_number, "password": "wrong", "idempotency_key": "k"})
        text = re.sub(r'name="csrf_token" value="[^"]*"', "", words(answer))
        return answer.status_code, text.replace(id_number, "ZZZ999999")

    assert page(entry.id_number) == page(unclaimed.id_number) == page("ZZZ999999")
    assert WRONG in page("ZZZ999999")[1]
    assert page("ZZZ999999")[0] == 422


def test_the_secret_number_is_recognised_before_anything_is_counted(client: FlaskClient, entry: Entry) -> None:
    for _ in range(throttle.PER_ID_AND_NETWORK.count + 1):
        answer = sign_in(client, entry, " 00-42 ")
        assert answer.status_code == 422
        assert "This looks like the Secret number." in words(answer)
    assert sign_in(client, entry).status_code == 303


def test_the_id_number_stays_and_the_password_does_not(client: FlaskClient, entry: Entry) -> None:
    page = words(sign_in(client, entry, "a wrong password"))
    assert f'value="{entry.id_number}"' in page
    assert "a wrong password" not in page


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_value_breaks_it(client: FlaskClient, entry: Entry, value: str) -> None:
    for change in ({"id_number": value}, {"password": value}, {"idempotency_key": value, "password": "wrong"}):
        answer = client.post("/sign-in", data={"id_number": entry.id_number, "password": "wrong"} | change)
        assert answer.status_code in {413, 422}


def test_too_many_tries_wait_and_hear_of_the_way_out(client: FlaskClient, app: Flask, entry: Entry) -> None:
    for _ in range(throttle.PER_ID_AND_NETWORK.count):
        sign_in(client, entry, "wrong")
    slow = sign_in(client, entry)
    assert slow.status_code == 429
    assert 0 < int(slow.headers["Retry-After"]) <= 900
    assert "You can set a new password at any time" in words(slow)
    assert client.post("/reset-password", data={"id_number": entry.id_number}).status_code == 303


def test_a_full_waiting_line_says_when_to_come_back(
    client: FlaskClient, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(stored: str | None, given: str) -> bool:
        raise Busy

    monkeypatch.setattr(hashing, "verify_password", full)
    for _ in range(throttle.PER_ID_AND_NETWORK.count + 1):  # a turned-away try is not counted as a guess
        answer = sign_in(client, entry)
        assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Many people are signing in" in words(answer)
    assert entry.id_number in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["", "ABC123456", '"><b>Bo</b>'])
@pytest.mark.parametrize("common", [view.Common("", None, is_busy=True), view.Common("signed-out", "x", is_busy=False)])
def test_the_page_that_is_drawn_once_is_the_page(app: Flask, language: str, typed: str, common: view.Common) -> None:
    own = {"id_number": typed, "idempotency_key": "k" * 16}
    with app.test_request_context("/sign-in"):
        session["language"] = language
        whole = skeleton._page(view.TEMPLATE, common, own | {form_token.NAME: form_token.token()}, view.context_of)
        assert str(escape(typed)) in whole
        for _ in range(2):
            assert skeleton.render(view.TEMPLATE, common, own, view.context_of) == whole


def test_each_page_has_a_key_of_its_own(client: FlaskClient) -> None:
    keys = re.findall(r'name="idempotency_key" value="([^"]+)"', "".join(client.get("/sign-in").text for _ in range(3)))
    assert len(set(keys)) == len(keys) == 3


def test_a_browser_that_signed_in_before_is_not_locked_out(client: FlaskClient, app: Flask, entry: Entry) -> None:
    sign_in(client, entry)
    client.post("/sign-out")
    stranger = app.test_client()
    for _ in range(throttle.PER_ID_AND_NETWORK.count):
        sign_in(stranger, entry, "wrong")
    assert sign_in(stranger, entry).status_code == 429
    assert sign_in(client, entry).status_code == 303


def known(client: FlaskClient) -> str:
    cookie = client.get_cookie("known")
    assert cookie is not None
    return cookie.value


def test_the_cookie_of_a_known_browser_names_nobody(client: FlaskClient, entry: Entry) -> None:
    answer = sign_in(client, entry)
    (header,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("known=")]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert entry.id_number not in header
    assert re.fullmatch(r"[0-9a-f]{16}\.[0-9a-f]{20}", known(client))


def test_a_wrong_try_makes_no_browser_known(client: FlaskClient, entry: Entry) -> None:
    sign_in(client, entry, "wrong")
    assert client.get_cookie("known") is None


@pytest.mark.parametrize("cookie", ["", ".", "x", "." * 500, "a.b.c", "é", "0123456789abcdef." + "0" * 20])
def test_a_made_up_cookie_gives_no_bucket_of_its_own(client: FlaskClient, entry: Entry, cookie: str) -> None:
    client.set_cookie("known", cookie)
    for _ in range(throttle.PER_ID_AND_NETWORK.count):
        sign_in(client, entry, "wrong")
    client.set_cookie("known", "")
    assert sign_in(client, entry).status_code == 429


def test_a_browser_is_known_for_its_last_few_accounts(client: FlaskClient, entry: Entry) -> None:
    for _ in range(8):
        other = factories.entry(entry.sitting)
        factories.candidate(other)
        sign_in(client, other)
    assert len(known(client).split(".")) == 7


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(client: FlaskClient, entry: Entry) -> None:
    sign_in(client, entry)
    copied = client.get_cookie("portal")
    assert copied is not None
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in?after=signed-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    client.set_cookie("portal", copied.value)
    assert client.get("/results").location.startswith("/sign-in")


def test_signing_out_is_no_link(client: FlaskClient, entry: Entry) -> None:
    sign_in(client, entry)
    assert client.get("/sign-out").status_code == 405
    assert client.get("/registered").status_code == 200


def test_signing_out_twice_is_fine(client: FlaskClient) -> None:
    assert client.post("/sign-out").status_code == 303


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("signed-out", "You are signed out."),
        ("new-password", "Your new password is set."),
        ("<b>", ""),
        ("x" * 999, ""),
    ],
)
def test_it_says_what_was_done(client: FlaskClient, after: str, said: str) -> None:
    page = words(client.get("/sign-in", query_string={"after": after}))
    assert ('role="status">' in page.partition("</main>")[0]) is bool(said)
    assert said in page


def test_the_token_of_the_page_is_needed(app: Flask, entry: Entry) -> None:
    assert sign_in(FlaskClient(app), entry).status_code == 400
    assert FlaskClient(app).post("/sign-out").status_code == 400
    assert LoginSession.select().count() == 0
