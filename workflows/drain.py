"""Does everything that is due at this moment, and sets the alarm for what is due next."""

import logging
from datetime import datetime, timedelta

from huey import crontab

from portal import clock
from portal.services import catalogue, delivery, intakes, release
from workflows.deliver_mail import deliver_all
from workflows.queue import connected, huey, once_a_minute, settings

log = logging.getLogger(__name__)

SOON = timedelta(seconds=90)


@huey.task(retries=3, retry_delay=5)
@connected
def drain() -> None:
    """Release first: what candidates wait for comes before files and emails."""
    release.release_due_batches(required=settings.approvals_required, now=clock.now())
    intakes.work_through(catalogue=catalogue.current(), now=clock.now())
    deliver_all()
    _set_alarm(clock.now())


@huey.periodic_task(crontab())
@once_a_minute
def sweep() -> None:
    """Finds every minute what a lost alarm left behind."""
    drain()


def wake() -> None:
    """Rings the alarm; a queue that is away costs a minute, so nothing is raised."""
    try:
        drain()
    except Exception:  # noqa: BLE001 - whatever the queue's driver raises, the sweep finds the rows
        log.warning("queue.unreachable")


def _set_alarm(now: datetime) -> None:
    """Wake up at the very moment something is due soon; the sweep covers what is further away."""
    moments = [moment for moment in (release.next_release_at(), delivery.next_due_at()) if moment]
    if moments and now < min(moments) <= now + SOON:
        drain.schedule(delay=(min(moments) - now).total_seconds())
