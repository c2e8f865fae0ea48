"""Opens results windows: tells staff what is due, reminds them, and warns before a window closes."""

from huey import crontab

from portal import clock
from portal.services import windows
from workflows.queue import huey, once_a_minute


@huey.periodic_task(crontab())
@once_a_minute
def open_windows() -> None:
    windows.work_through(now=clock.now())
