"""The rows of a batch as staff read them: one light query, and everything else is counted from it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN

from portal.models.base import EPOCH, MICROSECOND, db
from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.result_view import ResultView
from portal.rules.exams import Exam
from portal.rules.grading import ResultFields, warnings_of

PAGE_SIZE = 50
SHOW = ("", "held", "unregistered", "warnings", "seen")


class Row(NamedTuple):
    """One candidate's row; `shown` is the status the candidate will see: the hold's word before the result's."""

    id: int
    entry_public_id: str
    candidate_number: str
    id_number: str
    name: str
    registered: bool
    confirmed: bool
    result: ResultFields
    version: int
    amend_reason: str
    held_as: str
    seen_at: datetime | None
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        return self.held_as or self.result.status


@dataclass(frozen=True)
class Filter:
    """What is asked for; an empty part asks for all. `show` is one of SHOW."""

    grade: str = ""
    status: str = ""
    show: str = ""
    page: int = 1


@dataclass(frozen=True)
class Page:
    """One page of the rows that were asked for; `first` counts from 1, and is 0 where there are none."""

    rows: Sequence[Row]
    total: int
    number: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def has_next(self) -> bool:
        return self.number * PAGE_SIZE < self.total


def of_batch(batch: ReleaseBatch, exam: Exam | None) -> list[Row]:
    """Every row in the order of the candidate numbers."""
    query = (
        BatchRow.select(
            BatchRow.id, Entry.public_id, Entry.candidate_number, Entry.id_number, Entry.name_on_certificate,
            Entry.given_names, Entry.family_name, Entry.candidate, Candidate.email_confirmed_at, BatchRow.held_as,
            Result.version, Result.amend_reason, Result.status, Result.overall_score, Result.grade, Result.cefr_level,
            Result.scores, Result.certificate, ResultView.at,
        )
        .join(Entry)
        .join(Candidate, JOIN.LEFT_OUTER)
        .switch(BatchRow)
        .join(Result)
        .switch(BatchRow)
        .join(ResultView, JOIN.LEFT_OUTER, on=(ResultView.row == BatchRow.id))
        .where(BatchRow.batch == batch)
        .order_by(Entry.candidate_number, BatchRow.id)
    )  # fmt: skip
    # Straight from the cursor: converting 18 columns of 3,000 rows would take longer than all the rest.
    return [_row(values, exam) for values in db.execute(query)]


def select(rows: Iterable[Row], wanted: Filter) -> Page:
    """The page that is asked for; a page beyond the end is the last one."""
    found = [row for row in rows if _fits(row, wanted)]
    last = max(1, -(-len(found) // PAGE_SIZE))
    number = min(max(1, wanted.page), last)
    return Page(found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], len(found), number)


def _fits(row: Row, wanted: Filter) -> bool:
    shows = {
        "held": bool(row.held_as),
        "unregistered": not row.registered,
        "warnings": bool(row.warnings),
        "seen": row.seen_at is not None,
    }
    return (
        (not wanted.grade or (row.result.grade == wanted.grade and row.result.status == "OK"))
        and (not wanted.status or row.shown == wanted.status)
        and shows.get(wanted.show, True)
    )


def _row(values: tuple[Any, ...], exam: Exam | None) -> Row:
    (row_id, public_id, number, id_number, printed, given, family, candidate, confirmed_at, held_as,
     version, amend_reason, status, overall, grade, level, scores, certificate, seen_at) = values  # fmt: skip
    result = ResultFields(status, overall, grade, level, json.loads(scores), certificate)
    return Row(
        id=row_id,
        entry_public_id=public_id,
        candidate_number=number,
        id_number=id_number,
        name=printed or f"{given} {family}".strip(),
        registered=candidate is not None,
        confirmed=confirmed_at is not None,
        result=result,
        version=version,
        amend_reason=amend_reason,
        held_as=held_as,
        seen_at=None if seen_at is None else EPOCH + seen_at * MICROSECOND,
        warnings=tuple(mismatch.column for mismatch in warnings_of(result, exam)) if exam else (),
    )
