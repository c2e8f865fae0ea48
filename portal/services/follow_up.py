"""The follow-up batch: results whose hold was lifted after their batch had gone out."""

from datetime import datetime

from peewee import ModelSelect, fn

from portal.models.base import db
from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.models.hold import Hold
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.services import access, batch_making
from portal.services.actor import Actor
from portal.services.batch_steps import lock, note
from portal.services.errors import Refused


def proposed(batch: ReleaseBatch) -> list[BatchRow]:
    """Rows of a released batch that are held no longer and are not in a later batch yet, with their entries."""
    return list(_waiting().where(BatchRow.batch == batch).order_by(Entry.candidate_number))


def batches_to_follow() -> list[int]:
    """The ids of the batches that have such rows."""
    return sorted({row.batch_id for row in _waiting()})


def _waiting() -> "ModelSelect[BatchRow]":
    """From the holds, of which there are few, and not from the rows."""
    later, later_batch = BatchRow.alias(), ReleaseBatch.alias()
    again = (
        later.select(later.id)
        .join(later_batch, on=(later.batch == later_batch.id))
        .where(later.entry == BatchRow.entry, later_batch.id > BatchRow.batch, later_batch.state != "cancelled")
    )
    lifted = Hold.select(Hold.row).where(Hold.lifted_at.is_null(False))
    held = Hold.select(Hold.row).where(Hold.lifted_at.is_null())
    return (
        BatchRow.select(BatchRow, Entry)
        .join(Entry)
        .switch(BatchRow)
        .join(ReleaseBatch)
        .where(
            BatchRow.id.in_(lifted),
            BatchRow.id.not_in(held),
            BatchRow.held_as != "",
            ReleaseBatch.state == "released",
            ~fn.EXISTS(again),
        )
    )


def make(batch: ReleaseBatch, *, actor: Actor, now: datetime) -> ReleaseBatch:
    """Put what is proposed into the sitting's open follow-up batch, made if there is none; returns that batch.

    Each entry goes with its newest result. Raises Refused("nothing_to_follow").
    """
    access.require(actor, "submit", centre_id=batch.sitting.centre_id)
    with db.atomic():
        batch = lock(batch)
        rows = proposed(batch)
        if not rows:
            raise Refused("nothing_to_follow")
        target = batch_making.open_batch(batch.sitting, "follow_up", actor=actor, now=now)
        newest = _newest_results([row.entry_id for row in rows])
        batch_making.add(target, [(row.entry_id, newest[row.entry_id]) for row in rows])
        note(target, "batch.followed_up", actor=actor, now=now, entries=[row.entry.public_id for row in rows])
        batch_making.settle({target.id: "added"}, actor=actor, now=now)
    return ReleaseBatch.get_by_id(target.id)


def others(batch: ReleaseBatch) -> list[ReleaseBatch]:
    """The other batches of the same sitting, the oldest first."""
    query = ReleaseBatch.select().where(ReleaseBatch.sitting == batch.sitting_id, ReleaseBatch.id != batch.id)
    return list(query.order_by(ReleaseBatch.id))


def _newest_results(entry_ids: list[int]) -> dict[int, int]:
    newest = (
        Result.select(Result.entry, fn.MAX(Result.version).alias("version"))
        .where(Result.entry.in_(entry_ids))
        .group_by(Result.entry)
        .alias("newest")
    )
    query = Result.select(Result.id, Result.entry).join(
        newest, on=((Result.entry == newest.c.entry_id) & (Result.version == newest.c.version))
    )
    return {result.entry_id: result.id for result in query}
