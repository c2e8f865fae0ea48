"""Emails that wait for the daytime of the centre, where that was asked for; the results do not wait."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from portal.models.audit_event import AuditEvent
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.services import approvals, batch_changes, batch_notices, batch_progress, recall, release, waves
from portal.services.actor import Actor
from tests.unit import factories
from tests.unit.services import batch_steps
from tests.unit.services.approved import approved
from tests.unit.services.mail_rows import Server, deliver_until_idle

# The centre is in Madrid, two hours ahead of UTC in April.
NIGHT, MORNING = datetime(2026, 4, 14, 1, tzinfo=UTC), datetime(2026, 4, 14, 6, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)


def released(size: int, at: datetime, *, mail_by_day: bool = True) -> ReleaseBatch:
    batch = approved(size, release_at=at, mail_by_day=mail_by_day)
    assert release.release_due_batches(required=2, now=at) == [batch]
    OutboxEmail.delete().where(OutboxEmail.candidate.is_null()).execute()  # what staff are told leaves at once
    return batch_steps.fresh(batch)


def sent(now: datetime) -> int:
    """How many emails leave at that moment, the first wave and what follows it."""
    server = Server()
    deliver_until_idle(server, now)
    while waves.open_waves(now=now):
        deliver_until_idle(server, now)
    return len(server.got)


def test_the_emails_of_a_release_in_the_night_leave_in_the_morning(database: str) -> None:
    batch = released(25, NIGHT)
    assert batch.released_at == NIGHT
    assert {email.due_at for email in OutboxEmail.select()} == {MORNING}
    assert [sent(NIGHT), sent(MORNING - A_MINUTE), sent(MORNING), sent(MORNING)] == [0, 0, 25, 0]


def test_the_page_of_the_batch_says_from_when(sqlite_database: str) -> None:
    batch = released(3, NIGHT)
    assert batch_progress.of(batch, now=NIGHT).begins_at == MORNING
    assert batch_progress.of(batch, now=MORNING).begins_at is None


@pytest.mark.parametrize(("at", "asked"), [(factories.RELEASE_AT, True), (NIGHT, False)], ids=["by day", "not asked"])
def test_otherwise_they_leave_with_the_release(sqlite_database: str, at: datetime, asked: bool) -> None:
    batch = released(3, at, mail_by_day=asked)
    assert batch_notices.leave_at(batch, now=at) == at
    assert sent(at) == 3


def test_a_recall_in_the_night_waits_for_nothing(sqlite_database: str) -> None:
    batch = released(3, NIGHT)
    batch_steps.emergency(batch, Staff.get(Staff.name == "Bo"), NIGHT + A_MINUTE)
    withdrawn = OutboxEmail.select().where(OutboxEmail.kind == "results_withdrawn")
    assert {email.due_at for email in withdrawn} == {NIGHT + A_MINUTE}
    assert recall.waiting(batch_steps.fresh(batch)) is not None


def test_it_is_asked_for_with_the_time_and_stands_in_the_audit(sqlite_database: str) -> None:
    actor = Actor.of_staff(factories.ben())
    batch = approvals.submit(
        batch_steps.make(3), actor=actor, release_at=factories.RELEASE_AT, mail_by_day=True, now=factories.NOW
    )
    assert batch.mail_by_day
    event = AuditEvent.get(AuditEvent.action == "batch.submit")
    assert json.loads(event.after)["mail_by_day"] is True


def test_who_chooses_another_time_chooses_again(sqlite_database: str) -> None:
    ada = factories.ada()
    batch = batch_steps.make(3, state="stopped", mail_by_day=True)
    batch = batch_changes.resume(batch, actor=Actor.of_staff(ada), release_at=factories.RELEASE_AT, now=factories.NOW)
    assert not batch.mail_by_day
