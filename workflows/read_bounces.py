"""Reads what mail servers returned, where a folder for it is set."""

from pathlib import Path

from huey import crontab

from portal import clock
from portal.mail import bounce_folder
from workflows.queue import huey, once_a_minute, settings


@huey.periodic_task(crontab())
@once_a_minute
def read_bounces() -> None:
    if settings.bounce_folder:
        bounce_folder.take_all(Path(settings.bounce_folder), now=clock.now())
