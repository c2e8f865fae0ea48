"""Removes what is over: throttle buckets, submissions, slots, sessions."""

from huey import crontab

from portal import clock
from portal.services import tidying
from workflows.queue import huey, once_a_minute


@huey.periodic_task(crontab(minute="17"))
@once_a_minute
def tidy() -> None:
    tidying.tidy(now=clock.now())
