"""Results windows: who must be told that one opened, is running out, or will be missed."""

from datetime import datetime, timedelta

from peewee import JOIN

from portal.models.base import db
from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.sitting import Sitting
from portal.rules.time_zones import local_date
from portal.services import batch_mail, outbox
from portal.services.actor import WORKER
from portal.services.batch_making import open_batch

OPENS_SOON = timedelta(days=7)
BOARD_WARNED = timedelta(days=3)
REMIND_EVERY_DAYS = 3
WAITING = ("draft", "submitted", "stopped")


def work_through(*, now: datetime) -> None:
    """Everything that follows from the calendar; each email is written once, however often this runs."""
    for sitting in _running(now):
        today = local_date(now, sitting.centre.timezone)
        with db.atomic():
            if today >= sitting.results_from:
                _window_is_open(sitting, now)
            elif today >= sitting.results_from - OPENS_SOON:
                _tell_candidates(sitting, "window_opens_soon", now)


def _running(now: datetime) -> list[Sitting]:
    """Sittings whose window opens within a week or is open, and whose main batch is not out."""
    main_out = ReleaseBatch.select(ReleaseBatch.sitting).where(
        ReleaseBatch.kind == "main", ReleaseBatch.released_at.is_null(False)
    )
    query = (
        Sitting.select(Sitting, Centre)
        .join(Centre)
        .where(Sitting.results_from <= now.date() + OPENS_SOON + timedelta(days=1), Sitting.id.not_in(main_out))
    )
    return list(query)


def _window_is_open(sitting: Sitting, now: datetime) -> None:
    today = local_date(now, sitting.centre.timezone)
    batch = open_batch(sitting, "main", actor=WORKER, now=now)
    batch_mail.due(batch, now=now)
    if batch.state in WAITING:
        days = (today - sitting.results_from).days
        if days and days % REMIND_EVERY_DAYS == 0:
            batch_mail.reminder(batch, day=f"{today:%Y%m%d}", now=now)
        if today > sitting.results_by - BOARD_WARNED:
            batch_mail.overdue(batch, now=now)
    if today >= sitting.results_by and not _in_time(batch, sitting):
        _tell_candidates(sitting, "results_delayed", now)


def _in_time(batch: ReleaseBatch, sitting: Sitting) -> bool:
    """Whether an approved batch will still go out on the last day."""
    return (
        batch.state == "approved"
        and batch.release_at is not None
        and local_date(batch.release_at, sitting.centre.timezone) <= sitting.results_by
    )


def _tell_candidates(sitting: Sitting, kind: str, now: datetime) -> None:
    """Write to every registered candidate of the sitting who has no result yet, once for each kind."""
    released = BatchRow.select(BatchRow.entry).join(ReleaseBatch).where(ReleaseBatch.released_at.is_null(False))
    entries = (
        Entry.select(Entry, Candidate)
        .join(Candidate, JOIN.INNER)
        .where(Entry.sitting == sitting, Entry.id.not_in(released))
    )
    for entry in list(entries):
        if entry.candidate is not None:
            outbox.to_candidate(kind=kind, key=f"e{entry.id}", candidate=entry.candidate, entry=entry, now=now)
