"""One row of the file of results: its cells read one by one, with every problem told in words."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from portal.rules import statement_references
from portal.rules.catalogue import Catalogue
from portal.rules.csv_records import CsvRow
from portal.rules.exams import PAPERS, Exam
from portal.rules.grading import Mismatch, ResultFields, problems_of, warnings_of
from portal.rules.problems import ERROR, WARNING, Problem, shown
from portal.rules.row_fields import RowFields
from portal.rules.row_identity import IdentityReader, Reader

LONGEST_REASON = 500


class ResultRow(NamedTuple):
    """One row that can be saved; a status other than OK has no scores, no grade and no level."""

    row: int
    centre_number: str
    session: str
    exam_code: str
    candidate_number: str
    id_number: str
    date_of_birth: date
    status: str
    overall_score: int | None
    grade: str
    cefr_level: str
    scores: Mapping[str, int]  # paper code -> score
    certificate: str
    reference_number: str
    hold_reason: str
    version: int
    amend_reason: str
    scheme: str


class RowReader:
    """Reads the rows of one file."""

    def __init__(self, catalogue: Catalogue, identities: IdentityReader) -> None:
        self._exams = catalogue.exams
        self._identities = identities
        self._about = about_readers(catalogue)

    def read(self, row: CsvRow) -> Iterator[ResultRow | Problem]:
        """What is wrong with the row, or worth a look, and the row itself unless it is refused."""
        fields = RowFields(row.number, row.cells)
        identity = self._identities.read(fields)
        values = identity | _outcome(fields, self._exams.get(identity["exam_code"]))
        values["reference_number"] = _reference(fields, identity)
        values |= {column: read(fields) for column, read in self._about.items()}
        yield from fields.problems
        if not fields.refused:
            yield ResultRow(row=row.number, **values)


def about_readers(catalogue: Catalogue) -> dict[str, Reader]:
    """How the columns are read that say nothing of identity or outcome."""
    scheme = catalogue.scheme
    return {
        "hold_reason": lambda fields: fields.text("hold_reason", longest=LONGEST_REASON),
        "version": _version,
        "amend_reason": lambda fields: fields.text("amend_reason", longest=LONGEST_REASON),
        "scheme": lambda fields: fields.choice("scheme", (scheme,)) if fields.raw("scheme") else scheme,
    }


def _outcome(fields: RowFields, exam: Exam | None) -> dict[str, Any]:
    """The graded columns; a level or certificate the file has no column for follows from the score."""
    noted = len(fields.problems)
    result = _result_fields(fields)
    if exam and len(fields.problems) == noted:
        _note(fields, problems_of(result, exam), ERROR)
        _note(fields, warnings_of(result, exam), WARNING)
    band = None
    if exam and result.overall_score is not None and not fields.refused:
        band = exam.band_for(result.overall_score)
    return {
        "status": result.status,
        "overall_score": result.overall_score,
        "grade": result.grade,
        "scores": result.scores,
        "cefr_level": band.cefr_level if band else "",
        "certificate": band.certificate if band else "",
    }


def _result_fields(fields: RowFields) -> ResultFields:
    cells = fields.cells
    read = [(paper, fields.whole_number(paper)) for paper in PAPERS if cells.get(paper)]
    return ResultFields(
        status=fields.raw("result_status"),
        overall_score=fields.whole_number("overall_score"),
        grade=fields.raw("grade"),
        cefr_level=cells.get("cefr_level"),
        scores={paper: score for paper, score in read if score is not None},
        certificate=cells.get("certificate"),
    )


def _note(fields: RowFields, mismatches: list[Mismatch], severity: str) -> None:
    for mismatch in mismatches:
        fields.note(mismatch.column, shown(mismatch.found), mismatch.expected, severity)


def _version(fields: RowFields) -> int:
    version = fields.whole_number("version")
    if version == 0:
        fields.note("version", "0", "a whole number from 1 on, or nothing")
    return version or 1


def _reference(fields: RowFields, identity: dict[str, Any]) -> str:
    """The reference in the file, or the one that follows from the row; it must lead back to its row."""
    place = (identity["session"], identity["centre_number"], identity["candidate_number"])
    if not all(place):
        return ""
    expected = statement_references.make(*place)
    found = fields.raw("reference_number")
    if found and found != expected:
        fields.note("reference_number", shown(found), f"{expected}, which leads back to this row")
    return expected
