"""The emails that a batch means to its candidates, written for all of them by one statement."""

from datetime import datetime

from peewee import SQL, Expression, Value

from portal.models.base import microseconds
from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.rules.time_zones import in_daytime
from portal.services.notices import DAYTIME


def sample(row: BatchRow) -> OutboxEmail | None:
    """The email that the candidate of a row would get, not stored; None for who is held or not registered."""
    if row.held_as or row.entry.candidate is None:
        return None
    kind = "results_corrected" if row.batch.kind == "amendment" else "results_released"
    return OutboxEmail(
        unique_key=f"{kind}:preview", kind=kind, candidate=row.entry.candidate, entry=row.entry, batch=row.batch
    )


def changed_since(moment: datetime, *, version: int) -> Expression:
    """The condition on a row that it was out before and its result was written after this moment."""
    return (Result.created_at >= moment) & (BatchRow.added_in < version)


def leave_at(batch: ReleaseBatch, *, now: datetime) -> datetime:
    """When the emails of a batch that goes out now may leave: at once, or in the daytime of its centre."""
    return in_daytime(now, batch.sitting.centre.timezone, DAYTIME) if batch.mail_by_day else now


def write(
    batch: ReleaseBatch,
    *,
    kind: str,
    state: str,
    now: datetime,
    due_at: datetime | None = None,
    only: Expression | None = None,
) -> None:
    """One email of this kind for each registered candidate who is not held, once for each version of the batch.

    `only` is a further condition on the row or its result; `state` is where the emails begin; they are due now,
    or at `due_at`.
    """
    columns = {
        OutboxEmail.unique_key: SQL(f"'{kind}:c'").concat(Entry.candidate).concat(f":b{batch.id}:v{batch.version}"),
        OutboxEmail.kind: Value(kind),
        OutboxEmail.state: Value(state),
        OutboxEmail.candidate: Entry.candidate,
        OutboxEmail.entry: Entry.id,
        OutboxEmail.batch: Value(batch.id),
        OutboxEmail.due_at: Value(microseconds(due_at or now)),
        OutboxEmail.created_at: Value(microseconds(now)),
    }
    for field in OutboxEmail._meta.sorted_fields:  # INSERT ... SELECT knows no defaults of Peewee's
        if field.default is not None and field not in columns:
            columns[field] = Value(field.default)
    rows = (
        BatchRow.select(*columns.values())
        .join(Entry)
        .where(BatchRow.batch == batch, BatchRow.held_as == "", Entry.candidate.is_null(False))
    )
    if only is not None:
        rows = rows.switch(BatchRow).join(Result).where(only)
    # Only a repeated key is passed over: SQLite's INSERT OR IGNORE would swallow a missing column as well.
    there = {OutboxEmail.unique_key: OutboxEmail.unique_key}
    OutboxEmail.insert_from(rows, list(columns)).on_conflict(
        conflict_target=[OutboxEmail.unique_key], update=there
    ).execute()
