"""When results of a sitting are due: a first and a last day, counted from the exam date."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.rules.time_zones import local_date


@dataclass(frozen=True)
class Delivery:
    """How an exam was sat: its code in files, its word in the portal, and the days until results."""

    code: str
    word: str
    first_day: int
    last_day: int


DELIVERIES = {
    delivery.word: delivery
    for delivery in (
        Delivery("PB", "paper", 28, 42),
        Delivery("CB", "computer", 14, 21),
        Delivery("DG", "digital", 5, 10),
    )
}
WORDS_BY_CODE = {delivery.code: delivery.word for delivery in DELIVERIES.values()}


def window(exam_date: date, delivery: str) -> tuple[date, date]:
    """The first and the last day on which results may come out; KeyError for an unknown delivery."""
    days = DELIVERIES[delivery]
    return exam_date + timedelta(days=days.first_day), exam_date + timedelta(days=days.last_day)


def in_window(instant: datetime, exam_date: date, delivery: str, timezone: str) -> bool:
    """True when an aware instant falls, by the calendar of the centre, on a day of the window."""
    first, last = window(exam_date, delivery)
    return first <= local_date(instant, timezone) <= last
