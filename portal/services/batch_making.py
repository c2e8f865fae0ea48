"""Putting imported results into batches: the sitting's open one, or a new one of the right kind."""

from collections import defaultdict
from datetime import datetime

from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.sitting import Sitting
from portal.services import batch_changes
from portal.services.actor import Actor
from portal.services.batch_steps import lock, note

OPEN = ("draft", "submitted", "approved", "stopped")
OUT = ("released", "recalled")


def put(pairs: list[tuple[Entry, Result]], *, touched: dict[int, str], actor: Actor, now: datetime) -> None:
    """Give each entry's newest result its place; `touched` collects the ids of batches whose content changed."""
    by_sitting: dict[int, list[tuple[Entry, Result]]] = defaultdict(list)
    for entry, result in pairs:
        by_sitting[entry.sitting_id].append((entry, result))
    for several in by_sitting.values():
        _put_in_sitting(several[0][0].sitting, several, touched, actor, now)


def settle(touched: dict[int, str], *, actor: Actor, now: datetime) -> None:
    """Void the approvals of batches whose rows changed after they were submitted."""
    for batch_id in touched:
        batch = lock(ReleaseBatch.get_by_id(batch_id))
        if batch.state != "draft":
            batch_changes.content_changed(batch, why="Results were imported again.", actor=actor, now=now)


def open_batch(sitting: Sitting, kind: str, *, actor: Actor, now: datetime) -> ReleaseBatch:
    """The sitting's open batch of this kind, made if there is none."""
    batch: ReleaseBatch | None = (
        ReleaseBatch.select()
        .where(ReleaseBatch.sitting == sitting, ReleaseBatch.kind == kind, ReleaseBatch.state.in_(OPEN))
        .first()
    )
    if batch is None:
        batch = ReleaseBatch.create(sitting=sitting, kind=kind, created_at=now)
        note(batch, "batch.made", actor=actor, now=now, kind=kind)
    return batch


def _put_in_sitting(
    sitting: Sitting, pairs: list[tuple[Entry, Result]], touched: dict[int, str], actor: Actor, now: datetime
) -> None:
    there = _rows_there(pairs)
    main_is_out = (
        ReleaseBatch.select()
        .where(ReleaseBatch.sitting == sitting, ReleaseBatch.kind == "main", ReleaseBatch.state.in_(OUT))
        .exists()
    )
    fresh: list[dict[str, object]] = []
    for entry, result in pairs:
        rows = there.get(entry.id, [])
        waiting = next((row for row in rows if row.batch.state in OPEN), None)
        if waiting is not None:
            BatchRow.update(result=result).where(BatchRow.id == waiting.id).execute()
            touched[waiting.batch_id] = "changed"
            continue
        kind = "amendment" if rows else "follow_up" if main_is_out else "main"
        batch = open_batch(sitting, kind, actor=actor, now=now)
        fresh.append({"batch": batch.id, "entry": entry.id, "result": result.id, "held_as": ""})
        touched[batch.id] = "added"
    if fresh:
        BatchRow.insert_many(fresh).execute()


def _rows_there(pairs: list[tuple[Entry, Result]]) -> dict[int, list[BatchRow]]:
    """The rows these entries have in batches that were not cancelled."""
    rows: dict[int, list[BatchRow]] = defaultdict(list)
    query = (
        BatchRow.select(BatchRow, ReleaseBatch)
        .join(ReleaseBatch)
        .where(BatchRow.entry.in_([entry.id for entry, _ in pairs]), ReleaseBatch.state != "cancelled")
    )
    for row in query:
        rows[row.entry_id].append(row)
    return rows
