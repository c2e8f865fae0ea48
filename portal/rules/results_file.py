"""The file of results: the outcome of each entry, one row each, checked against the exam it belongs to."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO, NamedTuple

from portal.rules import statement_references
from portal.rules.catalogue import Catalogue
from portal.rules.csv_files import Layout, open_csv
from portal.rules.csv_lines import Limits
from portal.rules.exams import PAPERS, Exam
from portal.rules.grading import Mismatch, ResultFields, problems_of, warnings_of
from portal.rules.problems import ERROR, WARNING, Problem, shown
from portal.rules.row_fields import RowFields
from portal.rules.row_identity import COLUMNS as IDENTITY
from portal.rules.row_identity import IdentityReader

REQUIRED = (*IDENTITY, "result_status")
GRADED = ("overall_score", "grade", "cefr_level", *PAPERS, "certificate")
OPTIONAL = (*GRADED, "reference_number", "hold_reason", "version", "amend_reason", "scheme")
LAYOUT = Layout((*REQUIRED, *OPTIONAL), frozenset(REQUIRED))
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


def read(source: bytes | BinaryIO, catalogue: Catalogue, limits: Limits | None = None) -> Iterator[ResultRow | Problem]:
    """Every row that can be saved and every problem, in file order; one error refuses the whole file."""
    opened = open_csv(source, LAYOUT, limits)
    yield from opened.problems
    identities = IdentityReader(catalogue)
    for row in opened.rows:
        if isinstance(row, Problem):
            yield row
            continue
        fields = RowFields(row.number, row.cells)
        identity = identities.read(fields)
        exam = catalogue.exams.get(identity["exam_code"])
        values = identity | _outcome(fields, exam) | _about(fields, identity, catalogue.scheme)
        yield from fields.problems
        if not fields.refused:
            yield ResultRow(row=row.number, **values)


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


def _about(fields: RowFields, identity: dict[str, Any], scheme: str) -> dict[str, Any]:
    return {
        "reference_number": _reference(fields, identity),
        "hold_reason": fields.text("hold_reason", longest=LONGEST_REASON),
        "version": _version(fields),
        "amend_reason": fields.text("amend_reason", longest=LONGEST_REASON),
        "scheme": fields.choice("scheme", (scheme,)) if fields.raw("scheme") else scheme,
    }


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
