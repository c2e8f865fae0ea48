"""The worker: imports every task, wakes up once, and runs until it is told to stop (SIGTERM lets it finish)."""

import argparse
import logging
from datetime import datetime

from huey.consumer import Consumer, Scheduler

from portal import logs
from portal.services import alarm
from workflows import application, drain, heartbeat, open_windows, read_bounces, repair, tidy  # noqa: F401 - registers tasks
from workflows.queue import SWEEP_SECONDS, huey, prepare, settings

log = logging.getLogger(__name__)

THREADS = 4
LONGEST_PAUSE_SECONDS = 0.5
FINISH_SECONDS = 20


class SelfReliantScheduler(Scheduler):
    """Does the periodic work itself when the queue can not carry it: a queue that is away delays nothing for long.

    It looks several times a minute, as often as the sweep wants; the other tasks claim the minute once.
    """

    periodic_task_seconds = SWEEP_SECONDS

    def enqueue_periodic_tasks(self, now: datetime | None = None) -> None:
        """Huey's, which logs an error and leaves the minute out when the queue is away.

        The heartbeat never goes through the queue: another host's worker would take it, and beat for this one.
        """
        for task in self.huey.read_periodic(now):
            if isinstance(task, heartbeat.heartbeat.task_class):
                self._run(task)
                continue
            try:
                self.huey.enqueue(task)
            except Exception as away:  # noqa: BLE001 - whatever the queue's driver raises
                log.warning("queue.unreachable", extra={"error": type(away).__name__})
                self._run(task)

    def _run(self, task: object) -> None:
        try:
            task.execute()  # type: ignore[attr-defined]  # Huey's tasks are untyped
        except Exception:
            log.exception("task.failed")


class Worker(Consumer):
    """Huey's consumer with that scheduler."""

    scheduler_class = SelfReliantScheduler


def main() -> None:
    """Run the worker in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alarms-only", action="store_true", help="no work by the minute: shows that alarms arrive")
    options = parser.parse_args()
    logs.configure(settings.log_level)
    application.app()
    alarm.configure(drain.wake)  # what the worker's own tasks write goes out at once, not at the next sweep
    application.transport()
    prepare()
    drain.wake()
    Worker(
        huey,
        workers=THREADS,
        periodic=not options.alarms_only,
        max_delay=LONGEST_PAUSE_SECONDS,
        shutdown_timeout=FINISH_SECONDS,
        graceful_signal="TERM",
    ).run()


if __name__ == "__main__":
    main()
