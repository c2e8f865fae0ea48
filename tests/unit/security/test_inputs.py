"""Hostile values in every field of every form at once: an answer with words, and never a fault."""

import pytest
from flask import Flask

from tests.unit.security.test_secrets import FORM
from tests.unit.security.world import SignIn, World, rules, sign_in_as
from tests.unit.web.browser import Browser

FIELDS = {
    *FORM, "confirm_email", "updates", "idempotency_key", "csrf", "shown_as", "owner", "next_update_on", "release_date",
    "release_time", "which", "outside_window_reason", "warnings_seen", "grade", "cefr_level", "overall_score",
    "status", "certificate", "reading", "writing", "listening", "speaking", "use_of_english", "emergency", "country",
    "timezone", "contact_email", "contact_phone", "number", "file", "hide", "hidden", "covered", "mail_by_day",
}  # fmt: skip
VALUES = {
    "nothing": "",
    "one": "1",
    "NUL": "a\0b",
    "emoji": "\U0001f9ea" * 40,
    "right to left": "\u202e\u0645\u062b\u0627\u0644\u202c",
    "long": "x" * 900,
    "digits": "9" * 900,
    "spaces": " " * 500,
    "lines": "a\r\nBcc: x@example.org\r\n\r\n",
    "number": "-1",
    "exponent": "1e999",
    "float": "nan",
    "unicode digits": "\u0660\u0661\u0662",
    "full width": "\uff21\uff22\uff23\uff11",
    "markup": "<script>alert(1)</script>",
    "template": "{{7*7}}{%raw%}",
    "path": "../../etc/passwd",
    "sql": "' OR 1=1; --",
    "percent": "%_%",
    "surrogate": "\\ud800",
    "json": '{"a": [1]}',
}


@pytest.mark.parametrize("visitor", ["nobody", "amara", "ben", "bo"])
def test_every_form_answers_every_value(
    app: Flask, world: World, sign_in: SignIn, client: Browser, visitor: str
) -> None:
    client.judges_pages = False
    faults = []
    for value in VALUES.values():
        browser = client if visitor == "nobody" else sign_in_as(sign_in, world, visitor)
        for rule in rules(app, "POST"):
            if rule.endpoint.endswith("sign_out"):
                continue
            answer = browser.open(world.address(app, rule), method="POST", data=dict.fromkeys(FIELDS, value))
            if answer.status_code >= 500:
                faults.append((rule.endpoint, value[:20], answer.status_code))
    assert faults == []


@pytest.mark.parametrize("visitor", ["amara", "bo"])
def test_a_megabyte_is_too_large_everywhere(app: Flask, world: World, sign_in: SignIn, visitor: str) -> None:
    browser = sign_in_as(sign_in, world, visitor)
    for rule in rules(app, "POST"):
        if rule.endpoint.endswith("sign_out") or rule.endpoint in {"staff.send_import", "public.unsubscribe"}:
            continue  # files may be larger, see test_imports.py; the other reads no body at all
        answer = browser.open(world.address(app, rule), method="POST", data={"password": "x" * 2**20})
        assert answer.status_code in {400, 413}, rule.endpoint


@pytest.mark.parametrize("content_type", ["application/json", "text/xml", "multipart/form-data", "x", ""])
def test_another_kind_of_body_is_an_empty_form(client: Browser, content_type: str) -> None:
    client.judges_pages = False
    for address in ("/register", "/sign-in", "/staff/sign-in", "/reset-password"):
        for body in (b'{"id_number": ["ABC123456"]}', b'{"id_number": 5, "email": {}, "password": [[]]}', b"[1]", b"{"):
            answer = client.post(address, data=body, content_type=content_type)
            assert answer.status_code in {400, 422}, (address, body)


def test_of_two_values_the_first_counts(client: Browser) -> None:
    page = client.post("/register", data={"id_number": ["ABC123456", "XYZ654321"]})
    assert page.status_code == 422
    assert 'value="ABC123456"' in page.text
    assert "XYZ654321" not in page.text


def test_a_field_that_no_form_has_changes_nothing(client: Browser, world: World, sign_in: SignIn) -> None:
    """Only named fields are read: nobody makes themself confirmed or an administrator."""
    browser = sign_in_as(sign_in, world, "amara")
    more = {
        "role": "board",
        "email_confirmed_at": "0",
        "public_id": "x",
        "disabled_at": "1",
        "id": "1",
        "wants_news": "1",
    }
    before = dict(type(world.people["amara"]).get_by_id(1).__data__)
    assert browser.post("/account/updates", data=more).status_code in {200, 303}
    assert type(world.people["amara"]).get_by_id(1).__data__ == before
