"""A session: the month in which exams are written, as YYYY-MM."""

import re
from datetime import date

EXAMPLE = "2026-03"
_FORM = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def is_session(text: str) -> bool:
    """True for a month of this century."""
    return _FORM.fullmatch(text) is not None


def session_of(day: date) -> str:
    """The session a day falls in."""
    return f"{day.year:04d}-{day.month:02d}"
