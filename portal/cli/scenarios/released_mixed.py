"""A released batch with every outcome there is, each with a candidate who can sign in and look."""

from datetime import date, datetime, time, timedelta

from portal.cli import cast, history, outcomes, sittings
from portal.cli.demo_data import Row
from portal.cli.sheet import Sheet, newcomer, registered, staff
from portal.cli.sittings import Plan

SUMMARY = "a released batch with every grade and status, each with a registered candidate"
PLAN = Plan(
    days_ago=40, size=len(outcomes.ALL) + 1, outcomes=outcomes.ALL,
    named=(
        ("Amara", "Okafor"), ("Björn", "Weiß"), ("Chiara", "D'Angelo"), ("Diego", "Vidal"), ("Elif", "Şahin"),
        ("Finn", "Jäger"), ("Giulia", "Rossi"), ("Hugo", "Muñoz"), ("Inês", "Magalhães"), ("Jiří", "Dvořák"),
    ),
)  # fmt: skip
AT, RELEASED_AFTER_DAYS = time(10), 31


def load(*, required: int, now: datetime) -> Sheet:
    """It went out on day 31, and the emails arrived."""
    rows = entered(PLAN, registered_first=len(outcomes.ALL), now=now)
    history.let_out(history.batch_of(PLAN), minute=minute(PLAN, rows), required=required)
    people = [registered(row, outcome) for row, outcome in zip(rows, outcomes.ALL, strict=False)]
    return Sheet(people=(*people, newcomer(rows[-1], "released, not registered"), *staff()))


def entered(plan: Plan, *, registered_first: int, now: datetime) -> list[Row]:
    """The rows of a sitting with results, so many of its first candidates registered."""
    cast.gather(now=now)
    rows = sittings.enter(plan, now=now)
    for row in rows[:registered_first]:
        sittings.register(row, now=now)
    return rows


def minute(plan: Plan, rows: list[Row]) -> datetime:
    """Ten in the morning of the day on which such a sitting goes out."""
    return sittings.local_time(plan, date.fromisoformat(rows[0]["exam_date"]) + timedelta(days=RELEASED_AFTER_DAYS), AT)
