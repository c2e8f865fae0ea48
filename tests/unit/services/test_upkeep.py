"""What keeps the worker honest: heartbeats, minutes shared out among workers, tidying, and counts for operators."""

from datetime import UTC, datetime, timedelta

from portal.models.heartbeat import Heartbeat
from portal.models.intake import Intake
from portal.models.outbox_email import OutboxEmail
from portal.models.periodic_slot import PeriodicSlot
from portal.models.submission import Submission
from portal.models.throttle import Throttle
from portal.services import heartbeats, intake_files, metrics, tidying
from tests.unit.at_once import at_once
from tests.unit.services.mail_rows import waiting

NOW = datetime(2026, 4, 13, 9, 0, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_a_worker_is_silent_when_none_was_seen_for_two_minutes(database: str) -> None:
    assert heartbeats.worker_is_silent(now=NOW)
    heartbeats.beat(name="one", now=NOW - 10 * MINUTE)
    heartbeats.beat(name="two", now=NOW)
    heartbeats.beat(name="two", now=NOW + MINUTE)
    assert heartbeats.worker_seen_at() == NOW + MINUTE
    assert not heartbeats.worker_is_silent(now=NOW + 3 * MINUTE)
    assert heartbeats.worker_is_silent(now=NOW + 3 * MINUTE + timedelta(seconds=1))
    assert Heartbeat.select().count() == 2


def test_of_many_workers_one_gets_the_minute(database: str) -> None:
    outcomes = at_once(10, lambda _: heartbeats.claim_slot(job="sweep", now=NOW))
    assert sorted(map(str, outcomes)) == ["False"] * 9 + ["True"]
    assert heartbeats.claim_slot(job="sweep", now=NOW + MINUTE)
    assert heartbeats.claim_slot(job="repair", now=NOW)
    assert not heartbeats.claim_slot(job="sweep", now=NOW + timedelta(seconds=29))


def test_a_slot_may_be_a_part_of_a_minute(sqlite_database: str) -> None:
    every = timedelta(seconds=15)
    got = [heartbeats.claim_slot(job="sweep", now=NOW + timedelta(seconds=s), every=every) for s in range(0, 60, 5)]
    assert got == [True, False, False] * 4


def test_tidying_removes_what_is_over_and_leaves_the_rest(database: str) -> None:
    for age in (DAY, 40 * DAY):
        at = NOW - age
        Throttle.create(key=f"k{age.days}", count=1, resets_at=at + 20 * DAY)
        Submission.create(key=f"s{age.days}", outcome="", created_at=at + DAY / 2)
        file = Intake.create(kind="results", state="checked", file_name="r", sha256="0", created_at=at)
        intake_files.keep(file, b"x")
        Heartbeat.create(name=f"h{age.days}", at=datetime.now(UTC) - age / 2)
        PeriodicSlot.create(job="sweep", slot=datetime.now(UTC) - age / 2)
    for _ in range(2):
        tidying.tidy(now=NOW)
        assert [row.key for row in Throttle.select()] == ["k1"]
        assert [row.key for row in Submission.select()] == ["s1"]
        assert [row.name for row in Heartbeat.select()] == ["h1"]
        assert PeriodicSlot.select().count() == 1
        assert {(row.state, row.pieces.count()) for row in Intake.select()} == {("checked", 1), ("dropped", 0)}


def test_the_counts_are_those_of_the_rows(database: str) -> None:
    waiting(3, now=NOW - MINUTE)
    first = OutboxEmail.select().order_by(OutboxEmail.id).first()
    assert first is not None
    OutboxEmail.update(state="sent").where(OutboxEmail.id == first.id).execute()
    lines = metrics.as_text(now=NOW).splitlines()
    assert 'portal_emails{state="queued"} 2' in lines
    assert 'portal_emails{state="sent"} 1' in lines
    assert 'portal_emails{state="failed"} 0' in lines
    assert 'portal_batches{state="released"} 0' in lines
    assert "portal_emails_overdue 2" in lines
    assert "portal_emails_longest_wait_seconds 60" in lines
    assert "portal_worker_silent_seconds -1" in lines
    assert len(lines) == len(set(lines))
    names = {line.split("{")[0].split()[0] for line in lines if not line.startswith("#")}
    assert names == {line.split()[2] for line in lines if line.startswith("# TYPE")}
