"""The daily report to a centre: how many candidates its emails did not reach on the day before."""

from datetime import date, datetime, timedelta

from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.staff import Staff
from portal.rules.time_zones import local_date, midnight
from portal.services import outbox

KIND = "bounce_report"
UNREACHED = ("refused", "suppressed")


def work_through(*, now: datetime) -> None:
    """Write yesterday's report to the officers of every centre that had failures, by the calendar of the centre."""
    for centre in _centres_with_failures(now):
        yesterday = local_date(now, centre.timezone) - timedelta(days=1)
        if unreached(centre, yesterday):
            _report(centre, yesterday, now)


def unreached(centre: Centre, day: date) -> int:
    """How many of the centre's candidates an email did not reach on that day, because of their address."""
    start, end = midnight(day, centre.timezone), midnight(day + timedelta(days=1), centre.timezone)
    return int(
        OutboxEmail.select(OutboxEmail.candidate)
        .where(
            OutboxEmail.state == "failed",
            OutboxEmail.problem.in_(UNREACHED),
            OutboxEmail.dead_at >= start,
            OutboxEmail.dead_at < end,
            OutboxEmail.candidate.in_(Entry.select(Entry.candidate).where(Entry.centre == centre)),
        )
        .distinct()
        .count()
    )


def day_of(email: OutboxEmail) -> date:
    """The day that a report is about, as its key says."""
    return datetime.strptime(email.unique_key.rpartition(":")[2], "%Y%m%d").date()  # noqa: DTZ007 - a date


def _centres_with_failures(now: datetime) -> list[Centre]:
    lately = now - timedelta(days=3)
    failed = OutboxEmail.select(OutboxEmail.candidate).where(
        OutboxEmail.state == "failed", OutboxEmail.problem.in_(UNREACHED), OutboxEmail.dead_at > lately
    )
    ids = Entry.select(Entry.centre).where(Entry.candidate.in_(failed)).distinct()
    return list(Centre.select().where(Centre.id.in_(ids)))


def _report(centre: Centre, day: date, now: datetime) -> None:
    officers = Staff.select().where(Staff.centre == centre, Staff.role == "officer", Staff.disabled_at.is_null())
    for officer in list(officers):
        outbox.to_staff(kind=KIND, key=f"{day:%Y%m%d}", staff=officer, now=now)
