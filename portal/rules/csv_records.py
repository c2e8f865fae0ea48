"""The records below the header of a CSV file: row by row, or by the column where every record has its cells."""

import csv
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from portal.rules.csv_lines import FileRefusedError, Limits
from portal.rules.problems import Problem, shown

UNREADABLE = "a row that can not be read"
PAIRED = "quotation marks in pairs, and one row on each line"
AT_ONCE = 500


class CsvRow(NamedTuple):
    """One record: its number as a spreadsheet shows it, and its cells by known column, stripped."""

    number: int
    cells: dict[str, str]


class Part(NamedTuple):
    """Records that follow one another, as they stand; `is_even` when each has its cells, and none a long one."""

    first: int  # the number of the first record
    records: list[list[str]]
    is_even: bool


class Records:
    """Each part is read once, by `rows_of` or by `columns_of`; both count the rows, of which a file has so many."""

    def __init__(
        self, source: Iterator[list[str]], columns: Sequence[str], known: Container[str], limits: Limits
    ) -> None:
        self._source = source
        self._columns = columns
        self._places = {column: columns.index(column) for column in columns if column in known}
        self._limits = limits
        self._kept = 0
        self._is_refused = False

    def parts(self) -> Iterator[Part | Problem]:
        """Some hundred records at a time, and last why nothing more can be read, if so.

        A large record ends its part, so that no file makes one large.
        """
        last, broken, width = 1, None, len(self._columns)
        while not broken and not self._is_refused:
            records, is_even = [], True
            try:
                for record in islice(self._source, AT_ONCE):
                    records.append(record)
                    size = len("".join(record))
                    is_even = is_even and len(record) == width and 0 < size <= self._limits.cell_characters
                    if len(record) > width or size > self._limits.cell_characters:
                        break
            except FileRefusedError as refused:
                broken = refused.problem
            except csv.Error:
                broken = Problem(last + len(records) + 1, "", UNREADABLE, PAIRED)
            if not records and not broken:
                return
            yield Part(last + 1, records, is_even)
            last += len(records)
        if broken and not self._is_refused:
            yield broken

    def rows(self) -> Iterator[CsvRow | Problem]:
        """The whole file, row by row."""
        for part in self.parts():
            if isinstance(part, Problem):
                yield part
            else:
                yield from self.rows_of(part)

    def rows_of(self, part: Part) -> Iterator[CsvRow | Problem]:
        """Every record that is not blank, or what is wrong about it."""
        for number, cells in enumerate(part.records, part.first):
            if not any(cells):
                continue
            self._kept += 1
            if self._kept > self._limits.rows:
                self._is_refused = True
                yield Problem(number, "", f"more than {self._limits.rows} rows", "a smaller file, or several")
                return
            yield self._shape_problem(number, cells) or self.row(number, cells)

    def columns_of(self, part: Part) -> Mapping[str, Sequence[str]] | None:
        """The known columns of a part, not stripped; None where its rows have to be looked at one by one."""
        size = len(part.records)
        if not part.is_even or not size or self._kept + size > self._limits.rows:
            return None
        self._kept += size
        table = list(zip(*part.records, strict=True))
        return {column: table[place] for column, place in self._places.items()}

    def row(self, number: int, cells: list[str]) -> CsvRow:
        """A record that has all its cells."""
        return CsvRow(number, {column: cells[place].strip() for column, place in self._places.items()})

    def _shape_problem(self, number: int, cells: list[str]) -> Problem | None:
        if len(cells) != len(self._columns):
            return Problem(number, "", f"{len(cells)} cells", f"{len(self._columns)} cells, as in the header")
        if max(map(len, cells)) <= self._limits.cell_characters:
            return None
        for column, cell in zip(self._columns, cells, strict=True):
            if len(cell) > self._limits.cell_characters:
                expected = f"at most {self._limits.cell_characters} characters"
                return Problem(number, shown(column), f"{len(cell)} characters", expected)
        return None
