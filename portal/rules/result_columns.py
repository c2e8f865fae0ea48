"""Rows of results read by the column: what a cell means is asked once for each of its values.

Whatever is odd about a row, down to a warning, is left to rules/result_row.py, which has the words for it.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from portal.rules import statement_references
from portal.rules.candidate_numbers import is_candidate_number
from portal.rules.catalogue import Catalogue
from portal.rules.exams import PAPERS
from portal.rules.id_numbers import is_id_number
from portal.rules.plain_outcomes import NOTHING, ODD, Graded, PlainOutcomes
from portal.rules.result_row import ResultRow, about_readers
from portal.rules.row_fields import RowFields, plain_days
from portal.rules.row_identity import IdentityReader, Reader, place_of, place_readers

STATED = ("result_status", "overall_score", "grade", "cefr_level", "certificate")
MOST_KEPT, LONGEST_KEPT = 1_000, 100
Columns = Mapping[str, Sequence[str]]


class ColumnReader:
    """Reads parts of one file; of each column it remembers what a thousand short cells mean, as long as it lives."""

    def __init__(self, catalogue: Catalogue, identities: IdentityReader) -> None:
        self._identities = identities
        self._plain = {code: PlainOutcomes(exam) for code, exam in catalogue.exams.items()}
        readers = place_readers(catalogue) | about_readers(catalogue)
        self._alike = {column: _Meanings(column, read) for column, read in readers.items()}
        self._stated = [_Meanings(column, _reader(column)) for column in STATED]
        self._papers = [_Meanings(paper, _reader(paper)) for paper in PAPERS]

    def read(self, first: int, cells: Columns) -> Sequence[ResultRow | None]:
        """The rows that are plain, None for each that is not; `first` is the number of the first."""
        id_numbers, numbers, born = cells["id_number"], cells["candidate_number"], plain_days(cells["date_of_birth"])
        nothing = [None] * len(id_numbers)
        if born is None or not _are_identities(id_numbers, numbers):
            return nothing
        found = {column: meanings.of(cells, len(id_numbers)) for column, meanings in self._alike.items()}
        if any(ODD in column for column in found.values()):
            return nothing
        references = _references(found, numbers)
        if cells.get("reference_number", references) != references:
            return nothing
        places = list(map(place_of, numbers, found["centre_number"], found["session"]))
        if not self._identities.note_new(first, id_numbers, places):
            return nothing
        outcomes = self._read_outcomes(found["exam_code"], cells)
        rows = zip(
            count(first), found["centre_number"], found["session"], found["exam_code"], numbers, id_numbers, born,
            *zip(*[outcome or NOTHING for outcome in outcomes], strict=True),
            references, found["hold_reason"], found["version"], found["amend_reason"], found["scheme"], strict=False,
        )  # fmt: skip
        return [outcome and row for outcome, row in zip(outcomes, map(ResultRow._make, rows), strict=True)]

    def _read_outcomes(self, exams: Sequence[str], cells: Columns) -> list[Graded | None]:
        papers = zip(*[meanings.of(cells, len(exams)) for meanings in self._papers], strict=True)
        stated = zip(*[meanings.of(cells, len(exams)) for meanings in self._stated], papers, strict=True)
        plain = self._plain
        return [plain[exam].of(each) for exam, each in zip(exams, stated, strict=True)]


def _are_identities(id_numbers: Sequence[str], candidate_numbers: Sequence[str]) -> bool:
    return all(map(is_id_number, id_numbers)) and all(map(is_candidate_number, candidate_numbers))


def _references(found: Columns, numbers: Sequence[str]) -> tuple[str, ...]:
    """The references that follow from the rows."""
    places = list(zip(found["session"], found["centre_number"], strict=True))
    beginnings = {place: statement_references.beginning(*place) for place in set(places)}
    return tuple([beginnings[place] + number for place, number in zip(places, numbers, strict=True)])


def _reader(column: str) -> Reader:
    """Of a graded column: the text as it stands, None without such a column, or the number."""
    if column in STATED and column != "overall_score":
        return lambda fields: fields.cells.get(column)
    return lambda fields: fields.whole_number(column)


class _Meanings(dict[str, Any]):
    """What the cells of a column mean, ODD where there is something to say about one."""

    def __init__(self, column: str, read: Reader) -> None:
        super().__init__()
        self._column = column
        self._read = read
        self._absent = read(RowFields(0, {}))

    def of(self, cells: Columns, size: int) -> list[Any]:
        """For each of the rows of a part."""
        if self._column not in cells:
            return [self._absent] * size
        return list(map(self.__getitem__, cells[self._column]))

    def __missing__(self, cell: str) -> Any:
        fields = RowFields(0, {self._column: cell.strip()})
        value = self._read(fields)
        if fields.problems:
            return ODD
        if len(cell) <= LONGEST_KEPT:
            if len(self) >= MOST_KEPT:
                self.clear()
            self[cell] = value
        return value
