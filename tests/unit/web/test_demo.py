"""The mailbox of the demonstration: what was sent, shown so that nothing in it can act."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.app import create_app
from portal.cli import cast, mailbox
from portal.mail.transport import OutgoingMail, transport_for
from portal.models.base import db
from portal.models.staff import Staff
from portal.services import alarm, second_factor
from portal.settings import Settings
from tests.unit import factories

EVIL = '<title>Hello</title><h1>Hello</h1><script>alert(1)</script><img src="https://example.com/spy.png">'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def demonstration(settings: Settings, folder: Path) -> Iterator[Flask]:
    db.close_all()
    app = create_app(replace(settings, demonstration=True, mail_url=f"file:{folder}"))
    app.config["TESTING"] = True
    with app.app_context():
        db.connect(reuse_if_open=True)
        yield app
    clock.follow(None)
    alarm.configure(None)
    db.close_all()


@pytest.fixture
def browser(demonstration: Flask, folder: Path) -> FlaskClient:
    transport = transport_for(f"file:{folder}", mail_from="Board <no-reply@example.org>")
    for name in ("amara", "diego"):
        text = f"Dear {name} <b>\nhttps://portal.example.org/confirm-email/{name}\n"
        transport.send(OutgoingMail(f"{name}@example.org", f"Hello <i>{name}</i>", text, EVIL, f"<{name}@x.org>"))
    return demonstration.test_client()


def mail_id(folder: Path, name: str) -> str:
    [found] = mailbox.messages(folder, f"{name}@example.org")
    return found.id


def test_outside_of_a_demonstration_there_is_no_mailbox(client: FlaskClient) -> None:
    assert client.get("/demo/mailbox").status_code == 404


def test_the_newest_mail_stands_first(browser: FlaskClient) -> None:
    page = browser.get("/demo/mailbox").text
    assert page.index("Hello &lt;i&gt;diego") < page.index("Hello &lt;i&gt;amara")


@pytest.mark.parametrize("to", ["amara@example.org", " AMARA@example.org "])
def test_mail_to_one_address_only(browser: FlaskClient, to: str) -> None:
    page = browser.get("/demo/mailbox", query_string={"to": to}).text
    assert "amara@example.org" in page
    assert "diego@example.org" not in page


@pytest.mark.parametrize("to", ["\0", "x" * 10_000, "😀", "ليلى@example.org", "../../etc/passwd"])
def test_any_search_is_answered(browser: FlaskClient, to: str) -> None:
    answer = browser.get("/demo/mailbox", query_string={"to": to})
    assert answer.status_code == 200
    assert "Nothing has arrived yet" in answer.text


def test_htmx_gets_only_what_changes(browser: FlaskClient) -> None:
    part = browser.get("/demo/mailbox", headers={"HX-Request": "true"}).text
    assert "Hello &lt;i&gt;diego" in part
    assert "<html" not in part


def test_a_mail_shows_its_text_with_a_link_to_follow_and_no_markup(browser: FlaskClient, folder: Path) -> None:
    page = browser.get(f"/demo/mailbox/{mail_id(folder, 'amara')}").text
    assert 'href="https://portal.example.org/confirm-email/amara"' in page
    assert "Dear amara &lt;b&gt;" in page
    assert "alert(1)" not in page


def test_the_html_part_can_run_and_load_nothing(browser: FlaskClient, folder: Path) -> None:
    answer = browser.get(f"/demo/mailbox/{mail_id(folder, 'amara')}/letter")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert policy.endswith("; sandbox")
    assert "script-src" not in policy


@pytest.mark.parametrize("message", ["x", "..%2Fportal", "20260101T000000000000Z-00000000", "%00"])
def test_what_is_no_mail_is_not_found(browser: FlaskClient, message: str) -> None:
    assert browser.get(f"/demo/mailbox/{message}").status_code == 404
    assert browser.get(f"/demo/mailbox/{message}/letter").status_code == 404


def test_the_codes_shown_work_also_right_after_one_was_used(browser: FlaskClient) -> None:
    ben = factories.ben()
    for _ in range(2):
        now = clock.now()
        [code] = [each.code for each in cast.codes(now=now) if each.email == "ben@example.org"]
        assert code in browser.get("/demo/mailbox").text or clock.now().second in {0, 30}
        assert second_factor.accept(staff=Staff.get_by_id(ben.id), code=code, now=now)


def test_people_outside_the_cast_show_no_code(browser: FlaskClient) -> None:
    factories.staff("Zoe", "board", None)
    assert "zoe@example.org" not in browser.get("/demo/mailbox").text
