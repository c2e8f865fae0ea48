"""A time of day in a named zone as one instant, also on the night a clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones


class LocalTimeError(ValueError):
    """A local time that is not exactly one instant; `choices` are the instants it may mean."""

    def __init__(self, sentence: str, choices: tuple[datetime, ...] = ()) -> None:
        super().__init__(sentence)
        self.choices = choices


class RepeatedTimeError(LocalTimeError):
    """The clock shows this time twice; `choices` holds the earlier and the later instant."""


class SkippedTimeError(LocalTimeError):
    """The clock jumps over this time; `choices` is empty."""


def is_time_zone(name: str) -> bool:
    """True for a name of the IANA database, as Europe/Madrid."""
    return name in available_timezones()


def local_instant(day: date, at: time, zone: str, fold: int | None = None) -> datetime:
    """The UTC instant of a local time.

    Raises SkippedTimeError when the clock jumps over it, and RepeatedTimeError when it comes twice and `fold`
    (0 the earlier, 1 the later) does not say which.
    """
    tz = ZoneInfo(zone)
    naive = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    instants = [naive.replace(tzinfo=tz, fold=which).astimezone(UTC) for which in (0, 1)]
    real = tuple(sorted({i for i in instants if i.astimezone(tz).replace(tzinfo=None, fold=0) == naive}))
    shown = f"{at:%H:%M} on {day.isoformat()} in {zone}"
    if not real:
        raise SkippedTimeError(f"{shown} does not exist, because the clock jumps over it. Choose another time.")
    if len(real) == 2 and fold is None:
        raise RepeatedTimeError(f"{shown} comes twice, because the clock goes back. Say which of the two.", real)
    return real[fold or 0] if len(real) == 2 else real[0]


def local_date(instant: datetime, zone: str) -> date:
    """The date the calendar on the wall of that zone shows at an aware instant."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return instant.astimezone(ZoneInfo(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """The first instant of a local day, in UTC; also where the clock jumps over midnight."""
    start = datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))
    instant = start.astimezone(UTC)
    while local_date(instant, zone) < day:
        instant += timedelta(minutes=15)
    return instant


def in_daytime(instant: datetime, zone: str, hours: tuple[int, int]) -> datetime:
    """`instant` itself when the clock of `zone` shows an hour from the first up to the last, else the next such one."""
    first, last = hours
    local = instant.astimezone(ZoneInfo(zone))
    if first <= local.hour < last:
        return instant
    day = local.date() if local.hour < first else local.date() + timedelta(days=1)
    return datetime.combine(day, time(first), tzinfo=ZoneInfo(zone)).astimezone(UTC)
