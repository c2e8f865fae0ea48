"""Results from a file: every row must meet one entry; new versions are put into the batches of their sittings."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sized
from datetime import datetime
from functools import lru_cache
from typing import BinaryIO

from portal.models import many_rows
from portal.models.base import microseconds
from portal.models.centre import Centre
from portal.models.intake import Intake
from portal.models.result import Result
from portal.models.sitting import Sitting
from portal.rules import results_file
from portal.rules.catalogue import Catalogue
from portal.rules.problems import Problem
from portal.rules.result_row import ResultRow
from portal.services import batch_making
from portal.services.actor import Actor
from portal.services.intake_reading import Change, Comparison, IntakeKind
from portal.services.result_meeting import Earlier, MetEntry, Outcome, entries_named, latest_results, written_last

Results = Comparison[ResultRow, MetEntry, Earlier]
WRITTEN = (
    Result.entry, Result.version, Result.status, Result.overall_score, Result.grade, Result.cefr_level, Result.scores,
    Result.certificate, Result.scheme, Result.reference_number, Result.amend_reason, Result.intake, Result.created_at,
)  # fmt: skip
FIXED = ("centre_number", "session", "exam_code", "candidate_number", "date_of_birth")
PLACED_AT_ONCE = 2_000
Place = tuple[str, str]
Identity = tuple[str, str, str, str, str]
"""The columns of FIXED."""


class ResultIntake(IntakeKind[ResultRow, MetEntry, Earlier]):
    """A file of results."""

    part = 2_000

    def __init__(self, intake: Intake, catalogue: Catalogue) -> None:
        super().__init__(intake, catalogue)
        self._sittings: dict[int, Sitting] = {}
        self._places: dict[int, Place] = {}  # centre number and exam code of each sitting
        self._first: dict[int, list[int]] = defaultdict(list)  # by sitting, entries that have no place yet
        self._again: dict[int, list[batch_making.Pair]] = defaultdict(list)
        self._touched: dict[int, str] = {}

    def read(self, source: BinaryIO) -> Iterator[ResultRow | Problem]:
        return results_file.read(source, self.catalogue)

    def compare(self, rows: list[ResultRow], *, fully: bool) -> Results:
        entries = entries_named([row.id_number for row in rows])
        self._learn_sittings(entries)
        latest = latest_results(entries)
        compared: Results = Comparison(rows, entries)
        centre_id = self.intake.centre_id
        for row in rows:
            entry = entries.get(row.id_number)
            if entry is None or centre_id not in (None, entry.centre_id):
                compared.problems.append(_unknown(row))
            elif _named(row) != (there := _there(entry, *self._places[entry.sitting_id])):
                compared.problems.extend(_differences(row, there))
            else:
                before = latest.get(entry.id)
                compared.add(row, before, _changes(row, before.outcome) if before else [])
        return compared

    def write(self, compared: Results, *, actor: Actor, now: datetime) -> None:
        """A new version of every result that differs; nothing for the others."""
        versions = [(row, 1) for row in compared.new]
        versions += [(row, before.version + 1) for row, before in compared.changed]
        if not versions:
            return
        about = (self.intake.id, microseconds(now))
        many_rows.insert(
            WRITTEN,
            [
                (compared.entries[row.id_number].id, version, *_outcome(row), row.amend_reason[:300], *about)
                for row, version in versions
            ],
        )
        for row in compared.new:
            entry = compared.entries[row.id_number]
            self._first[entry.sitting_id].append(entry.id)
        self._note_again([compared.entries[row.id_number] for row, _ in compared.changed])
        self._place(PLACED_AT_ONCE, actor, now)

    def finish(self, *, actor: Actor, now: datetime) -> None:
        """Place the rest, and void the approvals of the batches whose rows changed."""
        self._place(1, actor, now)
        batch_making.settle(self._touched, actor=actor, now=now)

    def _note_again(self, entries: list[MetEntry]) -> None:
        newest = written_last([entry.id for entry in entries]) if entries else {}
        for entry in entries:
            self._again[entry.sitting_id].append((entry.id, newest[entry.id]))

    def _place(self, at_least: int, actor: Actor, now: datetime) -> None:
        """Give what was written its place in the batches, so many of a sitting at once.

        Corrections first: they open a recalled batch again, which new candidates then go into.
        """
        for sitting_id in dict.fromkeys(_with(at_least, self._again) + _with(at_least, self._first)):
            sitting, touched = self._sittings[sitting_id], self._touched
            if again := self._again.pop(sitting_id, None):
                batch_making.put(sitting, again, touched=touched, actor=actor, now=now)
            if first := self._first.pop(sitting_id, None):
                batch_making.put_first(sitting, first, touched=touched, actor=actor, now=now)

    def _learn_sittings(self, entries: dict[str, MetEntry]) -> None:
        new = {entry.sitting_id for entry in entries.values()} - self._sittings.keys()
        for sitting in Sitting.select(Sitting, Centre).join(Centre).where(Sitting.id.in_(new)) if new else ():
            self._sittings[sitting.id] = sitting
            self._places[sitting.id] = sitting.centre.number, sitting.exam_code


def _with(at_least: int, waiting: Mapping[int, Sized]) -> list[int]:
    return [sitting_id for sitting_id, several in waiting.items() if len(several) >= at_least]


def _named(row: ResultRow) -> Identity:
    born = row.date_of_birth.isoformat()
    return row.centre_number, row.session, row.exam_code, row.candidate_number, born


def _there(entry: MetEntry, centre_number: str, exam_code: str) -> Identity:
    return centre_number, entry.session, exam_code, entry.candidate_number, str(entry.date_of_birth)


def _unknown(row: ResultRow) -> Problem:
    return Problem(row.row, "id_number", row.id_number, "the ID number of an entry that you import for")


def _differences(row: ResultRow, there: Identity) -> list[Problem]:
    return [
        Problem(row.row, column, found, f"{expected}, as on the entry {row.id_number}")
        for column, found, expected in zip(FIXED, _named(row), there, strict=True)
        if found != expected
    ]


def _changes(row: ResultRow, before: Outcome) -> list[Change]:
    return [
        Change(row.row, row.id_number, column, _told(found), _told(wanted))
        for column, found, wanted in zip(Outcome._fields, before, _outcome(row), strict=True)
        if found != wanted
    ]


def _told(value: object) -> str:
    return "" if value is None else str(value)


def _outcome(row: ResultRow) -> tuple[object, ...]:
    """What an Outcome would be: bare, for there is one for each row of a file."""
    return (
        row.status, row.overall_score, row.grade, row.cefr_level, _json_form(tuple(row.scores)) % row.scores,
        row.certificate, row.scheme, row.reference_number,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _json_form(papers: tuple[str, ...]) -> str:
    """The JSON of the scores in these papers, sorted, with a place for each: there are as many as kinds of exams."""
    return "{" + ", ".join(f'"{paper}": %({paper})d' for paper in sorted(papers)) + "}"
