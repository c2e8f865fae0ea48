"""What a batch would release: its rows and holds, their fingerprint, and what is missing."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from peewee import JOIN

from portal.models import many_rows
from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.staff import Staff
from portal.rules.content_hash import Content

READ_AT_ONCE = 1_000


def fingerprint(batch: ReleaseBatch, *, release_at: datetime | None) -> str:
    """The content hash over the batch's present rows and holds and the given release time."""
    content = Content()
    for rows in _rows(batch):
        content.add(rows=[row[:-1] for row in rows], holds=[(row[0], row[-1]) for row in rows if row[-1]])
    return content.hash(release_at=release_at)


def row_count(batch: ReleaseBatch) -> int:
    """How many candidates the batch is about, held ones included: the number an approver types."""
    return int(BatchRow.select().where(BatchRow.batch == batch).count())


def missing_entries(batch: ReleaseBatch) -> list[Entry]:
    """Entries of the sitting that have no row in a main batch; other kinds are never incomplete."""
    if batch.kind != "main":
        return []
    query = (
        Entry.select()
        .join(BatchRow, JOIN.LEFT_OUTER, on=((BatchRow.entry == Entry.id) & (BatchRow.batch == batch.id)))
        .where(Entry.sitting == batch.sitting_id, BatchRow.id.is_null())
        .order_by(Entry.candidate_number)
    )
    return list(query)


def importers(batch: ReleaseBatch) -> list[Staff]:
    """Everybody who uploaded or accepted a file that rows of the batch came from, or entered one by hand."""
    sources = (
        Result.select(Intake.uploaded_by, Intake.accepted_by, Result.entered_by)
        .join(BatchRow, on=(BatchRow.result == Result.id))
        .switch(Result)
        .join(Intake, JOIN.LEFT_OUTER)
        .where(BatchRow.batch == batch)
        .distinct()
        .tuples()
    )
    people = {person for source in sources.execute() for person in source} - {None}
    return list(Staff.select().where(Staff.id.in_(people)).order_by(Staff.name)) if people else []


def _rows(batch: ReleaseBatch) -> Iterator[list[tuple[Any, ...]]]:
    """Some rows at a time, each everything a candidate would be shown and last the hold, as they are stored.

    Read past Peewee, which would look at every value of a hundred thousand rows to leave it as it is.
    """
    query = (
        BatchRow.select(
            Entry.id_number,
            Entry.family_name,
            Entry.given_names,
            Entry.name_on_certificate,
            Result.version,
            Result.status,
            Result.overall_score,
            Result.grade,
            Result.cefr_level,
            Result.scores,
            Result.certificate,
            Result.reference_number,
            Result.scheme,
            BatchRow.held_as,
        )
        .join(Entry)
        .switch(BatchRow)
        .join(Result)
        .where(BatchRow.batch == batch)
    )
    return many_rows.read(query, at_once=READ_AT_ONCE)
