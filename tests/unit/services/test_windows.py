"""Results windows: staff and candidates are told when one opens, runs out or will be missed, each once."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import windows
from tests.unit import factories
from tests.unit.services import batch_steps
from tests.unit.services.approved import approved

# The window is 11 to 25 April 2026, in Madrid (two hours ahead of UTC).
MADRID_MIDNIGHT = timedelta(hours=22)
DAY = timedelta(days=1)


def at(day: int, month: int = 4, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def written() -> Counter[str]:
    return Counter(email.kind for email in OutboxEmail.select())


@pytest.fixture
def cast(sqlite_database: str) -> None:
    """A sitting with two entries, one of them claimed, and staff: an officer, an approver, the board."""
    sitting = factories.sitting()
    factories.candidate(factories.entry(sitting))
    factories.entry(sitting)
    factories.ben()
    factories.ada()
    factories.bo()
    factories.charlie()


def test_nothing_is_said_eight_days_before(cast: None) -> None:
    windows.work_through(now=at(3, hour=21))  # 23:00 on the 3rd in Madrid
    assert written() == {}


def test_a_week_before_the_registered_candidate_is_told_in_the_daytime(cast: None) -> None:
    windows.work_through(now=at(3, hour=22))  # midnight in Madrid: the 4th
    (email,) = OutboxEmail.select()
    assert (email.kind, email.entry_id, email.due_at) == ("window_opens_soon", Entry.get().id, at(4, hour=6))


def test_the_window_opens_with_a_batch_and_work_for_the_centre(cast: None) -> None:
    windows.work_through(now=at(11))
    batch = ReleaseBatch.get()
    assert (batch.kind, batch.state) == ("main", "draft")
    assert {email.staff.name for email in OutboxEmail.select() if email.staff} == {"Ben", "Ada"}
    assert written() == {"batch_due": 2}


def test_it_says_everything_once_however_often_it_runs(cast: None) -> None:
    for hour in range(0, 24, 2):
        windows.work_through(now=at(4, hour=hour))
        windows.work_through(now=at(11, hour=hour))
    assert written() == {"window_opens_soon": 1, "batch_due": 2}
    assert ReleaseBatch.select().count() == 1


def test_it_reminds_every_three_days_also_when_nothing_ran_on_the_day(cast: None) -> None:
    for day in (11, 13, 14, 15, 16, 18):
        windows.work_through(now=at(day))
    assert written() == {"batch_due": 2, "batch_reminder": 4}


def test_who_is_told_late_is_reminded_three_days_after_that(cast: None) -> None:
    for day in (14, 15, 16):
        windows.work_through(now=at(day))
        assert written() == {"batch_due": 2}
    windows.work_through(now=at(17))
    assert written() == {"batch_due": 2, "batch_reminder": 2}


def test_in_the_last_days_one_email_says_both(cast: None) -> None:
    windows.work_through(now=at(24))
    windows.work_through(now=at(24, hour=10))
    assert written() == {"batch_overdue": 3}


def test_the_board_is_warned_three_days_before_the_last(cast: None) -> None:
    windows.work_through(now=at(22))
    assert "batch_overdue" not in written()
    windows.work_through(now=at(23))
    windows.work_through(now=at(24))
    names = [
        email.staff.name for email in OutboxEmail.select().where(OutboxEmail.kind == "batch_overdue") if email.staff
    ]
    assert sorted(names) == ["Ada", "Ben", "Bo"]


def test_candidates_are_told_before_a_promised_day_is_missed(cast: None) -> None:
    windows.work_through(now=at(24))
    assert "results_delayed" not in written()
    windows.work_through(now=at(25, hour=7))
    (email,) = OutboxEmail.select().where(OutboxEmail.kind == "results_delayed")
    assert email.due_at < datetime(2026, 4, 25, 22, tzinfo=UTC)  # before the day is over in Madrid


def test_a_batch_that_goes_out_on_the_last_day_delays_nothing(sqlite_database: str) -> None:
    batch = approved(2)
    ReleaseBatch.update(release_at=at(25, hour=16)).where(ReleaseBatch.id == batch.id).execute()
    windows.work_through(now=at(25, hour=7))
    assert written() == {}


def test_one_that_is_approved_for_later_does(sqlite_database: str) -> None:
    batch = approved(2)
    ReleaseBatch.update(release_at=at(27)).where(ReleaseBatch.id == batch.id).execute()
    windows.work_through(now=at(25, hour=7))
    assert written() == {"results_delayed": 2}


def test_candidates_learn_of_a_late_time_as_soon_as_it_is_approved(sqlite_database: str) -> None:
    batch = approved(2)
    ReleaseBatch.update(release_at=at(27)).where(ReleaseBatch.id == batch.id).execute()
    windows.work_through(now=at(15))
    windows.work_through(now=at(16))
    assert written() == {"results_delayed": 2}
    ReleaseBatch.update(state="submitted").where(ReleaseBatch.id == batch.id).execute()
    OutboxEmail.delete().execute()
    windows.work_through(now=at(16))
    assert "results_delayed" not in written()  # nobody has decided it yet


def test_nothing_follows_once_the_results_are_out(sqlite_database: str) -> None:
    batch_steps.make(state="released")
    for day in (11, 14, 23, 25, 28):
        windows.work_through(now=at(day))
    assert written() == {}


def test_it_works_on_postgresql(postgresql_database: str) -> None:
    sitting = factories.sitting()
    factories.candidate(factories.entry(sitting))
    factories.ben()
    for day in (4, 5, 11, 14, 25):
        windows.work_through(now=at(day))
    assert written() == {
        "window_opens_soon": 1, "batch_due": 1, "batch_reminder": 1, "batch_overdue": 1, "results_delayed": 1,
    }  # fmt: skip
