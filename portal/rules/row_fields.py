"""The cells of one row, read field by field; what does not fit is collected as problems."""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from datetime import date

from portal.rules.problems import ERROR, WARNING, Problem, shown

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_NUMBER = 4
# Control characters, line separators, marks that turn the direction of text, and the sign of a lost letter.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffd]")
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)


class RowFields:
    """Reads one row; each reader returns the value, or an empty one after noting a problem."""

    def __init__(self, row: int, cells: dict[str, str]) -> None:
        self.row = row
        self.cells = cells
        self.problems: list[Problem] = []

    @property
    def refused(self) -> bool:
        return bool(self.problems) and any(problem.is_error for problem in self.problems)

    def note(self, column: str, found: str, expected: str, severity: str = ERROR) -> None:
        self.problems.append(Problem(self.row, column, found, expected, severity))

    def has(self, column: str) -> bool:
        """True when the file has this column at all."""
        return column in self.cells

    def raw(self, column: str) -> str:
        return self.cells.get(column, "")

    def text(self, column: str, *, longest: int, required: bool = False) -> str:
        """Free text in NFC, without hidden characters."""
        cell = self.raw(column)
        if cell.isascii() and cell.isprintable() and len(cell) <= longest and (cell or not required):
            return cell
        return self._unusual_text(column, cell, longest, required)

    def _unusual_text(self, column: str, cell: str, longest: int, required: bool) -> str:
        text = unicodedata.normalize("NFC", cell)
        if required and not text:
            self.note(column, "nothing", "some text")
        elif len(text) > longest:
            self.note(column, f"{len(text)} characters", f"at most {longest} characters")
        elif _HIDDEN.search(text):
            self.note(column, shown(text), "text without control characters or lost letters")
        return text

    def form(self, column: str, is_one: Callable[[str], bool], expected: str, severity: str = ERROR) -> str:
        """A cell of a fixed form; as a WARNING an odd one is noted and left out, an empty one is fine."""
        cell = self.raw(column)
        return cell if is_one(cell) else self._checked(column, cell, expected, severity)

    def tidied(self, column: str, tidy: Callable[[str], str], is_one: Callable[[str], bool], expected: str) -> str:
        """A number as people type it, tidied first."""
        value = tidy(self.raw(column))
        return value if is_one(value) else self._checked(column, value, expected, ERROR)

    def _checked(self, column: str, value: str, expected: str, severity: str) -> str:
        if value or severity != WARNING:
            self.note(column, shown(self.raw(column)), expected, severity)
        return ""

    def choice(self, column: str, options: Collection[str]) -> str:
        """One of a few words, spelled as they are."""
        cell = self.raw(column)
        return cell if cell in options else self._checked(column, cell, f"one of {', '.join(options)}", ERROR)

    def day(self, column: str, *, required: bool = False) -> date | None:
        """A date as YYYY-MM-DD, from 1900 to 2099."""
        cell = self.raw(column)
        if not cell and not required:
            return None
        try:
            found = date.fromisoformat(cell) if _DAY.fullmatch(cell) else None
        except ValueError:
            found = None
        if found is None or not EARLIEST <= found <= LATEST:
            self.note(column, shown(cell), "a date of the calendar as year-month-day, for example 2026-03-14")
            return None
        return found

    def whole_number(self, column: str) -> int | None:
        """Digits only; None for an empty cell."""
        cell = self.raw(column)
        if not cell:
            return None
        if cell.isdecimal() and cell.isascii() and len(cell) <= LONGEST_NUMBER:
            return int(cell)
        self.note(column, shown(cell), "a whole number in digits, or nothing")
        return None


def plain_days(cells: Sequence[str]) -> list[date] | None:
    """The dates of a whole column as `day` reads them; None when one of them is not a date as it stands."""
    if not all(map(_DAY.fullmatch, cells)):
        return None
    try:
        found = list(map(date.fromisoformat, cells))
    except ValueError:
        return None
    return found if min(found) >= EARLIEST and max(found) <= LATEST else None
