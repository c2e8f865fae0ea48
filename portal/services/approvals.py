"""Submitting a batch and approving it: two people, one content."""

from datetime import datetime

from peewee import IntegrityError

from portal.models.approval import Approval
from portal.models.base import db
from portal.models.login_session import LoginSession
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.rules.batch_states import Act, next_state
from portal.rules.release_window import in_window
from portal.services import access, batch_check, batch_content, batch_mail, one_device, second_factor
from portal.services.actor import Actor
from portal.services.batch_steps import lock, note, step, void_approvals
from portal.services.errors import Refused


def submit(
    batch: ReleaseBatch,
    *,
    actor: Actor,
    release_at: datetime,
    now: datetime,
    outside_window_reason: str = "",
    warnings_seen: bool = False,
    mail_by_day: bool = False,
) -> ReleaseBatch:
    """Hand a draft to the approvers, with the minute at which it shall go out.

    Raises Refused: incomplete, empty, impossible_rows, warnings (say that they were looked at), time_passed,
    outside_window (give a reason to insist).
    """
    access.require(actor, "submit", centre_id=batch.sitting.centre_id)
    return hand_over(
        batch, Act.SUBMIT, actor=actor, release_at=release_at, reason=outside_window_reason,
        warnings_seen=warnings_seen, mail_by_day=mail_by_day, now=now,
    )  # fmt: skip


def hand_over(
    batch: ReleaseBatch,
    act: Act,
    *,
    actor: Actor,
    release_at: datetime,
    reason: str,
    warnings_seen: bool,
    mail_by_day: bool,
    now: datetime,
) -> ReleaseBatch:
    """Fix content and time under one hash and ask for approvals: what submitting and resuming share.

    `reason` insists on a time outside the window; with `mail_by_day` the emails wait for the centre's daytime.
    """
    with db.atomic():
        batch = lock(batch)
        next_state(batch.state, act)
        batch_check.require(batch, warnings_seen=warnings_seen)
        _check_time(batch, release_at, reason, now)
        batch = step(
            batch, act, actor=actor, now=now,
            release_at=release_at,
            outside_window_reason=reason,
            mail_by_day=mail_by_day,
            content_hash=batch_content.fingerprint(batch, release_at=release_at),
            row_count=batch_content.row_count(batch),
            submitted_by=actor.staff_id,
            submitted_at=now,
            reason="",
        )  # fmt: skip
        batch_mail.awaits_approval(batch, now=now)
    return batch


def approve(
    batch: ReleaseBatch,
    *,
    actor: Actor,
    session: LoginSession | None,
    candidate_count: int,
    code: str,
    seen_hash: str,
    required: int,
    now: datetime,
) -> ReleaseBatch:
    """Consent to the content whose hash the approver's page showed; the last consent needed approves the batch.

    Raises Refused: own_work, moved_on, changed, time_passed, wrong_count, wrong_code, approved_before.
    """
    staff = access.require(actor, "approve", centre_id=batch.sitting.centre_id)
    with second_factor.limited(staff=staff, purpose="approve", now=now), db.atomic():
        batch = lock(batch)
        _check_approver(batch, staff)
        _check_content(batch, seen_hash, candidate_count, now)
        _add_approval(batch, staff, session, actor, now)
        second_factor.require(staff=staff, code=code, now=now)
        one_device.flag(batch, session=session, actor=actor, now=now)
        act = Act.APPROVE_LAST if _live_approvals(batch) >= required else Act.APPROVE
        return step(batch, act, actor=actor, now=now, release_at=batch.release_at)


def send_back(batch: ReleaseBatch, *, actor: Actor, reason: str, now: datetime) -> ReleaseBatch:
    """An approver returns the batch to draft and says why."""
    access.require(actor, "send_back", centre_id=batch.sitting.centre_id)
    with db.atomic():
        batch = lock(batch)
        void_approvals(batch, reason="The batch was sent back.", actor=actor, now=now)
        batch = step(batch, Act.SEND_BACK, actor=actor, now=now, reason=reason)
        batch_mail.sent_back(batch, now=now)
    return batch


def withdraw(batch: ReleaseBatch, *, actor: Actor, now: datetime) -> ReleaseBatch:
    """Who submits takes the batch back to draft."""
    access.require(actor, "withdraw", centre_id=batch.sitting.centre_id)
    with db.atomic():
        batch = lock(batch)
        void_approvals(batch, reason="The batch was withdrawn.", actor=actor, now=now)
        return step(batch, Act.WITHDRAW, actor=actor, now=now)


def _check_time(batch: ReleaseBatch, release_at: datetime, reason: str, now: datetime) -> None:
    """Raises Refused: time_passed, or outside_window without a reason."""
    if release_at <= now:
        raise Refused("time_passed")
    sitting = batch.sitting
    is_promised = batch.kind == "main" and batch.version == 1  # what follows it goes out when it is ready
    if (
        is_promised
        and not reason
        and not in_window(release_at, sitting.exam_date, sitting.delivery, sitting.centre.timezone)
    ):
        raise Refused("outside_window", first=sitting.results_from, last=sitting.results_by)


def live_approvals(batch: ReleaseBatch) -> list[Approval]:
    """The approvals in force, the first one first."""
    return list(
        Approval.select(Approval, Staff)
        .join(Staff)
        .where(Approval.batch == batch, Approval.voided_at.is_null())
        .order_by(Approval.id)
    )


def _live_approvals(batch: ReleaseBatch) -> int:
    return sum(approval.content_hash == batch.content_hash for approval in live_approvals(batch))


def _check_approver(batch: ReleaseBatch, staff: Staff) -> None:
    hands_on = {batch.submitted_by_id, *(person.id for person in batch_content.importers(batch))}
    if staff.id in hands_on:
        raise Refused("own_work")


def _check_content(batch: ReleaseBatch, seen_hash: str, candidate_count: int, now: datetime) -> None:
    if batch.state != "submitted":
        raise Refused("moved_on", state=batch.state)
    present = batch_content.fingerprint(batch, release_at=batch.release_at)
    if not seen_hash == batch.content_hash == present:
        raise Refused("changed")
    if batch.release_at is None or batch.release_at <= now:
        raise Refused("time_passed")
    if candidate_count != batch.row_count:
        raise Refused("wrong_count")


def _add_approval(batch: ReleaseBatch, staff: Staff, session: LoginSession | None, actor: Actor, now: datetime) -> None:
    try:
        with db.atomic():
            Approval.create(
                batch=batch,
                staff=staff,
                content_hash=batch.content_hash,
                approved_at=now,
                session=session,
                network=actor.network,
            )
    except IntegrityError:
        raise Refused("approved_before") from None
    note(batch, "batch.consent", actor=actor, now=now, content_hash=batch.content_hash)
