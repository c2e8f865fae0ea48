"""What the rows of a results file meet: entries and their latest results, as plain rows and not as models."""

from datetime import date
from typing import NamedTuple

from peewee import ModelSelect

from portal.models.built_once import BuiltStatement
from portal.models.entry import Entry
from portal.models.many_rows import given_ids, given_texts, listed
from portal.models.result import Result


class MetEntry(NamedTuple):
    """An entry; SQLite gives its date of birth as text."""

    id_number: str
    id: int
    sitting_id: int
    centre_id: int
    session: str
    candidate_number: str
    date_of_birth: date | str


class Outcome(NamedTuple):
    """What makes two results the same, as the columns hold it."""

    status: str
    overall_score: int | None
    grade: str
    cefr_level: str
    scores: str
    certificate: str
    scheme: str
    reference_number: str


class Earlier(NamedTuple):
    """The latest result of an entry."""

    version: int
    outcome: Outcome


def entries_named(id_numbers: list[str]) -> dict[str, MetEntry]:
    """The entries with these ID numbers."""
    found = _named(id_numbers=listed(id_numbers)).fetchall()
    return {entry.id_number: entry for entry in map(MetEntry._make, found)}


def latest_results(entries: dict[str, MetEntry]) -> dict[int, Earlier]:
    """The latest result of each entry that has one, by the entry's id."""
    versions = _versions(entries=listed([entry.id for entry in entries.values()])).fetchall()
    return {entry: Earlier(version, Outcome(*outcome)) for entry, version, *outcome in versions}


def written_last(entries: list[int]) -> dict[int, int]:
    """The id of the newest result of each of these entries."""
    return dict(_written(entries=listed(entries)).fetchall())


@BuiltStatement
def _named() -> "ModelSelect[Entry]":
    columns = (
        Entry.id_number, Entry.id, Entry.sitting, Entry.centre, Entry.session, Entry.candidate_number,
        Entry.date_of_birth,
    )  # fmt: skip
    return Entry.select(*columns).where(Entry.id_number.in_(given_texts("id_numbers")))


@BuiltStatement
def _versions() -> "ModelSelect[Result]":
    """The oldest first: of an entry with several the newest is read last."""
    outcome = [getattr(Result, column) for column in Outcome._fields]
    rows = Result.select(Result.entry, Result.version, *outcome).where(Result.entry.in_(given_ids("entries")))
    return rows.order_by(Result.version)


@BuiltStatement
def _written() -> "ModelSelect[Result]":
    return Result.select(Result.entry, Result.id).where(Result.entry.in_(given_ids("entries"))).order_by(Result.id)
