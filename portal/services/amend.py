"""Amending one result after its release: a re-mark, an appeal, an error in the data. The old version stays."""

import json
from collections.abc import Mapping
from datetime import datetime

from portal.models.base import db
from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.rules.exams import Exam
from portal.rules.grading import ResultFields, problems_of
from portal.services import access, batch_making, catalogue
from portal.services.actor import Actor
from portal.services.batch_steps import lock, note
from portal.services.errors import Refused


def amend(
    row: BatchRow, *, actor: Actor, status: str, scores: Mapping[str, int], reason: str, now: datetime
) -> ReleaseBatch:
    """Write a new version of a released result and put it into a small batch that is approved like any other.

    Overall score, grade, level and certificate follow from the scores. Returns that batch. Raises Refused: not_out,
    unknown_exam, impossible (`problems`), same.
    """
    access.require(actor, "correct", centre_id=row.batch.sitting.centre_id)
    with db.atomic():
        batch = lock(row.batch)
        if batch.state != "released":
            raise Refused("not_out")
        before = versions(row.entry)[0]
        outcome = _outcome(row, status, scores)
        if _same(before, outcome):
            raise Refused("same")
        after = Result.create(
            entry=row.entry, version=before.version + 1, scheme=catalogue.current().scheme,
            reference_number=before.reference_number, amend_reason=reason[:300], entered_by=actor.staff, created_at=now,
            status=outcome.status, overall_score=outcome.overall_score, grade=outcome.grade,
            cefr_level=outcome.cefr_level or "", scores=json.dumps(dict(outcome.scores), sort_keys=True),
            certificate=outcome.certificate or "",
        )  # fmt: skip
        note(batch, "batch.amended", actor=actor, now=now, entry=row.entry.public_id, because=reason)
        touched: dict[int, str] = {}
        batch_making.put(row.entry.sitting, [(row.entry_id, after.id)], touched=touched, actor=actor, now=now)
        batch_making.settle(touched, actor=actor, now=now)
    (target,) = touched or (batch.id,)
    return ReleaseBatch.get_by_id(target)


def versions(entry: Entry) -> list[Result]:
    """Every version of an entry's result, the newest first."""
    return list(Result.select().where(Result.entry == entry).order_by(Result.version.desc()))


def _outcome(row: BatchRow, status: str, scores: Mapping[str, int]) -> ResultFields:
    exam = catalogue.current().exams.get(row.batch.sitting.exam_code)
    if exam is None:
        raise Refused("unknown_exam")
    outcome = _graded(exam, scores) if status == "OK" else ResultFields(status=status)
    problems = problems_of(outcome, exam)
    if problems:
        raise Refused("impossible", problems=problems)
    return outcome


def _graded(exam: Exam, scores: Mapping[str, int]) -> ResultFields:
    """The result that follows from the scores of the papers; a score out of range is for `problems_of` to name."""
    papers = [paper.code for paper in exam.papers]
    if any(code not in scores or not exam.is_score(scores[code]) for code in papers):
        return ResultFields(status="OK", scores=scores)
    overall = exam.overall(scores)
    band = exam.band_for(overall)
    return ResultFields("OK", overall, band.grade, band.cefr_level, scores, band.certificate)


def _same(before: Result, after: ResultFields) -> bool:
    return (before.status, before.overall_score, json.loads(before.scores)) == (
        after.status,
        after.overall_score,
        dict(after.scores),
    )
