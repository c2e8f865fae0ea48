"""An approved batch that goes out tomorrow morning by itself."""

from datetime import datetime, timedelta

from portal.cli import history
from portal.cli.scenarios import waiting_for_approval
from portal.cli.sheet import Sheet, staff

SUMMARY = "an approved batch that goes out tomorrow, 10:00 at the centre"


def load(*, required: int, now: datetime) -> Sheet:
    """Ada and Bo approved it half an hour ago."""
    rows = waiting_for_approval.submitted(now=now)
    batch = history.batch_of(waiting_for_approval.PLAN)
    history.approve(batch, required=required, now=now - timedelta(minutes=30))
    return Sheet(people=(*waiting_for_approval.people(rows), *staff()), notes=(f"{SUMMARY.capitalize()}.",))
