"""Every route, out of the map of addresses: what no request may do, whoever sends it."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.models.base import db
from portal.models.tables import TABLES
from tests.unit.security.world import SignIn, World, rules, sign_in_as
from tests.unit.web.browser import Browser

VISITORS = ("nobody", "amara", "ben", "ada", "bo", "audrey", "nia")
WITHOUT_TOKEN = {"public.unsubscribe"}
"""RFC 8058: mail programs send it with neither cookie nor token; what it names is in its link."""
WISHES = {
    "language": "ar", "updates": "y", "hide": "yes", "end": "others", "email": "evil@example.org", "reason": "x",
    "password": "not the password at all", "confirm_password": "not the password at all", "id_number": "ABC123456",
}  # fmt: skip
"""What a forged form would like to happen."""
NOTED = {
    ("candidate.result", "result_view"): "when a candidate first looked, which a recall has to know",
    ("languages.choose", "candidate"): "the language of the emails, of somebody signed in",
    ("staff.audit_export", "audit_event"): "that somebody took the audit away is an event",
    ("staff.audit_export", "audit_head"): "the same",
    ("staff.two_factor", "staff"): "the key that the page shows, not in force before a code proves it",
}
"""What opening a page may write, and why."""
SEEN = re.compile(r"seen_at")


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for when a session was last seen."""
    found = {}
    for table in TABLES:
        columns = [field for field in table._meta.sorted_fields if not SEEN.search(field.column_name)]
        found[table._meta.table_name] = list(table.select(*columns).tuples().execute())
    return found


def changed(before: dict[str, list[tuple[object, ...]]]) -> set[str]:
    after = contents()
    return {name for name, rows in after.items() if rows != before[name]}


@pytest.fixture
def visiting(world: World, sign_in: SignIn, client: Browser, visitor: str) -> Browser:
    client.judges_pages = False
    return client if visitor == "nobody" else sign_in_as(sign_in, world, visitor)


def answers(app: Flask, world: World, visiting: Browser, method: str) -> Iterator[tuple[str, TestResponse]]:
    for rule in rules(app, method):
        yield rule.endpoint, visiting.open(world.address(app, rule), method=method)


@pytest.mark.parametrize("visitor", VISITORS)
def test_get_and_head_change_nothing(app: Flask, world: World, visiting: Browser, visitor: str) -> None:
    before = contents()
    for method in ("HEAD", "GET"):
        for endpoint, _ in answers(app, world, visiting, method):
            touched = changed(before)
            assert {table for table in touched if (endpoint, table) not in NOTED} == set(), (method, endpoint)
            if touched:
                before = contents()


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_page_is_closed_to_caches_and_to_strangers(
    app: Flask, world: World, visiting: Browser, visitor: str
) -> None:
    for endpoint, answer in answers(app, world, visiting, "GET"):
        headers = answer.headers
        assert answer.status_code < 500 or endpoint == "health.ready", (endpoint, answer.status_code)
        assert headers["Cache-Control"] == "no-store", endpoint
        assert headers["X-Content-Type-Options"] == "nosniff", endpoint
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", endpoint
        assert not [name for name, _ in headers if name.lower().startswith("access-control-")], endpoint
        assert "ETag" not in headers, endpoint
        assert "Last-Modified" not in headers, endpoint
        if answer.data:
            assert "Content-Type" in headers, endpoint
        if answer.mimetype.startswith("text/"):
            assert "charset=utf-8" in headers["Content-Type"], endpoint
        if answer.mimetype == "text/html":
            assert "default-src 'none'" in headers["Content-Security-Policy"], endpoint
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], endpoint
            assert "unsafe" not in headers["Content-Security-Policy"], endpoint
            assert headers["Referrer-Policy"] == "same-origin", endpoint
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", endpoint


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_form_without_the_token_of_its_page_changes_nothing(
    app: Flask, world: World, visiting: Browser, visitor: str
) -> None:
    plain = FlaskClient(app, app.response_class, use_cookies=True)
    plain._cookies = visiting._cookies
    stranger = app.test_client()._token()
    before = contents()
    for rule in rules(app, "POST"):
        for data in (WISHES, *(WISHES | {"csrf_token": token} for token in ("", "x", "\u00fc\u0000", stranger))):
            if rule.endpoint not in WITHOUT_TOKEN:
                assert plain.post(world.address(app, rule), data=data).status_code == 400, rule.endpoint
    assert changed(before) == set()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "null"},
        {"Origin": "\u00fc"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_token(
    app: Flask, world: World, sign_in: SignIn, headers: dict[str, str]
) -> None:
    browsers = {"candidate": sign_in_as(sign_in, world, "amara"), "staff": sign_in_as(sign_in, world, "bo")}
    before = contents()
    for rule in rules(app, "POST"):
        if rule.endpoint not in WITHOUT_TOKEN:
            browser = browsers.get(rule.endpoint.split(".")[0], browsers["candidate"])
            answer = browser.open(world.address(app, rule), method="POST", headers=headers, data=WISHES)
            assert answer.status_code == 403, rule.endpoint
    assert changed(before) == set()


@pytest.mark.parametrize("dest", ["image", "script", "iframe", "empty", "object"])
def test_a_page_of_somebody_signed_in_is_no_part_of_another_site(world: World, sign_in: SignIn, dest: str) -> None:
    mode = "navigate" if dest in {"iframe", "object"} else "no-cors"
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    assert sign_in_as(sign_in, world, "amara").get("/results", headers=headers).status_code == 403
    assert sign_in_as(sign_in, world, "bo").get("/staff/", headers=headers).status_code == 403


def test_a_link_on_another_site_leads_in(world: World, sign_in: SignIn) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert sign_in_as(sign_in, world, "amara").get("/results", headers=headers).status_code == 200


def test_a_form_of_our_own_is_taken_whatever_the_port(world: World, sign_in: SignIn) -> None:
    browser = sign_in_as(sign_in, world, "amara")
    for origin in ("http://localhost", "http://localhost:8000", "https://localhost"):
        answer = browser.post("/registered/resend", headers={"Origin": origin, "Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 303


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT"])
def test_other_methods_do_nothing(app: Flask, world: World, client: Browser, method: str) -> None:
    before = contents()
    for rule in rules(app, "GET"):
        assert client.open(world.address(app, rule), method=method).status_code in {400, 404, 405}, rule.endpoint
    assert changed(before) == set()


@pytest.mark.parametrize("path", ["/.git/config", "/.env", "/static/", "/static/../wsgi.py", "/console"])
def test_nothing_else_is_served(client: Browser, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_connection_of_the_test_sees_what_requests_write(world: World, sign_in: SignIn) -> None:
    """The comparison is worth nothing if this does not hold."""
    before = contents()
    sign_in_as(sign_in, world, "amara").post("/account/updates", data={"updates": "y"})
    assert "consent" in changed(before)
    assert not db.in_transaction()


@pytest.mark.parametrize(
    ("method", "path", "host", "status"),
    [
        ("GET", "/nothing", "localhost", 404),
        ("PUT", "/register", "localhost", 405),
        ("POST", "/staff/imports", "localhost", 400),
        ("GET", "/results/" + "0" * 20 + "/statement.pdf", "localhost", 303),
        ("GET", "/sign-in", "evil.example", 400),
    ],
)
def test_a_page_that_says_no_is_closed_as_well(client: Browser, method: str, path: str, host: str, status: int) -> None:
    client.judges_pages = False
    answer = client.open(path, method=method, headers={"Host": host, "X-CSRFToken": "x"})
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


SIGN_OUT = {"amara": ("candidate", 'action="/sign-out"'), "ben": ("staff", 'action="/staff/sign-out"')}
WITHOUT_FRAME = {"staff.progress", "staff.intake_progress", "candidate.statement", "staff.slip"}
"""Parts of pages, and sheets of paper."""


@pytest.mark.parametrize("visitor", SIGN_OUT)
def test_signing_out_is_on_every_page(app: Flask, world: World, visiting: Browser, visitor: str) -> None:
    part, button = SIGN_OUT[visitor]
    shown = {
        endpoint: button in answer.text
        for endpoint, answer in answers(app, world, visiting, "GET")
        if answer.status_code == 200 and answer.mimetype == "text/html" and endpoint.split(".")[0] == part
    }
    assert len(shown) > 10
    assert {endpoint for endpoint, has_button in shown.items() if not has_button} - WITHOUT_FRAME == set()
