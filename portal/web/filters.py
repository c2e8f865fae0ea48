"""How values are written in pages: dates, instants in a zone, names of exams and papers."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_skeleton, get_timezone_name
from flask import Flask
from flask_babel import format_date, get_locale, gettext

from portal.services import catalogue


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
    return str(format_date(value, "long"))


def short_day(value: date) -> str:
    """14 Mar 2026, in the reader's language."""
    return str(format_date(value, "medium"))


def local_day(value: datetime, zone: str) -> str:
    """14 April 2026: the date of an instant by the calendar of `zone`."""
    return day(value.astimezone(ZoneInfo(zone)).date())


def instant(value: datetime, zone: str) -> str:
    """25 April 2026, 10:00 (Central European Summer Time), by the clock of `zone`."""
    return f"{local_time(value, zone)} ({zone_name(value, zone)})"


def local_time(value: datetime, zone: str) -> str:
    """25 April 2026, 10:00, by the clock of `zone`: only where the page says once which zone that is."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{format_date(local.date(), 'long')}, {format_datetime(local, 'HH:mm', locale=get_locale() or 'en')}"


def zone_name(value: datetime, zone: str) -> str:
    """Central European Summer Time: what `zone` is called at that instant."""
    return get_timezone_name(value.astimezone(ZoneInfo(zone)), locale=get_locale() or "en")


def instant_and_utc(value: datetime, zone: str) -> str:
    """14 April 2026, 10:00 (Central European Summer Time), 08:00 UTC; with the date of UTC where it is another."""
    utc, local = value.astimezone(UTC), value.astimezone(ZoneInfo(zone))
    time = format_datetime(utc, "HH:mm", locale=get_locale() or "en")
    at_utc = time if utc.date() == local.date() else f"{short_day(utc.date())}, {time}"
    return gettext("%(local)s, %(utc)s UTC", local=instant(value, zone), utc=at_utc)


def between(days: tuple[date, date]) -> str:
    """Between 11 and 25 April 2026: of the first day only what the second does not say."""
    first, last = days
    locale = get_locale() or "en"
    if (first.year, first.month) == (last.year, last.month):
        start = format_skeleton("d", first, locale=locale)
    elif first.year == last.year:
        start = format_skeleton("MMMMd", first, locale=locale)
    else:
        start = day(first)
    return gettext("between %(first)s and %(last)s", first=start, last=day(last))


def exam_name(code: str) -> str:
    """The exam's name from the catalogue; names of exams are data and are not translated."""
    exam = catalogue.current().exams.get(code)
    return exam.name if exam else code


def paper_name(code: str) -> str:
    """The paper's name in the reader's language."""
    names = {
        "reading": gettext("Reading"),
        "use_of_english": gettext("Use of English"),
        "writing": gettext("Writing"),
        "listening": gettext("Listening"),
        "speaking": gettext("Speaking"),
        "reading_writing": gettext("Reading and Writing"),
    }
    return names.get(code, code)
