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
from portal.services.intake_reading import Change, Comparison, IntakeKind

Entries = dict[str, Entry]
Results = Comparison[ResultRow, Result]


class ResultIntake(IntakeKind[ResultRow, Result]):
    """A file of results."""

    def __init__(self, intake: Intake, catalogue: Catalogue) -> None:
        super().__init__(intake, catalogue)
        self._touched: dict[int, str] = {}

    def read(self, content: bytes) -> Iterator[ResultRow | Problem]:
        return results_file.read(content, self.catalogue)

    def compare(self, rows: list[ResultRow], *, fully: bool) -> Results:
        entries = _entries(rows)
        latest = _latest(entries)
        compared: Results = Comparison(rows, entries)
        for row in rows:
            entry = entries.get(row.id_number)
            problems = list(_problems(row, entry, self.intake))
            compared.problems.extend(problems)
            if entry is not None and not problems:
                before = latest.get(entry.id)
                compared.add(row, before, _changes(row, before) if before else [])
        return compared

    def prepare(self, rows: list[ResultRow]) -> None:
        """Nothing about results is slow enough to be done before the transaction."""

    def write(self, compared: Results, *, actor: Actor, now: datetime) -> None:
        """A new version of every result that differs; nothing for the others."""
        versions = [(row, 1) for row in compared.new]
        versions += [(row, before.version + 1) for row, before in compared.changed]
        if not versions:
            return
        entries = {row.id_number: compared.entries[row.id_number] for row, _ in versions}
        Result.insert_many(
            [_columns(row, entries[row.id_number], version, self.intake, now) for row, version in versions]
        ).execute()
        written = _latest(entries)
        batch_making.put(
            [(entry, written[entry.id]) for entry in entries.values()], touched=self._touched, actor=actor, now=now
        )

    def finish(self, *, actor: Actor, now: datetime) -> None:
        """Void the approvals of the batches whose rows changed."""
        batch_making.settle(self._touched, actor=actor, now=now)


def _entries(rows: list[ResultRow]) -> Entries:
    ids = [row.id_number for row in rows]
    query = Entry.select(Entry, Sitting, Centre).join(Sitting).join(Centre).where(Entry.id_number.in_(ids))
    return {entry.id_number: entry for entry in query}


def _latest(entries: Entries) -> dict[int, Result]:
    """The latest result of each entry."""
    ids = [entry.id for entry in entries.values()]
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


def _changes(row: ResultRow, result: Result) -> list[Change]:
    return [
        Change(row.row, row.id_number, column, _told(getattr(result, column)), _told(wanted))
        for column, wanted in _outcome(row).items()
        if getattr(result, column) != wanted
    ]


def _told(value: object) -> str:
    return "" if value is None else str(value)


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
