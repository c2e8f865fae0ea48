"""The rows of an uploaded CSV file, one at a time, with every way a file can be broken told in words."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from portal.rules.csv_lines import FileRefusedError, Limits, text_lines
from portal.rules.csv_records import PAIRED, UNREADABLE, Records
from portal.rules.problems import WARNING, Problem, shown

DELIMITERS = (",", ";")
HEADER = "a first line with the names of the columns"


@dataclass(frozen=True)
class Layout:
    """The columns a kind of file may have, and those it can not do without."""

    columns: tuple[str, ...]
    required: frozenset[str]


@dataclass
class CsvFile:
    """A file that was opened: what its header tells, and what stands below it."""

    columns: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    records: Records = field(default_factory=lambda: Records(iter(()), (), (), Limits()))


def open_csv(source: bytes | BinaryIO, layout: Layout, limits: Limits | None = None) -> CsvFile:
    """The file with its header checked; bad content raises nothing, and no records follow a bad header."""
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
    below = csv.reader(lines, delimiter=delimiter, strict=True)
    return CsvFile(columns, problems, Records(below, columns, layout.columns, limits))


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
