"""One drain does all that is due: it releases, delivers, and sets the alarm for what comes next."""

from datetime import UTC, datetime, timedelta

import pytest
from huey.api import Task

from portal import clock
from portal.mail.transport import transport_for
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import outbox, outbox_claims
from tests.faults import ledger
from tests.faults.smtp_faults import Rule
from tests.faults.smtp_sink import SinkThread
from tests.unit import factories
from tests.unit.services import batch_steps
from tests.unit.services.approved import approved
from tests.unit.services.mail_rows import waiting
from workflows import application, deliver_mail, drain, queue
from workflows.queue import huey

pytestmark = pytest.mark.usefixtures("worker")
MINUTE = timedelta(minutes=1)


def now() -> datetime:
    return datetime.now(UTC)


def alarms() -> list[Task]:
    """Wake-ups that wait for their moment; the worker that takes one from the queue keeps it until then."""
    return [task for task in huey.pending() if task.eta is not None]


def to(sink: SinkThread) -> list[str]:
    """To which candidates the sink took mail."""
    return sorted(receipt.to for receipt in sink.state.ledger.receipts if receipt.to.startswith("c"))


def test_it_releases_and_mails_each_candidate_once(sink: SinkThread) -> None:
    batch = approved(25)
    drain.drain.call_local()
    drain.drain.call_local()
    assert batch_steps.fresh(batch).state == "released"
    assert to(sink) == sorted(f"c{number}@example.org" for number in range(25))
    assert set(ledger.copies(sink.state.ledger.receipts).values()) == {1}
    assert OutboxEmail.select().where(OutboxEmail.state != "sent").count() == 0
    assert sink.state.connections == 1


def test_a_release_rings_the_alarm_only_when_it_stands(sink: SinkThread) -> None:
    approved(3)
    assert huey.pending_count() == 0
    drain._turn()
    assert huey.pending_count() >= 1


def test_it_wakes_for_a_release_in_the_next_minute() -> None:
    batch = approved(2)
    ReleaseBatch.update(release_at=now() + MINUTE).where(ReleaseBatch.id == batch.id).execute()
    drain.drain.call_local()
    (alarm,) = alarms()
    assert timedelta(seconds=50) < alarm.eta - datetime.now(UTC).replace(tzinfo=None) <= MINUTE
    assert batch_steps.fresh(batch).state == "approved"
    drain.drain.call_local()
    assert len(alarms()) == 1


def test_what_is_far_away_is_left_to_the_sweep() -> None:
    batch = approved(2)
    ReleaseBatch.update(release_at=now() + 30 * MINUTE).where(ReleaseBatch.id == batch.id).execute()
    drain.drain.call_local()
    assert alarms() == []


def test_a_relay_that_is_away_is_tried_again_in_half_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(60, now=now())
    with SinkThread(Rule("421", stage="greeting")) as closed:
        transport = transport_for(closed.url, mail_from="board@example.org", deadline_seconds=2)
        monkeypatch.setattr(application, "transport", lambda: transport)
        for _ in range(3):
            drain.drain.call_local()
        assert closed.state.connections == 1
    assert {(row.state, row.attempts) for row in OutboxEmail.select()} == {("queued", 0)}
    (alarm,) = alarms()
    assert timedelta(seconds=25) < alarm.eta - datetime.now(UTC).replace(tzinfo=None) <= timedelta(seconds=30)


def test_it_wakes_when_the_lease_of_a_dead_worker_ends() -> None:
    waiting(now=now())
    outbox_claims.claim("dead", now=now(), lease=timedelta(seconds=20), limit=1)
    drain.drain.call_local()
    (alarm,) = alarms()
    assert timedelta(seconds=15) < alarm.eta - datetime.now(UTC).replace(tzinfo=None) < timedelta(seconds=22)


def test_an_earlier_alarm_replaces_a_later_one_and_not_the_other_way() -> None:
    drain._schedule(60)
    drain._schedule(70)
    drain._schedule(20)
    drain._schedule(30)
    assert len(alarms()) == 2


def test_long_work_is_done_in_turns(sink: SinkThread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "TURN_SECONDS", 0)
    waiting(120, now=now())
    huey.flush()
    drain.drain.call_local()
    assert len(sink.state.ledger.receipts) == 50
    assert huey.pending_count() == 1


def test_without_a_queue_it_goes_on_by_itself(sink: SinkThread, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(120, now=now())

    def away(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(drain, "TURN_SECONDS", 0)
    monkeypatch.setattr(huey, "enqueue", away)
    drain.drain.call_local()
    assert len(sink.state.ledger.receipts) == 120


def test_the_sweep_finds_what_no_alarm_told_of(sink: SinkThread) -> None:
    approved(3)
    drain.sweep.call_local()
    assert len(to(sink)) == 3


def test_two_workers_in_one_slot_of_time_sweep_once(sink: SinkThread, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = now()
    monkeypatch.setattr(queue, "shared_time", lambda: moment)
    drain.sweep.call_local()
    waiting(3, now=now())
    drain.sweep.call_local()
    assert to(sink) == []


def test_a_queue_that_is_away_is_no_error_for_who_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(huey, "enqueue", away)
    assert drain.wake() is False
    person = factories.candidate()
    assert outbox.to_candidate(kind="password_changed", key="1", candidate=person, now=clock.now())


def test_a_recall_while_emails_leave_stops_the_rest(sink: SinkThread) -> None:
    batch = approved(25)
    real = deliver_mail.delivery.outbox_claims.mark_sent
    marked: list[int] = []

    def mark(email: OutboxEmail, token: str, **at: datetime) -> None:
        real(email, token, **at)
        marked.append(email.id)
        if len(to(sink)) == 7:
            ReleaseBatch.update(state="recalled", recalled_at=now()).where(ReleaseBatch.id == batch.id).execute()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deliver_mail.delivery.outbox_claims, "mark_sent", mark)
        drain.drain.call_local()
    assert len(to(sink)) == 7
    states = {row.state for row in OutboxEmail.select().where(OutboxEmail.kind == "results_released")}
    assert states == {"sent", "cancelled", "parked"}
