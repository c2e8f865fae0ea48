"""Reminders to confirm an email address: a day after registering, a week after, and before the window opens."""

from datetime import datetime, timedelta

from peewee import SQL, Expression, fn

from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.sitting import Sitting
from portal.rules.time_zones import in_daytime, local_date
from portal.services import links, outbox

KIND = "confirm_email_reminder"
AFTER = {"day": timedelta(hours=24), "week": timedelta(days=7)}
TOO_LATE = timedelta(days=3)
BEFORE_WINDOW = timedelta(days=14)
DAYTIME = (8, 20)


def work_through(*, now: datetime) -> int:
    """Remind everybody whose reminder is due; returns how many emails were written.

    A reminder that could not be written for three days, because nothing ran, is left out rather than sent with
    the next one.
    """
    written = 0
    for name, age in AFTER.items():
        registered = (Candidate.created_at <= now - age, Candidate.created_at > now - age - TOO_LATE)
        written += sum(_remind(candidate, name, now, now) for candidate in _unconfirmed(name, *registered))
    return written + sum(_before_window(sitting, now) for sitting in _window_near(now))


def _window_near(now: datetime) -> list[Sitting]:
    soon = Sitting.results_from.between(now.date(), now.date() + BEFORE_WINDOW + timedelta(days=1))
    return list(Sitting.select(Sitting, Centre).join(Centre).where(soon))


def _before_window(sitting: Sitting, now: datetime) -> int:
    zone = sitting.centre.timezone
    if not sitting.results_from - BEFORE_WINDOW <= local_date(now, zone) < sitting.results_from:
        return 0
    entered = Entry.select(Entry.candidate).where(Entry.sitting == sitting, Entry.candidate.is_null(False))
    due_at = in_daytime(now, zone, DAYTIME)
    name = f"window{sitting.id}"
    return sum(_remind(candidate, name, now, due_at) for candidate in _unconfirmed(name, Candidate.id.in_(entered)))


def _unconfirmed(name: str, *conditions: Expression) -> list[Candidate]:
    """Candidates who meet the conditions, have not confirmed their address and did not get this reminder."""
    key = SQL(f"'{KIND}:c'").concat(Candidate.id).concat(f":{name}")
    reminded = fn.EXISTS(OutboxEmail.select(OutboxEmail.id).where(OutboxEmail.unique_key == key))
    query = Candidate.select().where(
        Candidate.email_confirmed_at.is_null(), Candidate.disabled_at.is_null(), *conditions, ~reminded
    )
    return list(query.order_by(Candidate.id))


def _remind(candidate: Candidate, name: str, now: datetime, due_at: datetime) -> bool:
    """Write one reminder with a fresh link that lives from when it leaves; False if another worker was quicker."""
    with db.atomic() as transaction:
        link = links.make(purpose=links.Purpose.CONFIRM_EMAIL, email=candidate.email, candidate=candidate, now=due_at)
        written = outbox.to_candidate(
            kind=KIND, key=name, candidate=candidate, link=link, address=candidate.email, now=now, due_at=due_at
        )
        if not written:
            transaction.rollback()
    return written
