"""Everything that follows from time alone: windows, reminders, holds, recalls without a second person, bounces."""

from datetime import datetime

from portal.services import bounce_reports, hold_reminders, recall, reminders, windows


def work_through(*, now: datetime) -> None:
    """Write the emails that are due by the calendar; each is written once, however often this runs."""
    windows.work_through(now=now)
    reminders.work_through(now=now)
    hold_reminders.work_through(now=now)
    recall.tell_unconfirmed(now=now)
    bounce_reports.work_through(now=now)
