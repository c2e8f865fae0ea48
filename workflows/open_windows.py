"""Follows the calendar: opens results windows, reminds staff and candidates, reports what did not arrive."""

from huey import crontab

from portal import clock
from portal.services import calendar_work
from workflows.queue import huey, once_a_minute


@huey.periodic_task(crontab())
@once_a_minute
def open_windows() -> None:
    calendar_work.work_through(now=clock.now())
