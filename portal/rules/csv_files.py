"""The rows of an uploaded CSV file, one at a time, with every way a file can be broken told in words."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from operator import itemgetter
from typing import BinaryIO, NamedTuple

from portal.rules.csv_lines import FileRefusedError, Limits, text_lines
from portal.rules.problems import WARNING, Problem, shown

DELIMITERS = (",", ";")
UNREADABLE = "a row that can not be read"
PAIRED = "quotation marks in pairs, and one row on each line"
HEADER = "a first line with the names of the columns"


@dataclass(frozen=True)
class Layout:
    """The columns a kind of file may have, and those it can not do without."""

    columns: tuple[str, ...]
    required: frozenset[str]


class CsvRow(NamedTuple):
    """One record: its number as a spreadsheet shows it, and its cells by known column, stripped."""

    number: int
    cells: dict[str, str]


@dataclass
class CsvFile:
    """A file that was opened: what its header tells, and its rows as they are read."""

    columns: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: Iterator[CsvRow | Problem] = field(default_factory=lambda: iter(()))


def open_csv(source: bytes | BinaryIO, layout: Layout, limits: Limits | None = None) -> CsvFile:
    """The file with its header checked; bad content raises nothing, and no rows follow a bad header."""
    limits = limits or Limits()
    stream = BytesIO(source) if isinstance(source, bytes) else source
    try:
        lines = text_lines(stream, limits)
        first = next(lines, "")
        delimiter = _delimiter(first, layout)
        columns = _header(first, delimiter)
    except FileRefusedError as refused:
        return CsvFile(problems=[refused.problem])
    problems = list(_header_problems(columns, layout, limits))
    if any(problem.is_error for problem in problems):
        return CsvFile(columns, problems)
    records = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    return CsvFile(columns, problems, _rows(records, columns, layout, limits))


def _delimiter(first: str, layout: Layout) -> str:
    """The one that splits the header into more known columns; a comma when both do equally."""

    def known(mark: str) -> int:
        return len({cell.strip(' "') for cell in first.strip().split(mark)}.intersection(layout.columns))

    return max(DELIMITERS, key=known)


def _header(first: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter, strict=True), [])]
    except csv.Error as error:
        raise FileRefusedError(1, UNREADABLE, PAIRED) from error


def _header_problems(columns: list[str], layout: Layout, limits: Limits) -> Iterator[Problem]:
    if not set(columns).intersection(layout.columns):
        # Never quoted: without a header these cells are a candidate's, the secret number among them.
        yield Problem(1, "", "no column name of this kind of file", HEADER)
        return
    if len(columns) > limits.columns:
        yield Problem(1, "", f"{len(columns)} columns", f"at most {limits.columns} columns")
        return
    for column, times in Counter(columns).items():
        if column and times > 1:
            yield Problem(1, shown(column), f"{times} columns of this name", "each column once")
        if column not in layout.columns:
            yield Problem(1, shown(column), "an unknown column", "a column of this kind of file", WARNING)
    for column in layout.columns:
        if column in layout.required and column not in columns:
            yield Problem(1, column, "no such column", "a column of this name")


def _rows(
    records: Iterator[list[str]], columns: list[str], layout: Layout, limits: Limits
) -> Iterator[CsvRow | Problem]:
    known = [column for column in columns if column in layout.columns]
    # Twice the first: the getter of one index alone would not return a tuple.
    cells_of = itemgetter(*[columns.index(column) for column in known], columns.index(known[0]))
    number, kept = 0, 0
    try:
        for number, cells in enumerate(records, start=1):
            if number == 1 or not any(cells):
                continue
            kept += 1
            if kept > limits.rows:
                raise FileRefusedError(number, f"more than {limits.rows} rows", "a smaller file, or several")
            problem = _shape_problem(number, cells, columns, limits)
            yield problem or CsvRow(number, dict(zip(known, map(str.strip, cells_of(cells)), strict=False)))
    except FileRefusedError as refused:
        yield refused.problem
    except csv.Error:
        yield Problem(number + 1, "", UNREADABLE, PAIRED)


def _shape_problem(number: int, cells: list[str], columns: list[str], limits: Limits) -> Problem | None:
    if len(cells) != len(columns):
        return Problem(number, "", f"{len(cells)} cells", f"{len(columns)} cells, as in the header")
    if max(map(len, cells)) <= limits.cell_characters:
        return None
    for column, cell in zip(columns, cells, strict=True):
        if len(cell) > limits.cell_characters:
            expected = f"at most {limits.cell_characters} characters"
            return Problem(number, shown(column), f"{len(cell)} characters", expected)
    return None
