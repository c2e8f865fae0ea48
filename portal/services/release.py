"""The release: one transaction makes a batch's results visible and writes one email for each candidate."""

import logging
from datetime import datetime
from functools import partial

from peewee import OperationalError

from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.release_freeze import ReleaseFreeze
from portal.rules import roles
from portal.rules.batch_states import Act
from portal.services import alarm, batch_content, batch_mail, batch_notices
from portal.services.actor import WORKER
from portal.services.approvals import live_approvals
from portal.services.batch_steps import lock, step

log = logging.getLogger(__name__)

FIRST_WAVE = 20


def release_due_batches(*, required: int, now: datetime) -> list[ReleaseBatch]:
    """Release every approved batch whose minute has come; `required` is how many approvals one needs.

    Safe to run twice and by several workers at once: the batch's conditional UPDATE lets one of them through.
    Returns what this call released.
    """
    due = list(
        ReleaseBatch.select()
        .where(ReleaseBatch.state == "approved", ReleaseBatch.release_at <= now)
        .order_by(ReleaseBatch.release_at, ReleaseBatch.id)
    )
    released = (_release_alone(batch, required, now) for batch in due)
    return [batch for batch in released if batch is not None]


def release_one(batch: ReleaseBatch, *, required: int, now: datetime) -> ReleaseBatch | None:
    """Check every gate again and release; a gate that fails stops the batch with the reason and tells staff.

    The content is read and hashed before the transaction, which is then short: whoever changes rows, holds or
    time locks the batch and writes another hash or state, and both are compared again under the lock.
    Returns None when the batch was not released, by this call.
    """
    present = batch_content.fingerprint(batch, release_at=batch.release_at)
    with db.atomic():
        seen = batch.content_hash
        batch = lock(batch)
        if batch.state != "approved" or batch.release_at is None or batch.release_at > now:
            return None
        if batch.content_hash != seen:
            return None  # approved anew while it was read: the next sweep looks at that content
        failed = _failed_gate(batch, present, required)
        if failed:
            stopped = step(batch, Act.GATE_FAILED, actor=WORKER, now=now, reason=failed)
            batch_mail.could_not_release(stopped, now=now)
            return None
        released = step(batch, Act.RELEASE, actor=WORKER, now=now, released_at=now)
        _write_emails(released, now)
        batch_mail.released(released, now=now)
        alarm.ring()
        return released


def _release_alone(batch: ReleaseBatch, required: int, now: datetime) -> ReleaseBatch | None:
    """A fault in one batch is logged and met again at the next sweep; the other batches go out at their minute."""
    try:
        return release_one(batch, required=required, now=now)
    except OperationalError:
        raise
    except Exception:
        log.exception("release.failed", extra={"batch": batch.public_id})
        return None


def next_release_at() -> datetime | None:
    """When the next approved batch is due, so that the worker can set its alarm."""
    first = (
        ReleaseBatch.select(ReleaseBatch.release_at)
        .where(ReleaseBatch.state == "approved")
        .order_by(ReleaseBatch.release_at)
        .first()
    )
    return first.release_at if first else None


def _failed_gate(batch: ReleaseBatch, present: str, required: int) -> str:
    """Why this batch must not go out, as a sentence for staff; empty when every gate holds."""
    if ReleaseFreeze.select().where(ReleaseFreeze.lifted_at.is_null()).exists():
        return "A release freeze is in force."
    if present != batch.content_hash:
        return "The content is not the one that was approved."
    if batch_content.row_count(batch) != batch.row_count:
        return "The number of candidates is not the one that was approved."
    if _standing_approvals(batch) < required:
        return f"Fewer than {required} approvals are in force."
    return ""


def _standing_approvals(batch: ReleaseBatch) -> int:
    """Approvals of this very content by people who may still approve."""
    return sum(
        approval.content_hash == batch.content_hash
        and approval.staff.disabled_at is None
        and roles.may(approval.staff.role, "approve")
        for approval in live_approvals(batch)
    )


def _write_emails(batch: ReleaseBatch, now: datetime) -> None:
    """Tell each registered candidate who is not held; all but the first wave are parked.

    Of what comes back after a recall, and of an amendment, only those are told of a correction whose result changed.
    """
    write = partial(
        batch_notices.write, batch, state="parked", now=now, due_at=batch_notices.leave_at(batch, now=now)
    )  # fmt: skip
    if batch.kind == "amendment":
        write(kind="results_corrected")
    elif batch.recalled_at is not None:
        changed = batch_notices.changed_since(batch.recalled_at, version=batch.version)
        write(kind="results_corrected", only=changed)
        write(kind="results_released", only=~changed)
    else:
        write(kind="results_released")
    OutboxEmail.update(state="queued").where(OutboxEmail.id.in_(_first_wave(batch))).execute()


def _first_wave(batch: ReleaseBatch) -> list[int]:
    """Confirmed addresses as far as they go, so that what fails there says something about the emails."""
    parked = (
        OutboxEmail.select(OutboxEmail.id)
        .join(Candidate)
        .where(OutboxEmail.batch == batch, OutboxEmail.state == "parked")
        .order_by(OutboxEmail.id)
    )
    unconfirmed = Candidate.email_confirmed_at.is_null()
    wave = [email.id for email in parked.where(~unconfirmed).limit(FIRST_WAVE)]
    if len(wave) < FIRST_WAVE:
        wave += [email.id for email in parked.where(unconfirmed).limit(FIRST_WAVE - len(wave))]
    return wave
