"""Putting imported results into batches: the sitting's open one, or a new one of the right kind."""

from collections import defaultdict
from datetime import datetime

from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.models.hold import Hold
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.sitting import Sitting
from portal.services import batch_changes
from portal.services.actor import Actor
from portal.services.batch_steps import lock, note

OPEN = ("draft", "submitted", "approved", "stopped")
OUT = ("released", "recalled")
PROMISED = ("PENDING", "WITHHELD")


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


def add(batch: ReleaseBatch, pairs: list[tuple[int, int]]) -> None:
    """New rows for these entries with these results (ids), nobody held."""
    columns = {"batch": batch.id, "held_as": "", "added_in": batch.version}
    BatchRow.insert_many([{"entry": entry, "result": result, **columns} for entry, result in pairs]).execute()


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
    held = _held_rows(there)
    _reopen_recalled(there, actor, now)
    main_is_out = (
        ReleaseBatch.select()
        .where(ReleaseBatch.sitting == sitting, ReleaseBatch.kind == "main", ReleaseBatch.state.in_(OUT))
        .exists()
    )
    fresh: dict[str, list[tuple[Entry, Result]]] = defaultdict(list)
    for entry, result in pairs:
        rows = there.get(entry.id, [])
        waiting = next((row for row in rows if row.batch.state in OPEN), None)
        if waiting is not None:
            BatchRow.update(result=result).where(BatchRow.id == waiting.id).execute()
            touched[waiting.batch_id] = "changed"
        elif not any(row.id in held for row in rows):
            fresh[_kind(rows, main_is_out=main_is_out)].append((entry, result))
    for kind, several in fresh.items():
        batch = open_batch(sitting, kind, actor=actor, now=now)
        add(batch, [(entry.id, result.id) for entry, result in several])
        touched[batch.id] = "added"


def _kind(rows: list[BatchRow], *, main_is_out: bool) -> str:
    """Which batch a result belongs to: whoever has seen none of their own yet gets theirs with the follow-up."""
    if not rows:
        return "follow_up" if main_is_out else "main"
    latest = rows[-1]
    return "follow_up" if latest.held_as or latest.result.status in PROMISED else "amendment"


def _held_rows(there: dict[int, list[BatchRow]]) -> set[int]:
    """Rows of batches that are out and still held: their entry gets its newest result once the hold is lifted."""
    ids = [row.id for rows in there.values() for row in rows if row.held_as]
    query = Hold.select(Hold.row).where(Hold.row.in_(ids), Hold.lifted_at.is_null())
    return {hold.row_id for hold in query} if ids else set()


def _reopen_recalled(there: dict[int, list[BatchRow]], actor: Actor, now: datetime) -> None:
    """New results of a recalled batch are its corrected version."""
    rows = [row for several in there.values() for row in several if row.batch.state == "recalled"]
    opened = {batch_id: lock(ReleaseBatch.get_by_id(batch_id)) for batch_id in {row.batch_id for row in rows}}
    for batch_id, batch in opened.items():
        opened[batch_id] = batch_changes.reopen(batch, actor=actor, now=now)
    for row in rows:
        row.batch = opened[row.batch_id]


def _rows_there(pairs: list[tuple[Entry, Result]]) -> dict[int, list[BatchRow]]:
    """The rows these entries have in batches that were not cancelled, the oldest first."""
    rows: dict[int, list[BatchRow]] = defaultdict(list)
    query = (
        BatchRow.select(BatchRow, ReleaseBatch, Result)
        .join(ReleaseBatch)
        .switch(BatchRow)
        .join(Result)
        .order_by(BatchRow.id)
        .where(BatchRow.entry.in_([entry.id for entry, _ in pairs]), ReleaseBatch.state != "cancelled")
    )
    for row in query:
        rows[row.entry_id].append(row)
    return rows
