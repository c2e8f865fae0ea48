"""The file of results: the outcome of each entry, one row each, checked against the exam it belongs to."""

from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

from portal.rules.catalogue import Catalogue
from portal.rules.csv_files import Layout, open_csv
from portal.rules.csv_lines import Limits
from portal.rules.csv_records import Part, Records
from portal.rules.exams import PAPERS
from portal.rules.problems import Problem
from portal.rules.result_columns import ColumnReader
from portal.rules.result_row import ResultRow, RowReader
from portal.rules.row_identity import COLUMNS as IDENTITY
from portal.rules.row_identity import IdentityReader

REQUIRED = (*IDENTITY, "result_status")
GRADED = ("overall_score", "grade", "cefr_level", *PAPERS, "certificate")
OPTIONAL = (*GRADED, "reference_number", "hold_reason", "version", "amend_reason", "scheme")
LAYOUT = Layout((*REQUIRED, *OPTIONAL), frozenset(REQUIRED))


def read(source: bytes | BinaryIO, catalogue: Catalogue, limits: Limits | None = None) -> Iterator[ResultRow | Problem]:
    """Every row that can be saved and every problem, in file order; one error refuses the whole file."""
    opened = open_csv(source, LAYOUT, limits)
    yield from opened.problems
    identities = IdentityReader(catalogue)
    columns, rows = ColumnReader(catalogue, identities), RowReader(catalogue, identities)
    for part in opened.records.parts():
        if isinstance(part, Problem):
            yield part
        else:
            yield from _of_part(part, opened.records, columns, rows)


def _of_part(part: Part, records: Records, columns: ColumnReader, rows: RowReader) -> Iterator[ResultRow | Problem]:
    """By the column as far as that goes, for it is far quicker; what it leaves is read row by row."""
    cells = records.columns_of(part)
    if cells is None:
        for row in records.rows_of(part):
            yield from [row] if isinstance(row, Problem) else rows.read(row)
        return
    plain = columns.read(part.first, cells)
    for number, record, read in zip(count(part.first), part.records, plain, strict=False):
        if read is not None:
            yield read
        else:
            yield from rows.read(records.row(number, record))
