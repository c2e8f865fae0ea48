"""The eve of the night on which the centre's clock changes; the business clock is moved there."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from portal.cli import cast, journey, sittings
from portal.cli.sheet import Sheet, registered, staff
from portal.cli.sittings import Plan

SUMMARY = "a batch to submit on the eve of the night on which the centre's clock changes (moves the clock there)"
PLAN = Plan(days_ago=35, size=6, named=(("Amara", "Okafor"),), outcomes=("B",))
ZONE = ZoneInfo("Europe/Madrid")
EVE = timedelta(hours=8)
HOUR = timedelta(hours=1)


def load(*, required: int, now: datetime) -> Sheet:
    """Eight hours before the change. Raises Refused("needs_time_travel")."""
    change = next_change(now + EVE + HOUR)
    eve = change - EVE
    journey.begin_at(eve)
    cast.gather(now=eve)
    rows = sittings.enter(PLAN, now=eve)
    sittings.register(rows[0], now=eve)
    return Sheet(people=(registered(rows[0]), *staff()), notes=(_words(change),))


def next_change(after: datetime) -> datetime:
    """The first hour from `after` on at which the offset of the zone from UTC is another one."""
    hour = after.replace(minute=0, second=0, microsecond=0)
    while hour.astimezone(ZONE).utcoffset() == (hour - HOUR).astimezone(ZONE).utcoffset():
        hour += HOUR
    return hour


def _words(change: datetime) -> str:
    before, after = ((change - timedelta(seconds=1)).astimezone(ZONE), change.astimezone(ZONE))
    what = "does not exist" if after.hour > before.hour + 1 else "comes twice"
    hour = before.hour + 1 if what == "does not exist" else after.hour
    return f"In the night to {after:%d %B %Y} the hour from {hour:02d}:00 {what} in {ZONE.key}."
