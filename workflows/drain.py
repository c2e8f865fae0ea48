"""Does everything that is due at this moment, and sets the alarm for what is due next."""

import logging
import math
import time
from datetime import datetime, timedelta

from huey import crontab

from portal import clock
from portal.services import catalogue, intakes, outbox_claims, outcomes, release
from workflows import deliver_mail
from workflows.queue import SWEEP_SECONDS, connected, huey, once_in, settings

log = logging.getLogger(__name__)

SOON = timedelta(seconds=90)
MOMENT = timedelta(milliseconds=100)
TURN_SECONDS = 5
# When the next alarm of this process rings, by its steady clock. Remembered, so that a thousand registrations
# before a release do not set a thousand alarms for it.
_rings_at = math.inf


@huey.task(retries=3, retry_delay=5)
@connected
def drain() -> None:
    """Release first: what candidates wait for comes before files and emails."""
    while _turn():
        if wake():
            return  # another turn waits in the queue, behind whatever came in meanwhile
    _set_alarm(clock.now())


@huey.periodic_task(crontab())
@once_in(SWEEP_SECONDS)
def sweep() -> None:
    """Finds what a lost alarm left behind; needs no queue that works."""
    drain.call_local()


def wake() -> bool:
    """Ring the alarm; False when the queue is away, which costs a minute and nothing else."""
    try:
        drain()
    except Exception as away:  # noqa: BLE001 - whatever the queue's driver raises, the sweep finds the rows
        log.warning("queue.unreachable", extra={"error": type(away).__name__})
        return False
    return True


def _turn() -> bool:
    """One round of everything; True when more emails may be due."""
    release.release_due_batches(required=settings.approvals_required, now=clock.now())
    intakes.work_through(catalogue=catalogue.current(), now=clock.now())
    try:
        return deliver_mail.deliver_for(seconds=TURN_SECONDS)
    except outcomes.RelayAway:
        _schedule(deliver_mail.RELAY_AWAY_SECONDS)
        return False


def _set_alarm(now: datetime) -> None:
    """Wake up at the very moment something is due soon; the sweep covers what is further away."""
    moments = [moment for moment in (release.next_release_at(), outbox_claims.next_due_at()) if moment]
    waits = [moment - now for moment in moments if moment > now]
    lease_ends = outbox_claims.next_lease_ends_in()
    if lease_ends is not None:
        waits.append(max(lease_ends, timedelta()) + MOMENT)
    if waits and min(waits) <= SOON:
        _schedule(min(waits).total_seconds())


def _schedule(seconds: float) -> None:
    """Set an alarm, unless an earlier one is set: whoever wakes by that one looks again at what comes next."""
    global _rings_at
    now = time.monotonic()
    if now < _rings_at <= now + seconds + MOMENT.total_seconds():
        return
    try:
        drain.schedule(delay=seconds)
    except Exception as away:  # noqa: BLE001 - as above
        log.warning("queue.unreachable", extra={"error": type(away).__name__})
    else:
        _rings_at = now + seconds
