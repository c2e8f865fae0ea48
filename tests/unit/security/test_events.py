"""What the log says when somebody gets in, does not get in, or asks for what is not theirs: one line for each case."""

import io
import json
from datetime import timedelta

from flask.testing import FlaskClient

from portal.models.audit_event import AuditEvent
from portal.services import guess_alarm, metrics, throttle
from tests.unit import factories
from tests.unit.security.world import SignIn, World, sign_in_as
from tests.unit.web.browser import Browser

NOW = factories.NOW


def events(log_lines: io.StringIO) -> list[tuple[str, str]]:
    """Event and page of every line of this kind, in order; the lines are read and gone."""
    lines = [json.loads(line) for line in log_lines.getvalue().splitlines()]
    log_lines.truncate(log_lines.seek(0))
    return [(line["event"], line.get("endpoint")) for line in lines if line["source"] == "portal.security"]


def test_getting_in_and_not_getting_in(client: Browser, log_lines: io.StringIO) -> None:
    entry = factories.entry()
    factories.candidate(entry)
    form = {"id_number": entry.id_number, "password": "not the password"}
    client.post("/sign-in", data=form)
    assert events(log_lines) == [("authn_login_fail", "candidate.sign_in")]
    client.post("/sign-in", data=form | {"password": factories.PASSWORD})
    assert events(log_lines) == [("authn_login_success", "candidate.sign_in")]
    client.post("/staff/sign-in", data={"email": "nobody@example.org", "password": "x", "code": "1"})
    assert events(log_lines) == [("authn_login_fail", "staff.sign_in")]


def test_a_secret_number_that_is_wrong(client: Browser, world: World, sign_in: SignIn, log_lines: io.StringIO) -> None:
    pair = {"id_number": "ABC654321", "secret_number": "9999"}
    words = {"password": "a long walk to the lake", "confirm_password": "a long walk to the lake"}
    more = {"email": "a@example.org", "terms": "agree", "date_of_birth": "1 1 2001"}
    client.post("/register", data=pair | words | more)
    client.post("/reset-password/start-again", data=pair | words | more)
    sign_in_as(sign_in, world, "amara").post("/account/entries", data=pair)
    assert events(log_lines) == [
        ("authn_login_fail", "candidate.register"), ("authn_login_fail", "candidate.start_again"),
        ("authn_login_fail", "candidate.account_entries"),
    ]  # fmt: skip


def test_a_code_that_is_wrong(world: World, sign_in: SignIn, log_lines: io.StringIO) -> None:
    """In an act of somebody who is signed in already: the line names the act and who tried."""
    sign_in_as(sign_in, world, "bo").post("/staff/two-factor", data={"code": "000000"})
    line = json.loads(next(each for each in log_lines.getvalue().splitlines() if "authn_code_fail" in each))
    assert (line["source"], line["act"], line["staff"]) == ("portal.security", "renew", world.people["bo"].public_id)
    assert "000000" not in log_lines.getvalue()


def test_trying_too_often(client: Browser, log_lines: io.StringIO) -> None:
    for _ in range(throttle.PER_NETWORK.count):
        throttle.reserve([(throttle.PER_NETWORK, "reset:127.0.0.0")], now=NOW)
    assert client.post("/reset-password", data={"id_number": "ABC123456"}).status_code == 429
    assert events(log_lines) == [("excess_rate_limit_exceeded", "candidate.reset_password")]


def test_asking_for_what_is_not_theirs(world: World, sign_in: SignIn, log_lines: io.StringIO) -> None:
    amara, charlie = sign_in_as(sign_in, world, "amara"), sign_in_as(sign_in, world, "charlie")
    amara.get("/results/" + "0" * 20)
    charlie.get(f"/staff/batches/{world.submitted}")
    charlie.get("/staff/people")
    assert events(log_lines) == [
        ("authz_fail", "candidate.result"), ("authz_fail", "staff.batch"), ("authz_fail", "staff.people"),
    ]  # fmt: skip


def test_a_page_that_is_not_there_is_no_event(client: Browser, log_lines: io.StringIO) -> None:
    client.get("/nothing")
    assert events(log_lines) == []


def test_forms_that_are_forged(client: Browser, log_lines: io.StringIO) -> None:
    FlaskClient(client.application).post("/sign-in", data={})
    client.post("/sign-in", data={}, headers={"Origin": "https://evil.example"})
    assert events(log_lines) == [("authz_fail", "candidate.sign_in")] * 2


def test_a_line_says_where_from_and_by_which_session(world: World, sign_in: SignIn, log_lines: io.StringIO) -> None:
    sign_in_as(sign_in, world, "charlie").get("/staff/people")
    line = json.loads(log_lines.getvalue().splitlines()[-1])
    assert line["network"] == "127.0.0.0"
    assert len(line["session"]) == 20
    assert line["level"] == "WARNING"


def test_many_id_numbers_raise_the_alarm_once(world: World, log_lines: io.StringIO) -> None:
    """Fifty are the noise of a results day; an ID number counts once, whether or not it exists."""
    for number in range(50):
        for _ in range(3):
            guess_alarm.failed(id_number=f"ABC{number:06}", now=NOW)
    assert "guessing" not in log_lines.getvalue()
    assert "portal_id_numbers_failing 50\n" in metrics.as_text(now=NOW)
    for number in range(50, 60):
        guess_alarm.failed(id_number=f"ABC{number:06}", now=NOW)
    assert log_lines.getvalue().count("guessing.many_id_numbers") == 1
    assert AuditEvent.select().where(AuditEvent.action == "guessing.alarm").count() == 1
    assert guess_alarm.failing(now=NOW + timedelta(minutes=11)) == 0


def test_wrong_secrets_and_passwords_count_towards_it(client: Browser) -> None:
    entry = factories.entry()
    factories.candidate(entry)
    client.post("/sign-in", data={"id_number": entry.id_number, "password": "not the password"})
    client.post("/sign-in", data={"id_number": "ABC123456", "password": "not the password"})
    form = {"id_number": "ABC654321", "secret_number": "9999", "email": "a@example.org", "terms": "agree"}
    words = {"password": "a long walk to the lake", "confirm_password": "a long walk to the lake"}
    client.post("/register", data=form | words)
    assert guess_alarm.failing(now=NOW) == 3
