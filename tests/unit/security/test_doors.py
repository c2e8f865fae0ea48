"""Host names, redirects, proxies and cookies: what a request says of itself opens nothing."""

from collections.abc import Iterator
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal import clock
from portal.app import create_app
from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.login_session import LoginSession
from portal.models.staff import Staff
from portal.services import alarm, second_factor
from portal.settings import Settings
from tests.unit import factories
from tests.unit.web.browser import Browser

ELSEWHERE = (
    "https://evil.example", "//evil.example", "///evil.example", "////evil.example/%2f..", "/\\evil.example",
    "\\\\evil.example", "https:evil.example", "https:///evil.example", "javascript:alert(1)", "data:text/html,x",
    "\thttps://evil.example", "/\t/evil.example", "http://localhost@evil.example", "http://localhost.evil.example",
    "/%0d%0aLocation:%20https://evil.example", "staff.today\r\nX: y", "/results", "candidate.account_password",
)  # fmt: skip


def _over_https(app: Flask) -> Settings:
    return replace(app.config["SETTINGS"], public_url="https://localhost")


@pytest.fixture
def secure_app(app: Flask) -> Iterator[Flask]:
    """The same portal, reached over HTTPS."""
    db.close_all()
    secure = create_app(_over_https(app))
    secure.test_client_class = Browser
    clock.follow(lambda: factories.NOW - clock.machine_now(), keep_seconds=0)
    with secure.app_context():
        db.connect(reuse_if_open=True)
        yield secure
    alarm.configure(None)


def sign_in_candidate(browser: Browser, address: str = "/sign-in", **more: object) -> TestResponse:
    entry = factories.entry()
    factories.candidate(entry)
    return browser.post(address, data={"id_number": entry.id_number, "password": factories.PASSWORD}, **more)


def sign_in_staff(browser: Browser, address: str = "/staff/sign-in", **more: object) -> TestResponse:
    ben = factories.ben()
    code = second_factor.current_code(staff=ben, now=clock.now())
    form = {"email": "ben@example.org", "password": factories.PASSWORD, "code": code}
    return browser.post(address, data=form, **more)


def test_signing_in_leads_to_no_other_place(client: Browser) -> None:
    """One account, every wish: only a name out of the list is followed."""
    entry = factories.entry()
    factories.candidate(entry)
    form = {"id_number": entry.id_number, "password": factories.PASSWORD}
    for wish in ELSEWHERE:
        answer = client.post("/sign-in", query_string={"next": wish}, data=form)
        assert (answer.status_code, answer.location) == (303, "/results"), wish
        page = client.get("/sign-in", query_string={"next": wish})
        assert page.location == "/results", wish


def test_staff_are_led_to_no_other_place(client: Browser) -> None:
    ben = factories.ben()
    for number, wish in enumerate(ELSEWHERE):
        now = clock.now()
        code = second_factor.current_code(staff=ben, now=now)
        type(ben).update(totp_last_step=0).execute()
        form = {"email": ben.email, "password": factories.PASSWORD, "code": code}
        answer = client.post("/staff/sign-in", query_string={"next": wish}, data=form)
        assert (answer.status_code, answer.location) == (303, "/staff/"), (number, wish)


@pytest.mark.parametrize("wish", ELSEWHERE)
def test_a_language_leads_to_no_other_place(client: Browser, wish: str) -> None:
    assert client.get("/language/en", query_string={"back": wish}).location in {"/", "/account/password"}


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example", "[::1]", "\u00fc.example"],
)
@pytest.mark.parametrize("path", ["/", "/sign-in", "/staff/sign-in", "/health", "/nothing"])
def test_another_name_is_not_answered(client: Browser, host: str, path: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_a_forwarded_host_is_not_believed(client: Browser) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Host": "evil.example"}
    for path in ("/", "/sign-in", "/results", "/reset-password"):
        answer = client.get(path, headers=headers)
        assert "evil" not in answer.text + (answer.location or "")


def test_without_a_proxy_nobody_chooses_their_address(client: Browser) -> None:
    sign_in_candidate(client, headers={"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9"})
    assert LoginSession.get().network == "127.0.0.0"


def test_behind_one_proxy_the_last_hop_counts(app: Flask) -> None:
    behind = create_app(replace(app.config["SETTINGS"], trusted_proxies=1))
    behind.test_client_class = Browser
    clock.follow(lambda: factories.NOW - clock.machine_now(), keep_seconds=0)
    with behind.app_context():
        db.connect(reuse_if_open=True)
        sign_in_candidate(behind.test_client(), headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
        assert LoginSession.get().network == "203.0.113.0"
    db.close_all()


def cookies(answer: TestResponse) -> dict[str, dict[str, str]]:
    """Each cookie that is set, with its attributes in lower case."""
    found = {}
    for header in answer.headers.getlist("Set-Cookie"):
        morsel = next(iter(SimpleCookie(header).values()))
        found[morsel.key] = {name: value for name, value in morsel.items() if value}
    return found


STRICT = {"path": "/", "secure": True, "httponly": True, "samesite": "Lax"}


def test_a_candidates_cookies_over_https(secure_app: Flask) -> None:
    set_ = cookies(sign_in_candidate(secure_app.test_client(), base_url="https://localhost"))
    assert set(set_) == {"__Host-portal", "__Host-known"}
    assert set_["__Host-portal"] == STRICT, "a cookie of the session ends with the browser, and names no domain"
    assert set_["__Host-known"] | STRICT == set_["__Host-known"]
    assert "domain" not in set_["__Host-known"]


def test_the_cookies_of_staff_over_https(secure_app: Flask) -> None:
    set_ = cookies(sign_in_staff(secure_app.test_client(), base_url="https://localhost"))
    assert set(set_) == {"__Host-portal", "__Host-device"}
    assert set_["__Host-portal"] == STRICT
    assert set_["__Host-device"] | STRICT == set_["__Host-device"]


def test_https_is_kept_for_a_year(secure_app: Flask, client: Browser) -> None:
    answer = secure_app.test_client().get("/", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_without_https_no_such_promise_is_made(client: Browser) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_the_session_is_another_one_after_signing_in(client: Browser) -> None:
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = "planted"
        cookie["_user_id"] = "planted"
    sign_in_candidate(client)
    with client.session_transaction() as cookie:
        assert "planted" not in (cookie.get("csrf_token"), cookie["_user_id"])
        assert len(cookie["_user_id"]) >= 43, "256 bits"


def test_the_device_of_staff_keeps_its_name(client: Browser) -> None:
    sign_in_staff(client)
    first = LoginSession.get().device
    assert len(first) == 16
    client.post("/staff/sign-out")
    ada = factories.ada()
    code = second_factor.current_code(staff=ada, now=clock.now())
    client.post("/staff/sign-in", data={"email": ada.email, "password": factories.PASSWORD, "code": code})
    assert LoginSession.get(LoginSession.staff == ada).device == first


@pytest.mark.parametrize("sent", ["", "x", "A" * 16, "0" * 17, "0" * 4000, "'; DROP TABLE staff"])
def test_a_made_up_device_gets_a_name_of_ours(client: Browser, sent: str) -> None:
    client.set_cookie("device", sent)
    sign_in_staff(client)
    assert LoginSession.get().device != sent
    assert len(LoginSession.get().device) == 16


def test_an_empty_portal_has_no_accounts(app: Flask) -> None:
    assert Staff.select().count() == 0
    assert Candidate.select().count() == 0
