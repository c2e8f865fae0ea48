"""How values are written in pages: dates, instants in a zone, names of exams and papers."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from flask import Flask
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

from portal.services import catalogue

KEPT = 2_048
PAPER_NAMES = {
    "reading": _l("Reading"),
    "use_of_english": _l("Use of English"),
    "writing": _l("Writing"),
    "listening": _l("Listening"),
    "speaking": _l("Speaking"),
    "reading_writing": _l("Reading and Writing"),
}


def init_app(app: Flask) -> None:
    """Register the filters under their names here."""
    for name, function in {
        "day": day,
        "short_day": short_day,
        "local_day": local_day,
        "local_time": local_time,
        "zone_name": zone_name,
        "instant": instant,
        "instant_and_utc": instant_and_utc,
        "between": between,
        "exam_name": exam_name,
        "paper_name": paper_name,
    }.items():
        app.jinja_env.filters[name] = function


def day(value: date) -> str:
    """14 March 2026, in the reader's language."""
    return _date(value, "long", _locale())


def short_day(value: date) -> str:
    """14 Mar 2026, in the reader's language."""
    return _date(value, "medium", _locale())


def local_day(value: datetime, zone: str) -> str:
    """14 April 2026: the date of an instant by the calendar of `zone`."""
    return day(value.astimezone(ZoneInfo(zone)).date())


def instant(value: datetime, zone: str) -> str:
    """25 April 2026, 10:00 (Central European Summer Time), by the clock of `zone`."""
    return f"{local_time(value, zone)} ({zone_name(value, zone)})"


def local_time(value: datetime, zone: str) -> str:
    """25 April 2026, 10:00, by the clock of `zone`: only where the page says once which zone that is."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local.date())}{comma()}{_clock(local.time(), _locale())}"


def comma() -> str:
    """What stands between the parts of a list: Arabic has a comma of its own."""
    return gettext(", ")


def zone_name(value: datetime, zone: str) -> str:
    """Central European Summer Time: what `zone` is called at that instant."""
    return _zone_name(value, zone, _locale())


def instant_and_utc(value: datetime, zone: str) -> str:
    """14 April 2026, 10:00 (Central European Summer Time), 08:00 UTC; with the date of UTC where it is another."""
    utc, local = value.astimezone(UTC), value.astimezone(ZoneInfo(zone))
    at_utc = _clock(utc.time(), _locale())
    if utc.date() != local.date():
        at_utc = f"{short_day(utc.date())}{comma()}{at_utc}"
    return gettext("%(local)s, %(utc)s UTC", local=instant(value, zone), utc=at_utc)


def between(days: tuple[date, date]) -> str:
    """Between 11 and 25 April 2026: of the first day only what the second does not say."""
    first, last = days
    if (first.year, first.month) == (last.year, last.month):
        start = _skeleton("d", first, _locale())
    elif first.year == last.year:
        start = _skeleton("MMMMd", first, _locale())
    else:
        start = day(first)
    return gettext("between %(first)s and %(last)s", first=start, last=day(last))


def exam_name(code: str) -> str:
    """The exam's name from the catalogue; names of exams are data and are not translated."""
    exam = catalogue.current().exams.get(code)
    return exam.name if exam else code


def paper_name(code: str) -> str:
    """The paper's name in the reader's language."""
    return str(PAPER_NAMES.get(code, code))


def _locale() -> Locale | str:
    return get_locale() or "en"


# Candidates of one sitting share their dates: each is written once, for a language, and kept.
@lru_cache(KEPT)
def _date(value: date, length: Literal["long", "medium"], locale: Locale | str) -> str:
    return format_date(value, length, locale=locale)


@lru_cache(KEPT)
def _clock(value: time, locale: Locale | str) -> str:
    return format_time(value, "HH:mm", locale=locale)


@lru_cache(KEPT)
def _zone_name(value: datetime, zone: str, locale: Locale | str) -> str:
    return get_timezone_name(value.astimezone(ZoneInfo(zone)), locale=locale)


@lru_cache(KEPT)
def _skeleton(skeleton: str, value: date, locale: Locale | str) -> str:
    return format_skeleton(skeleton, value, locale=locale)
