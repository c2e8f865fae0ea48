"""Putting imported results into batches: the sitting's open one, or a new one of the right kind."""

from collections import defaultdict
from datetime import datetime

from peewee import Expression, Insert, ModelSelect, Value

from portal.models import many_rows
from portal.models.batch_row import BatchRow
from portal.models.built_once import BuiltOnce, BuiltStatement, given
from portal.models.hold import Hold
from portal.models.many_rows import given_ids, listed
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.sitting import Sitting
from portal.services import batch_changes
from portal.services.actor import Actor
from portal.services.batch_steps import lock, note

OPEN = ("draft", "submitted", "approved", "stopped")
OUT = ("released", "recalled")
PROMISED = ("PENDING", "WITHHELD")
Pair = tuple[int, int]
"""The id of an entry, and that of its result."""


def put(sitting: Sitting, pairs: list[Pair], *, touched: dict[int, str], actor: Actor, now: datetime) -> None:
    """Give the newest results of entries of a sitting their places; `touched` collects the batches that changed."""
    there = _rows_there(pairs)
    held = _held_rows(there)
    _reopen_recalled(there, actor, now)
    waiting: list[Pair] = []
    fresh: dict[str, list[Pair]] = defaultdict(list)
    main_is_out = _main_is_out(sitting)
    if new := [pair for pair in pairs if pair[0] not in there]:
        fresh[_kind([], main_is_out=main_is_out)] = new
    for entry, result in [pair for pair in pairs if pair[0] in there]:
        rows = there[entry]
        row = next((row for row in rows if row.batch.state in OPEN), None)
        if row is not None:
            waiting.append((result, row.id))
            touched[row.batch_id] = "changed"
        elif not any(row.id in held for row in rows):
            fresh[_kind(rows, main_is_out=main_is_out)].append((entry, result))
    if waiting:
        many_rows.update(BatchRow.result, waiting)
    for kind, several in fresh.items():
        batch = open_batch(sitting, kind, actor=actor, now=now)
        add(batch, several)
        touched[batch.id] = "added"


def put_first(sitting: Sitting, entries: list[int], *, touched: dict[int, str], actor: Actor, now: datetime) -> None:
    """The same for entries (by id) that have their first result: they are in no batch yet."""
    kind = _kind([], main_is_out=_main_is_out(sitting))
    batch = open_batch(sitting, kind, actor=actor, now=now)
    _add_first(batch=batch.id, version=batch.version, entries=listed(entries))
    touched[batch.id] = "added"


def settle(touched: dict[int, str], *, actor: Actor, now: datetime) -> None:
    """Void the approvals of batches whose rows changed after they were submitted."""
    for batch_id in touched:
        batch = lock(ReleaseBatch.get_by_id(batch_id))
        if batch.state != "draft":
            batch_changes.content_changed(batch, why="Results were imported again.", actor=actor, now=now)


def add(batch: ReleaseBatch, pairs: list[Pair]) -> None:
    """New rows for these entries with these results, nobody held."""
    _add(batch=batch.id, version=batch.version, results=listed(result for _, result in pairs))


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


def _main_is_out(sitting: Sitting) -> bool:
    query = ReleaseBatch.select().where(
        ReleaseBatch.sitting == sitting, ReleaseBatch.kind == "main", ReleaseBatch.state.in_(OUT)
    )
    return bool(query.exists())


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


def _rows_there(pairs: list[Pair]) -> dict[int, list[BatchRow]]:
    """The rows these entries have in batches that were not cancelled, the oldest first."""
    rows: dict[int, list[BatchRow]] = defaultdict(list)
    for row in _placed(entries=listed(entry for entry, _ in pairs)):
        rows[row.entry_id].append(row)
    return rows


@BuiltOnce
def _placed() -> "ModelSelect[BatchRow]":
    return (
        BatchRow.select(BatchRow, ReleaseBatch, Result)
        .join(ReleaseBatch)
        .switch(BatchRow)
        .join(Result)
        .order_by(BatchRow.id)
        .where(BatchRow.entry.in_(given_ids("entries")), ReleaseBatch.state != "cancelled")
    )


@BuiltStatement
def _add() -> Insert:
    return _rows_of(Result.id.in_(given_ids("results")))


@BuiltStatement
def _add_first() -> Insert:
    return _rows_of(Result.entry.in_(given_ids("entries")), Result.version == 1)


def _rows_of(*results: Expression) -> Insert:
    columns = (BatchRow.batch, BatchRow.entry, BatchRow.result, BatchRow.held_as, BatchRow.added_in)
    rows = Result.select(given("batch"), Result.entry, Result.id, Value(""), given("version"))
    return BatchRow.insert_from(rows.where(*results).order_by(Result.id), columns)
