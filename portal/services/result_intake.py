"""Results from a file: every row must meet one entry; new versions are put into the batches of their sittings."""

import json
from collections.abc import Iterator
from datetime import datetime

from peewee import fn

from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.result import Result
from portal.models.sitting import Sitting
from portal.rules import results_file
from portal.rules.catalogue import Catalogue
from portal.rules.problems import Problem
from portal.rules.results_file import ResultRow
from portal.services import batch_making
from portal.services.actor import Actor
from portal.services.intake_reading import Checked, Part, part_of, parts

Known = dict[str, Entry]


def check(intake: Intake, catalogue: Catalogue) -> Iterator[Part]:
    """Each part of the file: its own problems, and rows that do not meet their entry."""
    for rows, problems in parts(results_file.read(bytes(intake.content or b""), catalogue)):
        known = _known(rows)
        latest = _latest(known)
        found = [*problems, *(p for row in rows for p in _problems(row, known.get(row.id_number), intake))]
        met = [row for row in rows if row.id_number in known]
        before = [latest.get(known[row.id_number].id) for row in met]
        new = sum(result is None for result in before)
        changed = sum(result is not None and _differs(row, result) for row, result in zip(met, before, strict=True))
        yield part_of(len(rows), new, changed, found)


def prepare(intake: Intake, catalogue: Catalogue) -> None:
    """Nothing is slow enough to be done before the transaction."""


def save(intake: Intake, catalogue: Catalogue, prepared: None, *, actor: Actor, now: datetime) -> Checked:
    """Write a new version of every result that differs, inside the caller's transaction."""
    total = Checked()
    touched: dict[int, str] = {}
    for rows, _ in parts(results_file.read(bytes(intake.content or b""), catalogue)):
        known = _known(rows)
        latest = _latest(known)
        fresh = []
        for row in rows:
            entry = known[row.id_number]
            before = latest.get(entry.id)
            if before is None or _differs(row, before):
                version = before.version + 1 if before else 1
                fresh.append(_columns(row, entry, version, intake, now))
        if fresh:
            Result.insert_many(fresh).execute()
            saved = _latest({entry.id_number: entry for entry in known.values()})
            written = {columns["entry"] for columns in fresh}
            batch_making.put(
                [(entry, saved[entry.id]) for entry in known.values() if entry.id in written],
                touched=touched,
                actor=actor,
                now=now,
            )
        new = sum(columns["version"] == 1 for columns in fresh)
        total += Checked(len(rows), new, len(fresh) - new)
    batch_making.settle(touched, actor=actor, now=now)
    return total


def _known(rows: list[ResultRow]) -> Known:
    ids = [row.id_number for row in rows]
    query = Entry.select(Entry, Sitting, Centre).join(Sitting).join(Centre).where(Entry.id_number.in_(ids))
    return {entry.id_number: entry for entry in query}


def _latest(known: Known) -> dict[int, Result]:
    """The latest result of each entry."""
    ids = [entry.id for entry in known.values()]
    newest = (
        Result.select(Result.entry, fn.MAX(Result.version).alias("newest"))
        .where(Result.entry.in_(ids))
        .group_by(Result.entry)
        .alias("newest_version")
    )
    query = Result.select().join(newest, on=((Result.entry == newest.c.entry_id) & (Result.version == newest.c.newest)))
    return {result.entry_id: result for result in query}


def _problems(row: ResultRow, entry: Entry | None, intake: Intake) -> Iterator[Problem]:
    if entry is None or (intake.centre_id is not None and entry.centre_id != intake.centre_id):
        yield Problem(row.row, "id_number", row.id_number, "the ID number of an entry that you import for")
        return
    sitting = entry.sitting
    fixed = {
        "centre_number": (row.centre_number, sitting.centre.number),
        "session": (row.session, entry.session),
        "exam_code": (row.exam_code, sitting.exam_code),
        "candidate_number": (row.candidate_number, entry.candidate_number),
        "date_of_birth": (row.date_of_birth, entry.date_of_birth),
    }
    for column, (found, expected) in fixed.items():
        if found != expected:
            yield Problem(row.row, column, str(found), f"{expected}, as on the entry {row.id_number}")


def _differs(row: ResultRow, result: Result) -> bool:
    return _outcome(row) != {name: getattr(result, name) for name in _outcome(row)}


def _outcome(row: ResultRow) -> dict[str, object]:
    return {
        "status": row.status,
        "overall_score": row.overall_score,
        "grade": row.grade,
        "cefr_level": row.cefr_level,
        "scores": json.dumps(dict(row.scores), sort_keys=True),
        "certificate": row.certificate,
        "scheme": row.scheme,
        "reference_number": row.reference_number,
    }


def _columns(row: ResultRow, entry: Entry, version: int, intake: Intake, now: datetime) -> dict[str, object]:
    return {
        "entry": entry.id,
        "version": version,
        "amend_reason": row.amend_reason[:300],
        "intake": intake.id,
        "created_at": now,
        **_outcome(row),
    }
