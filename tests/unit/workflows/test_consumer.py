"""The worker's own work by the minute: also when its queue is away, and never twice for two workers."""

from datetime import UTC, datetime

import pytest
from huey.api import PeriodicTask, Task

from portal.models.connection import shared_time
from portal.models.heartbeat import Heartbeat
from portal.models.outbox_email import OutboxEmail
from portal.models.submission import Submission
from portal.services import heartbeats, outbox_claims
from tests.faults.smtp_sink import SinkThread
from tests.unit.services.mail_rows import waiting
from workflows import consumer, heartbeat, open_windows, repair, tidy
from workflows.queue import huey

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
def scheduler() -> consumer.SelfReliantScheduler:
    made = consumer.Worker(huey, workers=1).scheduler_class(huey, None, 1, True)
    assert isinstance(made, consumer.SelfReliantScheduler)
    return made


def test_every_task_runs_by_the_minute_but_tidying() -> None:
    names = {type(task).__name__ for task in huey.read_periodic(datetime(2026, 4, 13, 9, 5))}  # noqa: DTZ001 - Huey's
    assert names == {"sweep", "open_windows", "read_bounces", "repair", "heartbeat"}
    at_17 = {type(task).__name__ for task in huey.read_periodic(datetime(2026, 4, 13, 9, 17))}  # noqa: DTZ001
    assert at_17 - names == {"tidy"}


def test_the_minute_s_work_goes_through_the_queue(scheduler: consumer.SelfReliantScheduler) -> None:
    scheduler.enqueue_periodic_tasks()
    assert {type(task).__name__ for task in huey.pending()} - {"tidy"} == {
        "sweep",
        "repair",
        "open_windows",
        "read_bounces",
    }


def test_the_heartbeat_does_not_because_another_host_would_take_it(scheduler: consumer.SelfReliantScheduler) -> None:
    scheduler.enqueue_periodic_tasks()
    assert [row.name for row in Heartbeat.select()] == [heartbeat.NAME]


def test_with_the_queue_away_it_is_done_on_the_spot(
    scheduler: consumer.SelfReliantScheduler, sink: SinkThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Task) -> None:
        raise ConnectionError

    monkeypatch.setattr(huey, "enqueue", away)
    waiting(3, now=datetime.now(UTC))
    scheduler.enqueue_periodic_tasks()
    assert len(sink.state.ledger.receipts) == 3
    assert not heartbeats.worker_is_silent(now=shared_time())


def test_one_task_s_fault_does_not_stop_the_others(
    scheduler: consumer.SelfReliantScheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Task) -> None:
        raise ConnectionError

    def fail(_: PeriodicTask) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(huey, "enqueue", away)
    monkeypatch.setattr(open_windows.open_windows.task_class, "execute", fail)
    scheduler.enqueue_periodic_tasks()
    assert Heartbeat.select().count() == 1


def test_the_heartbeat_names_this_process() -> None:
    heartbeat.heartbeat.call_local()
    heartbeat.heartbeat.call_local()
    assert [row.name for row in Heartbeat.select()] == [heartbeat.NAME]


def test_repair_gives_back_what_a_dead_worker_held() -> None:
    waiting()
    OutboxEmail.update(claim_token="dead", claimed_until=shared_time() - outbox_claims.timedelta(seconds=1)).execute()
    repair.repair.call_local()
    assert OutboxEmail.get().claim_token == ""


def test_tidying_is_one_call() -> None:
    Submission.create(key="old", outcome="", created_at=datetime(2020, 1, 1, tzinfo=UTC))
    tidy.tidy.call_local()
    assert Submission.select().count() == 0
