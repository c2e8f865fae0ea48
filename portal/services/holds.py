"""Holding one candidate's row, and lifting the hold: by two different people."""

from datetime import date, datetime

from portal.models.base import db
from portal.models.batch_row import BatchRow
from portal.models.hold import Hold
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.rules import roles
from portal.rules.time_zones import local_date
from portal.services import access, batch_changes
from portal.services.actor import Actor
from portal.services.batch_steps import lock, note
from portal.services.errors import NotFound, Refused

BEFORE_RELEASE = ("draft", "submitted", "approved", "stopped")


def place(
    row: BatchRow,
    *,
    actor: Actor,
    shown_as: str,
    reason: str,
    owner: Staff,
    next_update_on: date,
    now: datetime,
) -> Hold:
    """Leave a row out; the candidate will see `shown_as` (PENDING or WITHHELD) and never the reason.

    Voids the approvals. Raises Refused: too_late (the batch is out), held_before, date_passed.
    """
    access.require(actor, "hold", centre_id=row.batch.sitting.centre_id)
    _check_day(row, next_update_on, now)
    with db.atomic():
        batch = _open(row.batch)
        held = BatchRow.update(held_as=shown_as).where(BatchRow.id == row.id, BatchRow.held_as == "")
        if not held.execute():
            raise Refused("held_before")
        hold = Hold.create(
            row=row,
            shown_as=shown_as,
            reason=reason,
            owner=owner,
            next_update_on=next_update_on,
            placed_by=actor.staff,
            placed_at=now,
        )
        _note(batch, "batch.hold", row, actor, now, shown_as=shown_as, because=reason)
        batch_changes.content_changed(batch, why="A row was held.", actor=actor, now=now)
    return hold


def lift(row: BatchRow, *, actor: Actor, now: datetime) -> None:
    """Put a row back in; by another person than the one who held it.

    In a batch that is out the row stays hidden there and goes out with a follow-up batch.
    Raises NotFound without an open hold, Refused("own_hold").
    """
    access.require(actor, "lift", centre_id=row.batch.sitting.centre_id)
    with db.atomic():
        batch = lock(row.batch)
        hold = Hold.get_or_none(Hold.row == row, Hold.lifted_at.is_null())
        if hold is None:
            raise NotFound
        if hold.placed_by_id == actor.staff_id:
            raise Refused("own_hold")
        lifted = Hold.update(lifted_by=actor.staff, lifted_at=now).where(Hold.id == hold.id, Hold.lifted_at.is_null())
        if not lifted.execute():
            raise NotFound
        _note(batch, "batch.lift", row, actor, now)
        if batch.state in BEFORE_RELEASE:
            BatchRow.update(held_as="").where(BatchRow.id == row.id).execute()
            batch_changes.content_changed(batch, why="A hold was lifted.", actor=actor, now=now)


def postpone(row: BatchRow, *, actor: Actor, next_update_on: date, now: datetime) -> None:
    """Promise news of an open hold for another day. Raises NotFound without one, Refused("date_passed")."""
    access.require(actor, "hold", centre_id=row.batch.sitting.centre_id)
    _check_day(row, next_update_on, now)
    with db.atomic():
        batch = lock(row.batch)
        moved = Hold.update(next_update_on=next_update_on).where(Hold.row == row, Hold.lifted_at.is_null())
        if not moved.execute():
            raise NotFound
        _note(batch, "batch.hold_news", row, actor, now, next_update_on=next_update_on)


def open_hold(row: BatchRow) -> Hold | None:
    """The hold in force on a row, with its owner and who placed it."""
    placer = Staff.alias()
    hold: Hold | None = (
        Hold.select(Hold, Staff, placer)
        .join(Staff, on=(Hold.owner == Staff.id))
        .switch(Hold)
        .join(placer, on=(Hold.placed_by == placer.id))
        .where(Hold.row == row, Hold.lifted_at.is_null())
        .first()
    )
    return hold


def owners(batch: ReleaseBatch) -> list[Staff]:
    """Who can look after a hold: the staff of the centre and of the board who change things."""
    at_hand = Staff.centre.is_null() | (Staff.centre == batch.sitting.centre_id)
    query = Staff.select().where(Staff.role != roles.AUDITOR, Staff.disabled_at.is_null(), at_hand)
    return list(query.order_by(Staff.name, Staff.id))


def _check_day(row: BatchRow, day: date, now: datetime) -> None:
    if day < local_date(now, row.batch.sitting.centre.timezone):
        raise Refused("date_passed")


def _open(batch: ReleaseBatch) -> ReleaseBatch:
    batch = lock(batch)
    if batch.state not in BEFORE_RELEASE:
        raise Refused("too_late")
    return batch


def _note(batch: ReleaseBatch, action: str, row: BatchRow, actor: Actor, now: datetime, **facts: object) -> None:
    note(batch, action, actor=actor, now=now, entry=row.entry.public_id, **facts)
