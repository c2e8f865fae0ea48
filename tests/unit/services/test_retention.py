"""Retention by a moved clock: each class goes when its time is over, not before, and the audit says how much."""

import json
from datetime import date, datetime, timedelta

import pytest

from portal.models.audit_event import AuditEvent
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.intake_change import IntakeChange
from portal.models.intake_problem import IntakeProblem
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.models.result import Result
from portal.services import (
    account_download,
    account_mail,
    audit,
    delivery,
    erasure,
    intake_files,
    links,
    outbox,
    retention,
    sessions,
)  # fmt: skip
from portal.services.links import Purpose
from portal.services.sessions import Visit
from portal.settings import Settings
from tests.conftest import SECRET_KEY
from tests.unit import factories
from tests.unit.factories import EXAM_DATE, NOW

pytestmark = pytest.mark.usefixtures("database")
AGES = retention.Ages.of(Settings.from_env({"PORTAL_SECRET_KEY": SECRET_KEY}))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def night(now: datetime) -> dict[str, int]:
    return retention.work_through(ages=AGES, now=now)


def after_years(years: int) -> datetime:
    """The day after it is so many years since the exam."""
    return NOW.replace(year=EXAM_DATE.year + years, month=EXAM_DATE.month, day=EXAM_DATE.day) + DAY


def test_sessions_and_dead_links_go_after_thirty_days() -> None:
    amara = factories.candidate(factories.entry())
    sessions.start(candidate=amara, visit=Visit(), now=NOW)
    links.make(purpose=Purpose.RESET_PASSWORD, email=amara.email, candidate=amara, now=NOW - HOUR)
    assert night(NOW + 30 * DAY) == {}
    assert night(NOW + 30 * DAY + HOUR) == {"sessions": 1, "links": 1}
    assert LoginSession.select().count() + EmailLink.select().count() == 0
    assert night(NOW + 31 * DAY) == {}


def test_what_was_removed_stands_in_the_audit() -> None:
    amara = factories.candidate(factories.entry())
    for _ in range(3):
        sessions.start(candidate=amara, visit=Visit(), now=NOW)
    night(NOW + 31 * DAY)
    [event] = AuditEvent.select()
    assert (event.actor, event.action, event.subject) == ("worker", "retention.remove", "retention:sessions")
    assert json.loads(event.after) == {"rows": 3}
    night(NOW + 5000 * DAY)
    assert audit.verify().broken_at is None
    assert AuditEvent.select().where(AuditEvent.id == event.id).exists()


def test_an_old_email_forgets_where_it_went_and_not_that_it_went() -> None:
    amara = factories.candidate(factories.entry())
    link = links.make(purpose=Purpose.UNSUBSCRIBE, email=amara.email, candidate=amara, now=NOW)
    states = ("sent", "failed", "uncertain", "cancelled", "queued")
    for state in states:
        outbox.to_candidate(kind="news", key=state, candidate=amara, link=link, address="old@example.org", now=NOW)
        last = OutboxEmail.select().order_by(OutboxEmail.id.desc()).get()
        OutboxEmail.update(state=state, last_error="550 old@example.org").where(OutboxEmail.id == last.id).execute()
    assert night(NOW + 180 * DAY) == {}
    assert night(NOW + 180 * DAY + HOUR) == {"emails": 4}
    rows = list(OutboxEmail.select().order_by(OutboxEmail.id))
    assert [row.state for row in rows] == list(states)
    assert [(row.address, row.link_id, row.last_error) for row in rows[:4]] == [("", None, "")] * 4
    assert rows[4].address == "old@example.org"
    assert not any(delivery.retry(row, now=NOW) for row in rows)
    assert "old@example.org" not in repr(rows[:4])
    shown = [mail.address for mail in account_mail.of(candidate=amara)]
    assert shown.count("") == 3, "the present address is not where they went"
    emails = account_download.of(candidate=amara, now=NOW)["emails"]
    assert [email["address"] for email in emails].count(None) == 4


def test_a_files_rows_go_and_its_record_stays() -> None:
    for state in ("accepted", "dropped", "checking"):
        file = Intake.create(kind="entries", state=state, file_name="e.csv", sha256=state, rows_total=7, created_at=NOW)
        intake_files.keep(file, b"x")
        IntakeProblem.create(intake=file, row=1, column="email", found="a@b", expected="c", severity="error")
        IntakeChange.create(intake=file, row=1, id_number="QXA000001", column="email", before="", after="a@b.org")
    assert night(NOW + 180 * DAY) == {}
    assert night(NOW + 181 * DAY) == {"files": 6}
    assert [(file.rows_total, file.pieces.count()) for file in Intake.select().order_by(Intake.id)] == [
        (7, 0), (7, 0), (7, 1),
    ]  # fmt: skip
    assert IntakeProblem.select().count() == IntakeChange.select().count() == 1


def test_an_unclaimed_entry_goes_after_three_years_unless_it_has_a_result() -> None:
    place = factories.sitting()
    factories.entry(place)
    needed = factories.entry(place, email_hint="amara@example.org")
    factories.batch(place, factories.result(needed), state="released")
    claimed = factories.entry(place)
    factories.candidate(claimed)
    assert night(after_years(3) - DAY) == {}
    assert night(after_years(3)) == {"entries": 2}
    assert [entry.id for entry in Entry.select().order_by(Entry.id)] == [needed.id, claimed.id]
    left = Entry.get_by_id(needed.id)
    assert (left.email_hint, left.secret_hash) == ("", erasure.NO_SECRET)
    assert Result.get().overall_score == 173
    assert len(erasure.listed()) == 2
    assert night(after_years(3)) == {}


def test_an_account_is_erased_ten_years_after_its_last_exam_unless_it_is_used() -> None:
    old = factories.sitting()
    young = factories.sitting(exam_date=date(2027, 3, 14), session="2027-03")
    quiet, busy, lately = (factories.entry(old) for _ in range(3))
    factories.candidate(quiet, created_at=NOW - 60 * DAY)
    person = factories.candidate(busy, email="diego@example.org")
    factories.candidate(lately, factories.entry(young), email="lucia@example.org")
    sessions.start(candidate=person, visit=Visit(), now=after_years(10) - 29 * DAY)
    assert "accounts" not in night(after_years(10) - DAY)
    assert night(after_years(10))["accounts"] == 1
    assert {each.email for each in Candidate.select()} == {"diego@example.org", "lucia@example.org"}
    assert night(after_years(11))["accounts"] == 2


def test_many_go_in_several_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    place = factories.sitting()
    for _ in range(5):
        factories.entry(place)
    assert night(after_years(3)) == {"entries": 5}
    assert [json.loads(event.after)["rows"] for event in AuditEvent.select().order_by(AuditEvent.id)] == [2, 2, 1]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2028, 2, 29), date(2025, 2, 28)),
        (date(2028, 3, 1), date(2025, 3, 1)),
        (date(2032, 2, 29), date(2029, 2, 28)),
    ],
)
def test_years_before_a_leap_day(day: date, before: date) -> None:
    assert retention.years_before(day, 3) == before
