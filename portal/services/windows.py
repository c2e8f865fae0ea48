"""Results windows: who must be told that one opens, runs out, or will be missed."""

from datetime import date, datetime, timedelta

from peewee import Expression

from portal.models.base import db
from portal.models.batch_row import BatchRow
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.sitting import Sitting
from portal.rules.time_zones import local_date, midnight
from portal.services import batch_mail, notices
from portal.services.actor import WORKER
from portal.services.batch_making import open_batch

OPENS_SOON = timedelta(days=7)
LAST_DAYS = timedelta(days=3)
REMIND_EVERY = timedelta(days=3)
WAITING = ("draft", "submitted", "stopped")


def work_through(*, now: datetime) -> None:
    """Everything that follows from the calendar; each email is written once, however often this runs."""
    for sitting in _running(now):
        today = local_date(now, sitting.centre.timezone)
        with db.atomic():
            if today >= sitting.results_from:
                _window_is_open(sitting, now)
            elif today >= sitting.results_from - OPENS_SOON:
                notices.tell("window_opens_soon", *_waits(sitting), centre=sitting.centre, now=now)


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
    zone = sitting.centre.timezone
    today = local_date(now, zone)
    batch = open_batch(sitting, "main", actor=WORKER, now=now)
    if batch.state in WAITING:
        _tell_staff(batch, sitting, today, now)
    if not _in_time(batch, sitting) and (today >= sitting.results_by or batch.state == "approved"):
        notices.tell("results_delayed", *_waits(sitting), centre=sitting.centre, now=now)


def _tell_staff(batch: ReleaseBatch, sitting: Sitting, today: date, now: datetime) -> None:
    """The one email that this day asks for: that it is due, a reminder some days after that, or that time runs out."""
    zone, opened = sitting.centre.timezone, sitting.results_from
    if today > sitting.results_by - LAST_DAYS:
        if _last(batch, "batch_overdue", opened, zone) is None:
            batch_mail.overdue(batch, now=now)
        return
    told_on = _last(batch, "batch_due", opened, zone)
    if told_on is None:
        batch_mail.due(batch, now=now)
    elif today >= told_on + REMIND_EVERY:
        day = today - (today - told_on) % REMIND_EVERY
        if _last(batch, "batch_reminder", day, zone) is None:
            batch_mail.reminder(batch, day=f"{day:%Y%m%d}", now=now)


def _last(batch: ReleaseBatch, kind: str, since: date, zone: str) -> date | None:
    """The day on which staff were last told this, if they were since that one: then nothing is written again."""
    there = OutboxEmail.select(OutboxEmail.created_at).where(
        OutboxEmail.batch == batch, OutboxEmail.kind == kind, OutboxEmail.created_at >= midnight(since, zone)
    )
    last: OutboxEmail | None = there.order_by(OutboxEmail.created_at.desc()).first()
    return None if last is None else local_date(last.created_at, zone)


def _in_time(batch: ReleaseBatch, sitting: Sitting) -> bool:
    """Whether an approved batch will still go out on the last day."""
    return (
        batch.state == "approved"
        and batch.release_at is not None
        and local_date(batch.release_at, sitting.centre.timezone) <= sitting.results_by
    )


def _waits(sitting: Sitting) -> tuple[Expression, ...]:
    """Entries of the sitting for which nothing came out yet."""
    released = BatchRow.select(BatchRow.entry).join(ReleaseBatch).where(ReleaseBatch.released_at.is_null(False))
    return (Entry.sitting == sitting, Entry.id.not_in(released))
