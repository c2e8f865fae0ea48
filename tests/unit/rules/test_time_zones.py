"""Local times on ordinary days and on the nights a clock changes."""

from datetime import UTC, date, datetime, time

import pytest

from portal.rules import time_zones
from portal.rules.time_zones import RepeatedTimeError, SkippedTimeError, local_instant

MADRID = "Europe/Madrid"
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        (MADRID, datetime(2026, 4, 20, 7, 0, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 4, 20, 3, 30, tzinfo=UTC)),
        ("America/Bogota", datetime(2026, 4, 20, 14, 0, tzinfo=UTC)),
    ],
)
def test_nine_in_the_morning_depends_on_the_zone(zone: str, instant: datetime) -> None:
    assert local_instant(date(2026, 4, 20), time(9), zone) == instant


def test_the_instant_is_in_utc() -> None:
    assert local_instant(date(2026, 4, 20), time(9), MADRID).tzinfo is UTC


@pytest.mark.parametrize("at", [time(2, 0), time(2, 30), time(2, 59)])
def test_a_time_the_clock_jumps_over_is_refused(at: time) -> None:
    with pytest.raises(SkippedTimeError) as refused:
        local_instant(FORWARD, at, MADRID)
    assert refused.value.choices == ()


@pytest.mark.parametrize("fold", [0, 1])
def test_no_choice_makes_a_skipped_time_real(fold: int) -> None:
    with pytest.raises(SkippedTimeError):
        local_instant(FORWARD, time(2, 30), MADRID, fold)


def test_a_time_that_comes_twice_is_refused_with_both_instants() -> None:
    with pytest.raises(RepeatedTimeError) as refused:
        local_instant(BACK, time(2, 30), MADRID)
    assert refused.value.choices == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_a_choice_makes_a_repeated_time_one_instant(fold: int, hour: int) -> None:
    assert local_instant(BACK, time(2, 30), MADRID, fold) == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize("at", [time(1, 59), time(3, 0)])
@pytest.mark.parametrize("day", [FORWARD, BACK])
def test_the_minutes_around_a_change_are_one_instant(day: date, at: time) -> None:
    assert local_instant(day, at, MADRID, 1) == local_instant(day, at, MADRID)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [(MADRID, True), ("UTC", True), ("Europe", False), ("../etc/passwd", False), ("", False)],
)
def test_a_time_zone_has_a_name_of_the_database(name: str, is_one: bool) -> None:
    assert time_zones.is_time_zone(name) is is_one


def test_an_instant_has_the_date_on_the_wall() -> None:
    assert time_zones.local_date(datetime(2026, 4, 10, 22, 30, tzinfo=UTC), MADRID) == date(2026, 4, 11)


def test_a_naive_instant_has_no_date() -> None:
    with pytest.raises(ValueError, match="time zone"):
        time_zones.local_date(datetime(2026, 4, 10, tzinfo=UTC).replace(tzinfo=None), MADRID)


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        (FORWARD, MADRID, datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),
        (date(2026, 9, 6), "America/Santiago", datetime(2026, 9, 6, 4, 0, tzinfo=UTC)),
    ],
)
def test_a_day_begins_also_where_midnight_is_skipped(day: date, zone: str, instant: datetime) -> None:
    assert time_zones.midnight(day, zone) == instant
