"""Holds whose day of news has come: the owner is reminded, and a candidate who waits is told that it takes longer."""

from datetime import datetime, timedelta

from portal.models.base import db
from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.hold import Hold
from portal.models.release_batch import ReleaseBatch
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules.time_zones import in_daytime, local_date
from portal.services import outbox
from portal.services.notices import DAYTIME


def work_through(*, now: datetime) -> None:
    """One email a hold and day of news, to either; a day that was moved on is a new one."""
    for hold in _due(now):
        today = local_date(now, hold.row.batch.sitting.centre.timezone)
        with db.atomic():
            if today >= hold.next_update_on:
                _remind_owner(hold, now)
            if today > hold.next_update_on and hold.row.batch.state == "released":
                _tell_candidate(hold, now)


def _due(now: datetime) -> list[Hold]:
    return list(
        Hold.select(Hold, BatchRow, ReleaseBatch, Sitting, Centre, Staff)
        .join(BatchRow)
        .join(ReleaseBatch)
        .join(Sitting)
        .join(Centre)
        .switch(Hold)
        .join(Staff, on=Hold.owner)
        .where(
            Hold.lifted_at.is_null(),
            Hold.next_update_on <= now.date() + timedelta(days=1),
            ReleaseBatch.state.not_in(("cancelled", "recalled")),
        )
    )


def _remind_owner(hold: Hold, now: datetime) -> None:
    if hold.owner.disabled_at is None:
        outbox.to_staff(kind="hold_due", key=_key(hold), staff=hold.owner, batch=hold.row.batch, now=now)


def _tell_candidate(hold: Hold, now: datetime) -> None:
    """The day passed without news for somebody who sees Pending or Withheld."""
    entry = Entry.get_by_id(hold.row.entry_id)
    candidate: Candidate | None = entry.candidate
    if candidate is not None:
        due_at = in_daytime(now, hold.row.batch.sitting.centre.timezone, DAYTIME)
        outbox.to_candidate(
            kind="hold_update", key=_key(hold), candidate=candidate, entry=entry, batch=hold.row.batch,
            now=now, due_at=due_at,
        )  # fmt: skip


def _key(hold: Hold) -> str:
    return f"h{hold.id}:{hold.next_update_on:%Y%m%d}"
