"""The window of results, day by day, by the calendar of the centre."""

from datetime import UTC, date, datetime

import pytest

from portal.rules.release_window import WORDS_BY_CODE, in_window, window

EXAM = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("delivery", "first", "last"),
    [
        ("paper", date(2026, 4, 11), date(2026, 4, 25)),
        ("computer", date(2026, 3, 28), date(2026, 4, 4)),
        ("digital", date(2026, 3, 19), date(2026, 3, 24)),
    ],
)
def test_the_window_follows_from_the_delivery(delivery: str, first: date, last: date) -> None:
    assert window(EXAM, delivery) == (first, last)


def test_files_name_deliveries_by_code() -> None:
    assert WORDS_BY_CODE == {"PB": "paper", "CB": "computer", "DG": "digital"}


@pytest.mark.parametrize(
    ("instant", "inside"),
    [
        (datetime(2026, 4, 10, 21, 59, tzinfo=UTC), False),
        (datetime(2026, 4, 10, 22, 0, tzinfo=UTC), True),
        (datetime(2026, 4, 25, 21, 59, tzinfo=UTC), True),
        (datetime(2026, 4, 25, 22, 0, tzinfo=UTC), False),
    ],
)
def test_the_window_begins_and_ends_at_midnight_of_the_centre(instant: datetime, inside: bool) -> None:
    assert in_window(instant, EXAM, "paper", "Europe/Madrid") is inside


def test_an_unknown_delivery_has_no_window() -> None:
    with pytest.raises(KeyError):
        window(EXAM, "PB")
