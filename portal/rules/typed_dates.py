"""A date as people type it from paper: day, month and year in this order, or the year first."""

import unicodedata
from datetime import date

EXAMPLE = "30 11 2007"
LONGEST = 40
EARLIEST = date(1900, 1, 1)


def parse(text: str) -> date | None:
    """The date in `30 11 2007`, `30/11/2007`, `30.11.2007` or `2007-11-30`, in digits of any script, or None."""
    if len(text) > LONGEST:
        return None
    parts = "".join(_plain(mark) for mark in unicodedata.normalize("NFKC", text)).split()
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return None
    year, month, day = parts if len(parts[0]) == 4 else reversed(parts)
    if len(year) != 4 or len(month) > 2 or len(day) > 2:
        return None
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found >= EARLIEST else None


def _plain(mark: str) -> str:
    """A digit as 0 to 9, anything between numbers as a space."""
    digit = unicodedata.decimal(mark, None)
    if digit is not None:
        return str(digit)
    return mark if mark.isalpha() else " "
