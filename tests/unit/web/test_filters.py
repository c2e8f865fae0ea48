"""How dates and instants are written: the day first, by the clock of the centre, and in UTC beside it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portal.web import filters

NIGHT = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def request_in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 4, 11), date(2026, 4, 25), "between 11 and 25 April 2026"),
        (date(2026, 4, 25), date(2026, 5, 9), "between 25 April and 9 May 2026"),
        (date(2026, 12, 20), date(2027, 1, 3), "between 20 December 2026 and 3 January 2027"),
    ],
)
def test_a_window_says_each_part_once(first: date, last: date, said: str) -> None:
    assert filters.between((first, last)) == said


def test_a_day_is_written_with_the_day_first() -> None:
    assert filters.day(date(2026, 3, 14)) == "14 March 2026"
    assert filters.short_day(date(2026, 3, 14)) == "14 Mar 2026"


def test_an_instant_is_told_by_the_clock_of_the_centre_with_the_zones_name() -> None:
    assert filters.instant(NIGHT, "Europe/Madrid") == "25 October 2026, 00:30 (Central European Summer Time)"
    assert filters.local_day(NIGHT, "Europe/Madrid") == "25 October 2026"
    assert filters.local_time(NIGHT, "Asia/Tokyo") == "25 October 2026, 07:30"


def test_the_hour_that_comes_twice_is_told_apart_by_the_zones_name() -> None:
    before, after = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert filters.instant(before, "Europe/Madrid") == "25 October 2026, 02:30 (Central European Summer Time)"
    assert filters.instant(after, "Europe/Madrid") == "25 October 2026, 02:30 (Central European Standard Time)"


def test_utc_stands_beside_it_with_its_date_where_that_is_another() -> None:
    same_day = datetime(2026, 4, 14, 8, tzinfo=UTC)
    assert filters.instant_and_utc(same_day, "Europe/Madrid").endswith("(Central European Summer Time), 08:00 UTC")
    assert filters.instant_and_utc(NIGHT, "Europe/Madrid").endswith("Time), 24 Oct 2026, 22:30 UTC")
