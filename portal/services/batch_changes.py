"""What follows when the content of a batch changes, and the ways to halt one."""

from datetime import datetime

from portal.models.base import db
from portal.models.batch_row import BatchRow
from portal.models.hold import Hold
from portal.models.release_batch import ReleaseBatch
from portal.rules.batch_states import Act
from portal.services import access, approvals, batch_content, batch_mail
from portal.services.actor import Actor
from portal.services.batch_steps import lock, step, void_approvals


def content_changed(batch: ReleaseBatch, *, why: str, actor: Actor, now: datetime) -> ReleaseBatch:
    """Rows, holds or time changed: the approvals are void and the new content waits for new ones.

    Called inside the transaction that made the change, with the batch locked.
    """
    void_approvals(batch, reason=why, actor=actor, now=now)
    batch = step(
        batch, Act.CHANGE, actor=actor, now=now,
        content_hash=batch_content.fingerprint(batch, release_at=batch.release_at),
        row_count=batch_content.row_count(batch),
    )  # fmt: skip
    if batch.state == "submitted":
        batch_mail.awaits_approval(batch, now=now)
    return batch


def stop(batch: ReleaseBatch, *, actor: Actor, reason: str, now: datetime) -> ReleaseBatch:
    """One press by an approver; the minute that was approved never fires by itself afterwards."""
    access.require(actor, "stop", centre_id=batch.sitting.centre_id)
    with db.atomic():
        batch = lock(batch)
        void_approvals(batch, reason="The batch was stopped.", actor=actor, now=now)
        batch = step(batch, Act.STOP, actor=actor, now=now, reason=reason)
        batch_mail.stopped(batch, now=now)
    return batch


def resume(
    batch: ReleaseBatch,
    *,
    actor: Actor,
    release_at: datetime,
    now: datetime,
    outside_window_reason: str = "",
    warnings_seen: bool = False,
    mail_by_day: bool = False,
) -> ReleaseBatch:
    """Put a stopped batch before the approvers again, with a new time. Raises Refused as submitting does."""
    access.require(actor, "resume", centre_id=batch.sitting.centre_id)
    return approvals.hand_over(
        batch, Act.RESUME, actor=actor, release_at=release_at, reason=outside_window_reason,
        warnings_seen=warnings_seen, mail_by_day=mail_by_day, now=now,
    )  # fmt: skip


def cancel(batch: ReleaseBatch, *, actor: Actor, reason: str, now: datetime) -> ReleaseBatch:
    """Give the batch up for good; its rows can be imported again into a new one."""
    access.require(actor, "cancel", centre_id=batch.sitting.centre_id)
    with db.atomic():
        batch = lock(batch)
        void_approvals(batch, reason="The batch was cancelled.", actor=actor, now=now)
        return step(batch, Act.CANCEL, actor=actor, now=now, reason=reason)


def correct(batch: ReleaseBatch, *, actor: Actor, now: datetime) -> ReleaseBatch:
    """Open a recalled batch for its corrected version, which needs approvals of its own."""
    access.require(actor, "correct", centre_id=batch.sitting.centre_id)
    return reopen(batch, actor=actor, now=now)


def reopen(batch: ReleaseBatch, *, actor: Actor, now: datetime) -> ReleaseBatch:
    """The step itself, also taken when results are imported for a recalled batch. What was seen stays withdrawn."""
    with db.atomic():
        batch = lock(batch)
        void_approvals(batch, reason="The batch was opened for correction.", actor=actor, now=now)
        _free_lifted(batch)
        return step(
            batch, Act.CORRECT, actor=actor, now=now,
            version=batch.version + 1,
            release_at=None,
            outside_window_reason="",
            mail_by_day=False,
            content_hash="",
            submitted_by=None,
            submitted_at=None,
            wave_stopped_at=None,
            reason="",
        )  # fmt: skip


def _free_lifted(batch: ReleaseBatch) -> None:
    """Holds that were lifted while the batch was out hold nothing in its next version."""
    still_held = Hold.select(Hold.row).where(Hold.lifted_at.is_null())
    BatchRow.update(held_as="").where(BatchRow.batch == batch, BatchRow.id.not_in(still_held)).execute()
