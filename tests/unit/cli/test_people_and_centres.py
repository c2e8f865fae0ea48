"""Centres and staff from the command line."""

import pytest

from portal.models.audit_event import AuditEvent
from portal.services import links
from tests.unit.cli.conftest import Run, answer

CENTRE = ("--name", "Lantern", "--country", "es", "--timezone", "Europe/Madrid", "--contact-name", "Irene",
          "--contact-email", "irene@example.org")  # fmt: skip
BEN = ("staff", "add", "Ben@example.org", "--name", "Ben Ortega", "--role", "officer", "--centre", "zz001")


def test_a_centre_is_added_once(migrated: Run) -> None:
    assert migrated("centre", "add", "zz001", *CENTRE).output == "Added ZZ001 Lantern.\n"
    again = migrated("centre", "add", "ZZ001", *CENTRE)
    assert (again.exit_code, again.stderr) == (1, "Error: There is a centre ZZ001 already.\n")
    [listed] = answer(migrated("centre", "list", "--json"))
    assert (listed["number"], listed["country"], listed["timezone"]) == ("ZZ001", "ES", "Europe/Madrid")


@pytest.mark.parametrize(("option", "value"), [("--country", "Spain"), ("--timezone", "Madrid"), ("--country", "é1")])
def test_a_centre_with_a_wrong_fact_is_wrong_usage(migrated: Run, option: str, value: str) -> None:
    words = list(CENTRE)
    words[words.index(option) + 1] = value
    assert migrated("centre", "add", "ZZ001", *words).exit_code == 2
    assert migrated("centre", "add", "Z1", *CENTRE).exit_code == 2


def test_a_demonstration_takes_no_real_centre(migrated: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DEMONSTRATION", "1")
    refused = migrated("centre", "add", "ES001", *CENTRE)
    assert refused.exit_code == 1
    assert "begin with ZZ" in refused.stderr


def test_a_person_is_invited_and_the_link_works(migrated: Run, rows) -> None:
    migrated("centre", "add", "ZZ001", *CENTRE)
    added = migrated(*BEN)
    assert added.exit_code == 0, added.output
    token = added.stdout.split("/staff/invitation/")[1].strip()
    link = rows(lambda: links.row_of(token=token, purpose=links.Purpose.INVITE_STAFF))
    assert link.email == "ben@example.org"
    assert migrated(*BEN).exit_code == 1
    assert rows(lambda: AuditEvent.select().where(AuditEvent.actor == "command").count()) >= 2


@pytest.mark.parametrize(
    ("role", "centre", "code"), [("officer", "", 2), ("board", "ZZ001", 2), ("approver", "ZZ009", 1), ("king", "", 2)]
)
def test_a_role_fits_its_place(migrated: Run, role: str, centre: str, code: int) -> None:
    migrated("centre", "add", "ZZ001", *CENTRE)
    words = ["--centre", centre] if centre else []
    assert migrated("staff", "add", "x@example.org", "--name", "X", "--role", role, *words).exit_code == code


def test_a_disabled_person_shows_as_such(migrated: Run) -> None:
    migrated("staff", "add", "bo@example.org", "--name", "Bo", "--role", "board")
    assert migrated("staff", "disable", "BO@example.org").exit_code == 0
    assert migrated("staff", "disable", "bo@example.org").exit_code == 1
    assert migrated("staff", "disable", "nobody@example.org").exit_code == 1
    [listed] = answer(migrated("staff", "list", "--json"))
    assert (listed["enabled"], listed["role"], listed["centre"]) == (False, "board", None)
