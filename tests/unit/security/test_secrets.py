"""Marked secrets go through every form; afterwards no log, no table, no email and no other page holds them."""

import io
import re

import pytest
from flask import Flask

from portal import clock
from portal.mail import messages
from portal.models.base import db
from portal.models.entry import Entry
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.models.staff import Staff
from portal.models.tables import TABLES
from portal.services import second_factor
from tests.unit import factories
from tests.unit.security.world import SignIn, World, rules, sign_in_as
from tests.unit.web.browser import Browser

PASSWORD = "marker-walnut-otter-lantern"
CODE = "marker-code-774411"  # the page gives it back to who typed it; nothing else keeps it
OTHER_PASSWORD = "marker-gravel-tulip-harbour"
SECRETS = (PASSWORD, OTHER_PASSWORD, factories.PASSWORD)
PERSONAL = ("marked.person@example.org", "Markedname", "QZX918273")
SECRET_NUMBER = "7391"
ALONE = re.compile(rf"(?<![0-9a-zA-Z]){SECRET_NUMBER}(?![0-9a-zA-Z])")
FORM = {
    "password": PASSWORD, "confirm_password": PASSWORD, "current": OTHER_PASSWORD, "secret_number": SECRET_NUMBER,
    "code": CODE, "email": PERSONAL[0], "id_number": PERSONAL[2], "name": PERSONAL[1], "sought": PERSONAL[1],
    "reason": PERSONAL[1], "date_of_birth": "30 11 2007", "terms": "agree", "seen_hash": "0" * 64, "end": "others",
    "candidate_count": "2", "role": "officer", "centre": "ZZ001", "contact_name": PERSONAL[1], "kind": "entries",
}  # fmt: skip


def tables() -> str:
    """Every value of every table, as text."""
    rows = (row for table in TABLES for row in table.select().tuples().execute())
    return "\n".join("\t".join(map(str, row)) for row in rows)


def emails(app: Flask) -> str:
    """Every email that waits or was sent, as it would leave."""
    with app.test_request_context():
        sent = [messages.compose(row, settings=app.config["SETTINGS"]) for row in OutboxEmail.select()]
    return "\n".join(f"{mail.to}\n{mail.subject}\n{mail.text}\n{mail.html}\n{mail.headers}" for mail in sent)


def found(text: str, marks: tuple[str, ...]) -> list[str]:
    return [mark for mark in marks if mark in text]


@pytest.mark.parametrize("visitor", ["nobody", "amara", "ben", "ada", "bo", "nia"])
def test_whatever_is_typed_anywhere(
    app: Flask, world: World, sign_in: SignIn, client: Browser, log_lines: io.StringIO, visitor: str
) -> None:
    client.judges_pages = False
    for rule in rules(app, "POST"):
        browser = client if visitor == "nobody" else sign_in_as(sign_in, world, visitor)
        answer = browser.open(world.address(app, rule), method="POST", data=FORM)
        assert found(answer.text, SECRETS) == [], rule.endpoint
        assert answer.status_code < 500, rule.endpoint
    assert found(log_lines.getvalue(), (*SECRETS, *PERSONAL, CODE)) == []
    assert ALONE.search(log_lines.getvalue()) is None
    assert found(tables(), (*SECRETS, CODE)) == []
    assert ALONE.search(tables()) is None
    assert found(emails(app), (*SECRETS, CODE)) == []


def test_a_whole_life_of_an_account(app: Flask, client: Browser, log_lines: io.StringIO) -> None:
    """Registering, signing in, a new password and a new address, each with success."""
    client.judges_pages = False
    entry = factories.entry(secret=SECRET_NUMBER, id_number=PERSONAL[2], family_name=PERSONAL[1])
    form = FORM | {"id_number": entry.id_number}
    assert client.post("/register", data=form).location == "/registered"
    token = LoginSession.get().token_hash
    client.post("/sign-out")
    assert client.post("/sign-in", data=form).location == "/results"
    form |= {"current": PASSWORD, "password": OTHER_PASSWORD, "confirm_password": OTHER_PASSWORD}
    assert client.post("/account/password", data=form).status_code == 303
    form |= {"email": "another@example.org"}
    assert client.post("/account/email", data=form).status_code == 303
    assert client.post("/reset-password", data=form).status_code == 303
    with client.session_transaction() as cookie:
        session_token = cookie["_user_id"]
    logged, written, mailed = log_lines.getvalue(), tables(), emails(app)
    assert found(logged, (*SECRETS, *PERSONAL, session_token, token)) == []
    assert found(written, (*SECRETS, session_token)) == []
    assert found(mailed, (*SECRETS, PERSONAL[2])) == []
    assert ALONE.search(logged) is None
    assert Entry.get_by_id(entry.id).secret_hash.startswith("$argon2id$")
    assert "authn_login_success" in logged


def test_staff_who_set_up_their_second_factor(app: Flask, client: Browser, log_lines: io.StringIO) -> None:
    nia = factories.staff("Nia", "officer", factories.centre(), enrolled=False)
    client.judges_pages = False
    form = {"email": nia.email, "password": factories.PASSWORD}
    assert client.post("/staff/sign-in", data=form).status_code == 303
    client.get("/staff/two-factor")
    key = second_factor.pending_secret(staff=Staff.get_by_id(nia.id))
    code = second_factor.current_code(staff=Staff.get_by_id(nia.id), now=clock.now())
    page = client.post("/staff/two-factor", data={"code": code}).text
    recovery = re.findall(r"[0-9a-f]{5}-[0-9a-f]{5}", page)
    assert len(recovery) == 10
    marks = (str(key), nia.email, *recovery, *(each.replace("-", "") for each in recovery))
    assert found(log_lines.getvalue(), (*marks, factories.PASSWORD)) == []
    assert found(tables(), (str(key), *recovery, *(each.replace("-", "") for each in recovery))) == []


def test_an_error_tells_nobody_what_was_typed(
    app: Flask, client: Browser, log_lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError(f"Key (email)=({PERSONAL[0]}) {PASSWORD}")

    monkeypatch.setattr("portal.services.password_reset.ask", fail)
    client.judges_pages = False
    answer = client.post("/reset-password", data={"id_number": PERSONAL[2]})
    assert answer.status_code == 500
    for text in (answer.text, log_lines.getvalue()):
        assert found(text, (*SECRETS, *PERSONAL)) == []
    assert "Traceback" not in answer.text
    assert "RuntimeError" not in answer.text
    assert '"error": "RuntimeError"' in log_lines.getvalue()


def test_the_look_at_the_tables_sees_what_is_there(world: World) -> None:
    assert "amara@example.org" in tables()
    assert not db.in_transaction()


PASSWORD_PAGES = {
    "/sign-in": {"current-password"}, "/register": {"new-password"}, "/staff/sign-in": {"current-password"},
    "/account/password": {"current-password", "new-password"}, "/account/email": {"current-password"},
    "/staff/account": {"current-password", "new-password"},
}  # fmt: skip


@pytest.mark.parametrize(("address", "kinds"), PASSWORD_PAGES.items())
def test_password_fields_are_kind_to_managers(
    world: World, sign_in: SignIn, client: Browser, address: str, kinds: set[str]
) -> None:
    """Hidden, named for managers, never filled in or cut, and nothing keeps anybody from pasting."""
    owner = {"/account": "amara", "/staff/account": "ben"}.get(re.sub(r"/(password|email)$", "", address))
    browser = sign_in_as(sign_in, world, owner) if owner else client
    fields = re.findall(r'<input[^>]*type="?password[^>]*>', browser.get(address).text)
    assert {found for field in fields for found in re.findall(r'autocomplete="?([\w-]+)', field)} == kinds
    assert [field for field in fields if re.search(r'value="[^"]|onpaste|maxlength', field)] == []
