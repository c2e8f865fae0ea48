"""Removes rows that are over by themselves within days; what is kept for a time of choice is in retention.py."""

from datetime import datetime, timedelta

from portal.models.connection import shared_time
from portal.models.intake import Intake
from portal.models.submission import Submission
from portal.services import heartbeats, intake_files, throttle

KEEP_SUBMISSIONS = timedelta(days=1)
KEEP_UNANSWERED_FILES = timedelta(days=7)


def tidy(*, now: datetime) -> None:
    """Each deletion stands alone; running it twice does no harm."""
    throttle.tidy(now=now)
    heartbeats.tidy(now=shared_time())
    Submission.delete().where(Submission.created_at < now - KEEP_SUBMISSIONS).execute()
    Intake.update(state="dropped").where(
        Intake.state == "checked", Intake.created_at < now - KEEP_UNANSWERED_FILES
    ).execute()
    intake_files.forget(Intake.select(Intake.id).where(Intake.state == "dropped"))
