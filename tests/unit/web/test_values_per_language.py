"""Dates, times and names of papers as each language writes them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.rules.languages import locale_of
from portal.web import filters

MADRID = "Europe/Madrid"
RELEASE = datetime(2026, 4, 14, 8, tzinfo=UTC)
WINDOW = (date(2026, 4, 11), date(2026, 4, 25))


@pytest.fixture
def reader(app: Flask, request: pytest.FixtureRequest) -> Iterator[None]:
    """Somebody who reads the language that the test names."""
    with app.test_request_context("/"), force_locale(locale_of(request.param)):
        yield


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("en", "14 April 2026, 10:00 (Central European Summer Time), 08:00 UTC"),
        ("es", "14 de abril de 2026, 10:00 (hora de verano de Europa central), 08:00 UTC"),
        ("ar", "14 أبريل 2026، 10:00 (توقيت وسط أوروبا الصيفي)، أي 08:00 بتوقيت UTC"),
    ],
    indirect=["reader"],
)
@pytest.mark.usefixtures("reader")
def test_an_instant_is_said_at_the_centre_and_in_utc(words: str) -> None:
    assert filters.instant_and_utc(RELEASE, MADRID) == words


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("en", "between 11 and 25 April 2026"),
        ("es", "entre el 11 y el 25 de abril de 2026"),
        ("ar", "بين 11 و25 أبريل 2026"),
    ],
    indirect=["reader"],
)
@pytest.mark.usefixtures("reader")
def test_a_window_says_the_month_once(words: str) -> None:
    assert filters.between(WINDOW) == words


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("en", "between 29 April and 13 May 2026"),
        ("es", "entre el 29 de abril y el 13 de mayo de 2026"),
        ("ar", "بين 29 أبريل و13 مايو 2026"),
    ],
    indirect=["reader"],
)
@pytest.mark.usefixtures("reader")
def test_a_window_over_two_months_names_both(words: str) -> None:
    assert filters.between((date(2026, 4, 29), date(2026, 5, 13))) == words


@pytest.mark.parametrize(
    ("reader", "words"), [("en", "Listening"), ("es", "Escucha"), ("ar", "الاستماع")], indirect=["reader"]
)
@pytest.mark.usefixtures("reader")
def test_papers_are_named_in_the_readers_language(words: str) -> None:
    assert filters.paper_name("listening") == words


@pytest.mark.parametrize("reader", ["es", "ar"], indirect=True)
@pytest.mark.usefixtures("reader")
def test_names_of_exams_and_unknown_papers_are_not_translated() -> None:
    assert filters.exam_name("B2F") == "B2 First"
    assert filters.paper_name("riding") == "riding"


@pytest.mark.parametrize("reader", ["en"], indirect=True)
@pytest.mark.usefixtures("reader")
def test_the_same_instant_in_two_zones_is_two_times() -> None:
    assert [filters.local_time(RELEASE, zone)[-5:] for zone in ("UTC", MADRID, "Asia/Kolkata")] == [
        "08:00", "10:00", "13:30",
    ]  # fmt: skip
