"""Results from a file: every row must meet one entry; new versions are put into the batches of their sittings."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from peewee import ModelSelect, fn

from portal.models import many_rows
from portal.models.base import microseconds
from portal.models.built_once import BuiltOnce
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.many_rows import given_ids, given_texts, listed
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
WRITTEN = (
    Result.entry, Result.version, Result.status, Result.overall_score, Result.grade, Result.cefr_level, Result.scores,
    Result.certificate, Result.scheme, Result.reference_number, Result.amend_reason, Result.intake, Result.created_at,
)  # fmt: skip
OUTCOME = (
    "status", "overall_score", "grade", "cefr_level", "scores", "certificate", "scheme", "reference_number",
)  # fmt: skip
FIXED = ("centre_number", "session", "exam_code", "candidate_number", "date_of_birth")
PLACED_AT_ONCE = 2_000
_in_order = json.JSONEncoder(sort_keys=True).encode


class ResultIntake(IntakeKind[ResultRow, Result]):
    """A file of results."""

    def __init__(self, intake: Intake, catalogue: Catalogue) -> None:
        super().__init__(intake, catalogue)
        self._sittings: dict[int, Sitting] = {}
        self._unplaced: dict[int, list[batch_making.Pair]] = defaultdict(list)
        self._touched: dict[int, str] = {}

    def read(self, content: bytes) -> Iterator[ResultRow | Problem]:
        return results_file.read(content, self.catalogue)

    def compare(self, rows: list[ResultRow], *, fully: bool) -> Results:
        entries = self._entries(rows)
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
        self._place([compared.entries[row.id_number] for row, _ in versions], actor, now)

    def finish(self, *, actor: Actor, now: datetime) -> None:
        """Place the rest, and void the approvals of the batches whose rows changed."""
        self._place([], actor, now, at_least=1)
        batch_making.settle(self._touched, actor=actor, now=now)

    def _place(self, entries: list[Entry], actor: Actor, now: datetime, *, at_least: int = PLACED_AT_ONCE) -> None:
        """Give what was just written for these entries its place in the batches, many of a sitting at once."""
        newest = {result.entry_id: result.id for result in _versions(entries=listed(entry.id for entry in entries))}
        for entry in entries:
            self._unplaced[entry.sitting_id].append((entry.id, newest[entry.id]))
        for sitting_id, pairs in self._unplaced.items():
            if len(pairs) >= at_least:
                batch_making.put(self._sittings[sitting_id], pairs, touched=self._touched, actor=actor, now=now)
                pairs.clear()

    def _entries(self, rows: list[ResultRow]) -> Entries:
        """The entries of these rows; those of one sitting share it, with its centre."""
        entries = _named(id_numbers=listed(row.id_number for row in rows))
        new = {entry.sitting_id for entry in entries} - self._sittings.keys()
        query = Sitting.select(Sitting, Centre).join(Centre).where(Sitting.id.in_(new)) if new else ()
        self._sittings.update((sitting.id, sitting) for sitting in query)
        for entry in entries:
            entry.sitting = self._sittings[entry.sitting_id]
        return {entry.id_number: entry for entry in entries}


@BuiltOnce
def _named() -> "ModelSelect[Entry]":
    columns = (
        Entry.id, Entry.id_number, Entry.sitting, Entry.centre, Entry.session, Entry.candidate_number,
        Entry.date_of_birth,
    )  # fmt: skip
    return Entry.select(*columns).where(Entry.id_number.in_(given_texts("id_numbers")))


@BuiltOnce
def _newest() -> "ModelSelect[Result]":
    newest = (
        Result.select(Result.entry, fn.MAX(Result.version).alias("newest"))
        .where(Result.entry.in_(given_ids("entries")))
        .group_by(Result.entry)
        .alias("newest_version")
    )
    return Result.select().join(newest, on=((Result.entry == newest.c.entry_id) & (Result.version == newest.c.newest)))


@BuiltOnce
def _versions() -> "ModelSelect[Result]":
    """The oldest first: a newer one is written later."""
    return Result.select(Result.id, Result.entry).where(Result.entry.in_(given_ids("entries"))).order_by(Result.id)


def _latest(entries: Entries) -> dict[int, Result]:
    """The latest result of each entry."""
    newest = _newest(entries=listed(entry.id for entry in entries.values()))
    return {result.entry_id: result for result in newest}


def _problems(row: ResultRow, entry: Entry | None, intake: Intake) -> Iterator[Problem]:
    if entry is None or (intake.centre_id is not None and entry.centre_id != intake.centre_id):
        yield Problem(row.row, "id_number", row.id_number, "the ID number of an entry that you import for")
        return
    sitting = entry.sitting
    named = (row.centre_number, row.session, row.exam_code, row.candidate_number, row.date_of_birth)
    there = (sitting.centre.number, entry.session, sitting.exam_code, entry.candidate_number, entry.date_of_birth)
    if named == there:
        return
    for column, found, expected in zip(FIXED, named, there, strict=True):
        if found != expected:
            yield Problem(row.row, column, str(found), f"{expected}, as on the entry {row.id_number}")


def _changes(row: ResultRow, result: Result) -> list[Change]:
    return [
        Change(row.row, row.id_number, column, _told(getattr(result, column)), _told(wanted))
        for column, wanted in zip(OUTCOME, _outcome(row), strict=True)
        if getattr(result, column) != wanted
    ]


def _told(value: object) -> str:
    return "" if value is None else str(value)


def _outcome(row: ResultRow) -> tuple[object, ...]:
    return (
        row.status, row.overall_score, row.grade, row.cefr_level, _in_order(dict(row.scores)), row.certificate,
        row.scheme, row.reference_number,
    )  # fmt: skip
