"""A submitted batch that two people may approve, for tomorrow morning."""

from datetime import datetime, time, timedelta

from portal.cli import cast, history, sittings
from portal.cli.demo_data import Row
from portal.cli.sheet import Person, Sheet, newcomer, registered, staff
from portal.cli.sittings import Plan
from portal.rules.time_zones import local_date

SUMMARY = "a submitted batch for tomorrow, 10:00 at the centre, that nobody approved yet"
PLAN = Plan(
    days_ago=35, size=8, named=(("Amara", "Okafor"), ("Diego", "Vidal"), ("Lucía", "Muñoz")), outcomes=("B", "C", "A")
)
AT = time(10)


def load(*, required: int, now: datetime) -> Sheet:
    """Ben submitted it an hour ago."""
    rows = submitted(now=now)
    return Sheet(people=(*people(rows), *staff()), notes=(f"{SUMMARY.capitalize()}. It has {PLAN.size} candidates.",))


def submitted(*, now: datetime) -> list[Row]:
    """The rows of the sitting, its batch submitted and two of its candidates registered."""
    cast.gather(now=now)
    rows = sittings.enter(PLAN, now=now)
    for row in rows[:2]:
        sittings.register(row, now=now)
    history.submit(history.batch_of(PLAN), release_at=release_at(now), now=now - timedelta(hours=1))
    return rows


def people(rows: list[Row]) -> tuple[Person, ...]:
    """Who of the sitting is to be played."""
    amara, diego, lucia = rows[:3]
    return registered(amara), registered(diego), newcomer(lucia)


def release_at(now: datetime) -> datetime:
    """Tomorrow morning at the centre."""
    return sittings.local_time(PLAN, local_date(now, "Europe/Madrid") + timedelta(days=1), AT)
