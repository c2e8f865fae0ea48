"""Reminders to confirm an address, to look after a hold, and reports of what did not arrive."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.hold import Hold
from portal.models.outbox_email import OutboxEmail
from portal.services import bounce_reports, confirmation, hold_reminders, links, reminders
from portal.services.links import Purpose
from tests.unit import factories
from tests.unit.at_once import at_once
from tests.unit.services import batch_steps

REGISTERED = datetime(2026, 1, 10, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def amara(database: str) -> Candidate:
    """Registered on 10 January; her address is not confirmed."""
    return factories.candidate(factories.entry(), email_confirmed_at=None, created_at=REGISTERED)


def written(kind: str = reminders.KIND) -> list[OutboxEmail]:
    return list(OutboxEmail.select().where(OutboxEmail.kind == kind).order_by(OutboxEmail.id))


def test_it_reminds_after_a_day_after_a_week_and_before_the_window(amara: Candidate) -> None:
    expected = {23 * HOUR: 0, 24 * HOUR: 1, 25 * HOUR: 1, 7 * DAY - HOUR: 1, 7 * DAY: 2, 8 * DAY: 2}
    for age, count in expected.items():
        reminders.work_through(now=REGISTERED + age)
        assert len(written()) == count
    reminders.work_through(now=datetime(2026, 3, 27, 21, tzinfo=UTC))
    assert len(written()) == 2
    reminders.work_through(now=datetime(2026, 3, 28, 9, tzinfo=UTC))  # 14 days before 11 April
    reminders.work_through(now=datetime(2026, 4, 10, 9, tzinfo=UTC))
    assert len(written()) == 3
    reminders.work_through(now=datetime(2026, 4, 11, 9, tzinfo=UTC))
    assert len(written()) == 3


def test_each_carries_a_link_that_confirms_and_ends_the_earlier_one(amara: Candidate) -> None:
    confirmation.ask_to_confirm(candidate=amara, kind="registration_confirmed", now=REGISTERED + 2 * HOUR)
    now = REGISTERED + DAY
    reminders.work_through(now=now)
    first, second = EmailLink.select().order_by(EmailLink.id)
    assert first.expires_at <= now
    token = links.token(second)
    confirmation.confirm_email(token=token, now=now + HOUR)
    assert Candidate.get_by_id(amara.id).email_confirmed_at == now + HOUR


def test_who_confirmed_is_left_alone(amara: Candidate) -> None:
    Candidate.update(email_confirmed_at=REGISTERED + HOUR).execute()
    reminders.work_through(now=REGISTERED + DAY)
    assert written() == []


def test_a_reminder_whose_time_is_long_past_is_left_out(amara: Candidate) -> None:
    reminders.work_through(now=REGISTERED + 30 * DAY)
    assert written() == []


def test_two_workers_at_once_remind_once_with_a_link_that_works(amara: Candidate) -> None:
    now = REGISTERED + DAY
    outcomes = at_once(6, lambda _: reminders.work_through(now=now))
    assert sum(number for number in outcomes if isinstance(number, int)) == 1
    (email,) = written()
    assert email.link is not None
    assert links.find(token=links.token(email.link), purpose=Purpose.CONFIRM_EMAIL, now=now)


@pytest.fixture
def hold(sqlite_database: str) -> Hold:
    """A row of a released batch that Ada holds; the next news is promised for 20 April."""
    batch = batch_steps.make(2, state="released")
    row = batch_steps.rows(batch)[0]
    BatchRow.update(held_as="PENDING").where(BatchRow.id == row.id).execute()
    ada = factories.ada()
    return Hold.create(
        row=row, shown_as="PENDING", reason="Marks missing", owner=ada, next_update_on=date(2026, 4, 20),
        placed_by=ada, placed_at=factories.NOW,
    )  # fmt: skip


def test_the_owner_of_a_hold_is_reminded_on_the_day_and_the_candidate_told_after_it(hold: Hold) -> None:
    for day, owner, candidate in ((19, 0, 0), (20, 1, 0), (21, 1, 1), (25, 1, 1)):
        hold_reminders.work_through(now=datetime(2026, 4, day, 9, tzinfo=UTC))
        assert (len(written("hold_due")), len(written("hold_update"))) == (owner, candidate)
    assert written("hold_update")[0].candidate_id == hold.row.entry.candidate_id


def test_a_new_day_of_news_is_a_new_reminder(hold: Hold) -> None:
    hold_reminders.work_through(now=datetime(2026, 4, 20, 9, tzinfo=UTC))
    Hold.update(next_update_on=date(2026, 4, 22)).execute()
    hold_reminders.work_through(now=datetime(2026, 4, 22, 9, tzinfo=UTC))
    assert len(written("hold_due")) == 2


def test_a_lifted_hold_and_one_before_release_tell_no_candidate(hold: Hold) -> None:
    batch = hold.row.batch
    batch.state, batch.released_at = "approved", None
    batch.save()
    hold_reminders.work_through(now=datetime(2026, 4, 21, 9, tzinfo=UTC))
    assert (len(written("hold_due")), len(written("hold_update"))) == (1, 0)
    Hold.update(lifted_at=factories.NOW, next_update_on=date(2026, 4, 22)).execute()
    hold_reminders.work_through(now=datetime(2026, 4, 23, 9, tzinfo=UTC))
    assert len(written("hold_due")) == 1


def bounced(at: datetime, problem: str = "refused") -> None:
    batch = batch_steps.make(3, state="released")
    for number, person in enumerate(Candidate.select()):
        OutboxEmail.create(
            unique_key=f"r:{number}", kind="results_released", candidate=person, batch=batch, state="failed",
            problem=problem, dead_at=at, due_at=at, created_at=at,
        )  # fmt: skip


def test_officers_get_a_report_of_yesterday_once(database: str) -> None:
    bounced(datetime(2026, 4, 14, 9, tzinfo=UTC))
    factories.ben()
    factories.ada()
    factories.charlie("officer")
    for hour in (10, 23):
        bounce_reports.work_through(now=datetime(2026, 4, 14, hour, tzinfo=UTC))
        bounce_reports.work_through(now=datetime(2026, 4, 15, hour - 2, tzinfo=UTC))
    (report,) = written("bounce_report")
    assert report.staff is not None
    assert report.staff.name == "Ben"
    assert bounce_reports.day_of(report) == date(2026, 4, 14)
    assert bounce_reports.unreached(factories.centre(), date(2026, 4, 14)) == 3


@pytest.mark.parametrize(("problem", "count"), [("refused", 1), ("suppressed", 1), ("gave_up", 0), ("compose", 0)])
def test_only_addresses_that_take_no_mail_are_reported(sqlite_database: str, problem: str, count: int) -> None:
    bounced(datetime(2026, 4, 14, 9, tzinfo=UTC), problem)
    factories.ben()
    bounce_reports.work_through(now=datetime(2026, 4, 15, 9, tzinfo=UTC))
    assert len(written("bounce_report")) == count
