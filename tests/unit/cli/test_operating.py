"""What an operator and QA ask the portal: clock, batches, outbox, audit, settings, mail."""

import json
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.cli.scenarios import zone_changes_tonight
from portal.mail.transport import OutgoingMail, transport_for
from portal.models.audit_event import AuditEvent
from portal.models.base import db
from portal.models.outbox_email import OutboxEmail
from tests.unit.cli.conftest import Run, answer


@pytest.fixture
def qa(migrated: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PORTAL_TIME_TRAVEL", "1")
    return migrated


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("90s", 90), ("15m", 900), ("2h30m", 9000), ("3d", 259_200), ("6w", 3_628_800), ("1W 1d", 691_200)],
)
def test_the_clock_moves_by_exactly_what_was_typed(qa: Run, typed: str, seconds: int) -> None:
    assert answer(qa("clock", "advance", typed, "--json"))["ahead_seconds"] == seconds
    assert answer(qa("clock", "show", "--json"))["ahead_seconds"] == seconds
    assert "ahead" not in qa("clock", "reset").output


@pytest.mark.parametrize("typed", ["", "x", "6", "6y", "-1d", "1.5h", "0s", "9999999w"])
def test_what_is_no_duration_is_wrong_usage(qa: Run, typed: str) -> None:
    assert qa("clock", "advance", "--", typed).exit_code == 2


def test_the_clock_does_not_move_in_operation(migrated: Run) -> None:
    for words in (["advance", "1d"], ["reset"]):
        refused = migrated("clock", *words)
        assert refused.exit_code == 1
        assert "PORTAL_TIME_TRAVEL=1" in refused.stderr


@pytest.mark.parametrize(
    ("after", "change"),
    [(datetime(2026, 3, 1, tzinfo=UTC), (3, 29)), (datetime(2026, 7, 1, tzinfo=UTC), (10, 25))],
)
def test_the_next_change_of_the_zone_is_found(after: datetime, change: tuple[int, int]) -> None:
    found = zone_changes_tonight.next_change(after)
    assert (found.month, found.day, found.hour) == (*change, 1)


def test_a_batch_that_is_due_is_released_once(qa: Run) -> None:
    qa("seed", "scheduled-tomorrow")
    assert qa("batch", "release-due").output == "Nothing is due.\n"
    qa("clock", "advance", "2d")
    [released] = answer(qa("batch", "release-due", "--json"))
    assert answer(qa("batch", "release-due", "--json")) == []
    shown = answer(qa("batch", "show", released, "--json"))
    assert (shown["state"], shown["approved_by"]) == ("released", ["Ada Fischer", "Bo Lindqvist"])
    assert "released" in qa("batch", "show", released).output
    assert qa("batch", "show", "0" * 20).exit_code == 1


def test_failed_emails_go_once_more(qa: Run, rows) -> None:
    qa("seed", "bounced")
    assert "1 email will be sent again" in qa("outbox", "retry").output
    assert "0 emails will be sent again" in qa("outbox", "retry").output
    assert rows(lambda: OutboxEmail.select().where(OutboxEmail.state == "failed").count()) == 0


def test_waiting_for_the_outbox_ends_when_it_is_empty_or_time_is_up(qa: Run) -> None:
    qa("seed", "fresh-centre")
    assert qa("outbox", "wait").output == "Nothing waits.\n"
    qa("seed", "registered-unconfirmed")
    late = qa("outbox", "wait", "--seconds", "1")
    assert (late.exit_code, late.stderr) == (1, "Error: After 1 seconds 1 email still wait.\n")


def test_the_outbox_is_counted_without_names_or_addresses(qa: Run) -> None:
    qa("seed", "released-mixed")
    text = qa("outbox", "list").output + qa("outbox", "list", "--state", "sent").output
    assert "results_released" in text
    assert "@" not in text


def test_a_changed_audit_event_breaks_the_chain(qa: Run, rows) -> None:
    qa("seed", "held")
    assert answer(qa("audit", "verify", "--json"))["broken_at"] is None
    rows(lambda: db.execute_sql("DROP TRIGGER audit_event_no_update"))
    rows(lambda: AuditEvent.update(actor_name="Nobody").where(AuditEvent.number == 3).execute())
    broken = qa("audit", "verify")
    assert broken.exit_code == 1
    assert "broken at event 3" in broken.output


def test_check_names_every_setting_its_source_and_what_is_wrong(migrated: Run) -> None:
    shown = migrated("check", "--json")
    found = json.loads(shown.stdout)
    settings = {line["name"]: line for line in found["settings"]}
    assert settings["PORTAL_SECRET_KEY"]["value"] == "(set, not shown)"
    assert settings["PORTAL_MAIL_RATE"]["source"] == "default"
    assert settings["PORTAL_DATABASE_URL"]["source"] == "environment"
    wells = {line["name"]: line["well"] for line in found["connections"]}
    assert wells == {"database": True, "worker": False, "queue": True, "mail": True}
    assert shown.exit_code == 1


def test_check_tells_every_wrong_setting_at_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_MAIL_RATE", "0")
    monkeypatch.setenv("PORTAL_LOG_LEVEL", "LOUD")
    shown = run("check")
    assert shown.exit_code == 1
    assert shown.output.count("Wrong: PORTAL_") == 2


def test_check_hides_passwords_and_says_what_does_not_answer(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORTAL_QUEUE_URL", f"redis://:hush@127.0.0.1:{taken.getsockname()[1]}/0")
        shown = run("check")
    assert "hush" not in shown.output
    assert "Wrong: queue: can not be reached" in shown.output
    assert "migrations are missing. Run: portal migrate" in shown.output


@pytest.fixture
def letters(environ: dict[str, str], tmp_path: Path) -> None:
    transport = transport_for(environ["PORTAL_MAIL_URL"], mail_from="Board <no-reply@example.org>")
    for name in ("amara", "diego", "amara"):
        text = f"Dear {name}\nhttps://portal.example.org/confirm-email/abc and https://portal.example.org/help\n"
        transport.send(OutgoingMail(f"{name}@example.org", f"Hello {name}", text, "<p>Hi</p>", f"<{name}@x.org>"))


def test_the_mail_of_one_person_is_found_and_its_link_followed(letters: None, run: Run) -> None:
    assert [mail["to"] for mail in answer(run("mail", "list", "--json"))].count("amara@example.org") == 2
    assert [mail["to"] for mail in answer(run("mail", "list", "--to", "diego@example.org", "--json"))] == [
        "diego@example.org"
    ]
    assert "Dear amara" in run("mail", "show", "--to", "amara@example.org").output
    assert "Subject: Hello diego" in run("mail", "show", "--to", "diego@example.org", "--part", "headers").output
    link = run("mail", "link", "--to", "amara@example.org", "--containing", "confirm-email").output
    assert link == "https://portal.example.org/confirm-email/abc\n"
    assert run("mail", "link", "--to", "amara@example.org", "--containing", "nothing").exit_code == 1
    assert run("mail", "show", "--to", "nobody@example.org").exit_code == 1
    assert run("mail", "show", "../secret").exit_code == 1
    assert run("mail", "show").exit_code == 2


def test_codes_are_for_made_up_staff_only(migrated: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    migrated("seed", "fresh-centre")
    assert migrated("mail", "codes").exit_code == 1
    monkeypatch.setenv("PORTAL_DEMONSTRATION", "1")
    assert len(answer(migrated("mail", "codes", "--json"))) == 6
