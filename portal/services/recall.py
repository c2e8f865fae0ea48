"""Recalling a release: two people withdraw results that are out; in an emergency the second one confirms afterwards."""

from datetime import datetime, timedelta

from peewee import IntegrityError, Node

from portal.models.base import db
from portal.models.centre import Centre
from portal.models.outbox_email import OutboxEmail
from portal.models.recall import Recall
from portal.models.release_batch import ReleaseBatch
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules.batch_states import Act, next_state
from portal.services import access, alarm, batch_mail, batch_notices, second_factor
from portal.services.actor import Actor
from portal.services.batch_steps import lock, note, step, void_approvals
from portal.services.errors import Refused

CONFIRM_WITHIN = timedelta(hours=1)


def ask(batch: ReleaseBatch, *, actor: Actor, code: str, reason: str, now: datetime) -> Recall:
    """Ask the board to withdraw the results; nothing changes for candidates before somebody else confirms.

    Raises IllegalStepError when the batch is not out, Refused: asked_before, wrong_code.
    """
    staff = access.require(actor, "ask_recall", centre_id=batch.sitting.centre_id)
    with second_factor.limited(staff=staff, purpose="recall", now=now), db.atomic():
        batch = lock(batch)
        next_state(batch.state, Act.RECALL)
        recall = _open(batch, actor, reason, now)
        second_factor.require(staff=staff, code=code, now=now)
        note(batch, "batch.recall_asked", actor=actor, now=now, because=reason)
        batch_mail.recall_asked(batch, now=now)
    return recall


def confirm(batch: ReleaseBatch, *, actor: Actor, code: str, now: datetime) -> ReleaseBatch:
    """A second person, of the board: withdraws the results, or confirms that an emergency was one.

    Raises Refused: not_asked, own_recall, wrong_code.
    """
    staff = access.require(actor, "recall", centre_id=batch.sitting.centre_id)
    with second_factor.limited(staff=staff, purpose="recall", now=now), db.atomic():
        batch = lock(batch)
        recall = _second(batch, actor)
        second_factor.require(staff=staff, code=code, now=now)
        Recall.update(
            confirmed_by=actor.staff, closed_at=now, withdrawn_at=recall.withdrawn_at or now
        ).where(Recall.id == recall.id).execute()  # fmt: skip
        if recall.withdrawn_at is None:
            return _withdraw(batch, actor, recall.reason, now)
        note(batch, "batch.recall_confirmed", actor=actor, now=now)
        return batch


def turn_down(batch: ReleaseBatch, *, actor: Actor, now: datetime) -> ReleaseBatch:
    """A second person, of the board, leaves the results where they are.

    An emergency can not be turned down, because its results are gone already: they come back by a corrected version.
    Raises Refused: not_asked, own_recall, withdrawn_before.
    """
    access.require(actor, "recall", centre_id=batch.sitting.centre_id)
    with db.atomic():
        batch = lock(batch)
        recall = _second(batch, actor)
        if recall.withdrawn_at is not None:
            raise Refused("withdrawn_before")
        Recall.update(closed_at=now).where(Recall.id == recall.id).execute()
        note(batch, "batch.recall_dropped", actor=actor, now=now)
    return batch


def emergency(batch: ReleaseBatch, *, actor: Actor, code: str, reason: str, now: datetime) -> ReleaseBatch:
    """One person of the board withdraws the results at once; another confirms within the hour.

    Raises IllegalStepError when the batch is not out, Refused: asked_before (confirming is all it takes), wrong_code.
    """
    staff = access.require(actor, "recall", centre_id=batch.sitting.centre_id)
    with second_factor.limited(staff=staff, purpose="recall", now=now), db.atomic():
        batch = lock(batch)
        next_state(batch.state, Act.RECALL)
        _open(batch, actor, reason, now, is_emergency=True, withdrawn_at=now)
        second_factor.require(staff=staff, code=code, now=now)
        return _withdraw(batch, actor, reason, now)


def waiting(batch: ReleaseBatch) -> Recall | None:
    """The recall that waits for a second person, with who asked."""
    recall: Recall | None = (
        Recall.select(Recall, Staff)
        .join(Staff, on=(Recall.asked_by == Staff.id))
        .where(Recall.batch == batch, Recall.closed_at.is_null())
        .first()
    )
    return recall


def unclosed(*conditions: Node | bool) -> list[Recall]:
    """Recalls that wait for a second person, the oldest first, with batch, sitting, centre and who asked."""
    return list(
        Recall.select(Recall, ReleaseBatch, Sitting, Centre, Staff)
        .join(Staff, on=(Recall.asked_by == Staff.id))
        .switch(Recall)
        .join(ReleaseBatch)
        .join(Sitting)
        .join(Centre)
        .where(Recall.closed_at.is_null(), *conditions)
        .order_by(Recall.id)
    )


def unconfirmed(*, now: datetime) -> list[Recall]:
    """Emergencies that nobody confirmed within the hour."""
    return unclosed(Recall.is_emergency, Recall.asked_at <= now - CONFIRM_WITHIN)


def tell_unconfirmed(*, now: datetime) -> None:
    """Write to the board about each of them, once."""
    for late in unconfirmed(now=now):
        batch_mail.recall_unconfirmed(late.batch, recall_id=late.id, now=now)


def confirm_by(recall: Recall) -> datetime:
    """Until when an emergency must be confirmed."""
    asked_at: datetime = recall.asked_at
    return asked_at + CONFIRM_WITHIN


def _open(batch: ReleaseBatch, actor: Actor, reason: str, now: datetime, **columns: object) -> Recall:
    try:
        with db.atomic():
            return Recall.create(batch=batch, asked_by=actor.staff, asked_at=now, reason=reason, **columns)
    except IntegrityError:
        raise Refused("asked_before") from None


def _second(batch: ReleaseBatch, actor: Actor) -> Recall:
    recall = waiting(batch)
    if recall is None:
        raise Refused("not_asked")
    if recall.asked_by_id == actor.staff_id:
        raise Refused("own_recall")
    return recall


def _withdraw(batch: ReleaseBatch, actor: Actor, reason: str, now: datetime) -> ReleaseBatch:
    """From this commit on nobody sees the results; what was not sent yet is not sent, and everybody is told."""
    void_approvals(batch, reason="The results were recalled.", actor=actor, now=now)
    batch = step(batch, Act.RECALL, actor=actor, now=now, recalled_at=now, reason=reason)
    OutboxEmail.update(state="cancelled", dead_at=now, last_error="The results were recalled.").where(
        OutboxEmail.batch == batch,
        OutboxEmail.candidate.is_null(False),
        OutboxEmail.state.in_(("queued", "parked")),
        OutboxEmail.claimed_until.is_null(),
    ).execute()
    batch_notices.write(batch, kind="results_withdrawn", state="queued", now=now)
    batch_mail.recalled(batch, now=now)
    alarm.ring()
    return batch
