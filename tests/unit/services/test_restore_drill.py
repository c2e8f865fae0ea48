"""The restore drill: back up, go on, lose the machine, restore elsewhere; nothing happens twice or by itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from portal.models import connection
from portal.models.approval import Approval
from portal.models.audit_event import AuditEvent
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.heartbeat import Heartbeat
from portal.models.intake import Intake
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import (
    audit,
    backup,
    batch_changes,
    calendar_work,
    erasure,
    heartbeats,
    intake_leases,
    outbox_claims,
    outbox_desk,
    release,
    sessions,
    waves,
)  # fmt: skip
from portal.services import restore as restoring
from portal.services.actor import Actor
from portal.services.restored import Outcome
from tests.unit import factories
from tests.unit.services import batch_steps
from tests.unit.services.backups_made import bound_to, busy_portal, empty_database
from tests.unit.services.mail_rows import Server, deliver_until_idle

NOW, RELEASE_AT = factories.NOW, factories.RELEASE_AT
DAY = timedelta(days=1)
LATER = RELEASE_AT + timedelta(hours=2)


@dataclass(frozen=True)
class Drill:
    """The restored database is bound. `sent` went out from the old portal, after the backup."""

    batch: ReleaseBatch
    token: str
    erased: str
    before: audit.Verdict
    sent: list[str]
    outcome: Outcome


def work(now: datetime) -> list[str]:
    """All that the worker does by itself; returns to whom it sent."""
    server = Server()
    calendar_work.work_through(now=now)
    release.release_due_batches(required=2, now=now)
    while True:
        deliver_until_idle(server, now)
        if not waves.open_waves(now=now):
            return server.got


@pytest.fixture
def drill(database: str, tmp_path: Path) -> Iterator[Drill]:
    batch, token = busy_portal()
    heartbeats.beat(name="worker", now=NOW)
    outbox_claims.claim("a worker", now=NOW, lease=DAY, limit=1)
    before, file, erasures = audit.verify(), tmp_path / "portal.zip", tmp_path / "erasures.zip"
    backup.make(file, url=database, now=NOW)
    OutboxEmail.update(claim_token="", claimed_until=None).execute()
    sent = work(LATER)
    assert batch_steps.fresh(batch).state == "released"
    leaver = Candidate.select().order_by(Candidate.id.desc()).first()
    entry = Entry.get(Entry.candidate == leaver)
    erasure.erase(entry, actor=Actor.of_staff(factories.staff("Cleo", "board", None)), now=LATER)
    backup.make(erasures, url=database, now=LATER, erasures_only=True)
    with empty_database(database, tmp_path / "elsewhere") as empty, bound_to(empty):
        done = restoring.restore(file, url=empty, now=LATER, later=erasures)
        connection.open_connection()
        yield Drill(batch, token, leaver.public_id, before, sent, done.outcome)


def test_nothing_goes_out_by_itself_then_or_on_the_days_after(drill: Drill) -> None:
    assert len(drill.sent) >= 5
    for days in range(3):
        assert work(LATER + days * DAY) == []
    assert batch_steps.fresh(drill.batch).state == "stopped"
    assert set(OutboxEmail.select(OutboxEmail.state).distinct().tuples()) == {("uncertain",), ("cancelled",)}
    assert not OutboxEmail.select().where(OutboxEmail.claim_token != "").exists()


def test_what_was_held_goes_when_a_person_says_so(drill: Drill) -> None:
    held = OutboxEmail.select().where(OutboxEmail.state == "uncertain").count()
    assert held == drill.outcome.emails_held > 0
    assert outbox_desk.retry_all(state="uncertain", now=LATER) == held
    assert "c0@example.org" in work(LATER)
    assert not OutboxEmail.select().where(OutboxEmail.state == "sent", ~OutboxEmail.possible_duplicate).exists()


def test_a_planned_release_waits_for_a_new_time_and_new_approvals(drill: Drill) -> None:
    batch = batch_steps.fresh(drill.batch)
    assert batch.reason.startswith("Restored from a backup of 2026-04-13T09:00:00+00:00")
    assert not Approval.select().where(Approval.voided_at.is_null()).exists()
    batch = batch_changes.resume(
        batch, actor=Actor.of_staff(factories.staff("Olga", "officer", factories.centre())),
        release_at=LATER + DAY, now=LATER,
    )  # fmt: skip
    for person in ("Pia", "Rui"):
        batch = batch_steps.approve(batch, factories.staff(person, "approver", factories.centre()), now=LATER)
    work(LATER + DAY)
    assert batch_steps.fresh(batch).state == "released"


def test_sessions_links_and_leases_are_over(drill: Drill) -> None:
    assert (drill.outcome.sessions_ended, drill.outcome.links_ended) == (1, 1)
    assert sessions.find(token=drill.token, now=NOW) is None
    live = EmailLink.select().where(EmailLink.used_at.is_null(), EmailLink.expires_at > LATER)
    assert [link.purpose for link in live] == ["unsubscribe"]
    assert Intake.get().claimed_until is None
    assert intake_leases.next_waiting() is not None
    assert not Heartbeat.select().exists()


def test_the_audit_is_the_one_of_before_and_says_what_was_done(drill: Drill) -> None:
    assert drill.outcome.audit_events == drill.before.events > 3
    assert drill.outcome.audit_broken_at is drill.before.broken_at is None
    assert audit.verify().broken_at is None
    last = AuditEvent.select().order_by(AuditEvent.number.desc()).first()
    assert (last.action, json.loads(last.after)["batches_stopped"]) == ("portal.restored", 1)


def test_who_was_erased_after_the_backup_is_erased_again(drill: Drill) -> None:
    assert drill.outcome.erased_again == 1
    assert not Candidate.select().where(Candidate.public_id == drill.erased).exists()
    assert Candidate.select().count() == 4
    assert drill.erased in erasure.listed()
