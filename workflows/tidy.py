"""Removes what is over: counters, submissions and slots every hour, and each night what was kept long enough."""

from huey import crontab

from portal import clock
from portal.services import retention, tidying
from workflows.queue import huey, once_a_minute, settings


@huey.periodic_task(crontab(minute="17"))
@once_a_minute
def tidy() -> None:
    tidying.tidy(now=clock.now())


@huey.periodic_task(crontab(hour="3", minute="23"))
@once_a_minute
def retain() -> None:
    retention.work_through(ages=retention.Ages.of(settings), now=clock.now())
