"""The demonstration: two centres, and a sitting in each phase between the exam and the result."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.cli import cast, history, past_mail, sittings
from portal.cli.demo_data import Row
from portal.cli.sheet import Sheet, newcomer, registered, staff
from portal.cli.sittings import Plan
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.services import approvals

SUMMARY = "two centres and a sitting in each phase, as `portal demo` shows them"
WAITING = Plan(
    days_ago=35, size=24, exam_code="B2F", first_number=1,
    named=(("Amara", "Okafor"), ("Diego", "Vidal"), ("Lucía", "Muñoz")),
)  # fmt: skip
RELEASED = Plan(days_ago=60, size=24, exam_code="C1A", first_number=101, named=(("Elif", "Şahin"), ("Finn", "Jäger")))
LAST_WEEK = Plan(days_ago=7, size=24, exam_code="B1P", first_number=201, named=(("Grace", "Ó Súilleabháin"),))
DUE = Plan(
    days_ago=15, size=18, centre="ZZ002", exam_code="A2KS", delivery="computer", first_number=1,
    named=(("Layla", "Mahmoud"), ("Yusuf", "Mahmoud")),
)  # fmt: skip
TIME_TO_PLAY = timedelta(minutes=8)
REGISTERED_OF_RELEASED = 6
NEWCOMERS = 2


def load(*, required: int, now: datetime) -> Sheet:
    """Bring everything to where the story begins; what was made or played before stays as it is."""
    cast.gather(now=now)
    released = _released(required, now)
    waiting = _waiting(now)
    last_week = sittings.enter(LAST_WEEK, now=now, results=False)
    due = sittings.enter(DUE, now=now)
    for row in (waiting[1], last_week[0], due[0]):
        sittings.register(row, now=now)
    past_mail.send_all(now=now - timedelta(hours=1))
    people = (
        *(newcomer(row, "B2 First five weeks ago, not registered yet") for row in _unclaimed(waiting)),
        registered(released[0], "C1 Advanced, released"),
        registered(last_week[0], "B1 Preliminary last week"),
        registered(due[0], "A2 Key for Schools at the other centre"),
        registered(waiting[1], "B2 First five weeks ago, registered"),
    )
    return Sheet(people=(*people, *staff()), notes=(_next_step(history.batch_of(WAITING)),))


def _released(required: int, now: datetime) -> list[Row]:
    fresh = sittings.there(RELEASED) is None
    rows = sittings.enter(RELEASED, now=now)
    for row in rows[:REGISTERED_OF_RELEASED]:
        sittings.register(row, now=now)
    if fresh:
        day = date.fromisoformat(rows[0]["exam_date"]) + timedelta(days=31)
        history.let_out(
            history.batch_of(RELEASED), minute=sittings.local_time(RELEASED, day, time(10)), required=required
        )
    return rows


def _waiting(now: datetime) -> list[Row]:
    """Submitted, for a minute that leaves time to approve it twice; a minute that ran out unused is chosen anew."""
    rows = sittings.enter(WAITING, now=now)
    batch = history.batch_of(WAITING)
    if batch.state == "submitted" and batch.release_at is not None and batch.release_at < now + TIME_TO_PLAY / 2:
        batch = approvals.withdraw(batch, actor=cast.actor(cast.BEN), now=now)
    if batch.state == "draft":
        minute = now.replace(second=0, microsecond=0) + TIME_TO_PLAY
        history.submit(batch, release_at=minute, now=now)
    return rows


def _unclaimed(rows: list[Row]) -> list[Row]:
    """The first people of the sitting whom nobody registered, in this run or an earlier one."""
    numbers = [row["id_number"] for row in rows]
    free = Entry.select(Entry.id_number).where(Entry.id_number.in_(numbers), Entry.candidate.is_null())
    names = {entry.id_number for entry in free}
    return [row for row in rows if row["id_number"] in names][:NEWCOMERS]


def _next_step(batch: ReleaseBatch) -> str:
    if batch.state != "submitted" or batch.release_at is None:
        return f"The B2 First batch is {batch.state}."
    zone = batch.sitting.centre.timezone
    return (
        f"The B2 First batch goes out at {batch.release_at.astimezone(ZoneInfo(zone)):%H:%M} ({zone}) "
        "if two people approve it before."
    )
