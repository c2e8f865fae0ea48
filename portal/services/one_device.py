"""Two approvals out of one browser within minutes: allowed, and told to the board, which knows who sat where."""

from datetime import datetime, timedelta

from portal.models.approval import Approval
from portal.models.login_session import LoginSession
from portal.models.release_batch import ReleaseBatch
from portal.services import batch_mail
from portal.services.actor import Actor
from portal.services.batch_steps import note

SOON = timedelta(minutes=10)


def flag(batch: ReleaseBatch, *, session: LoginSession | None, actor: Actor, now: datetime) -> None:
    """Called in the transaction of an approval, after it was written: note and tell it where it is so."""
    others = _others(batch, session, actor, now)
    if others:
        note(batch, "batch.one_device", actor=actor, now=now, also=others)
        batch_mail.one_device(batch, now=now)


def _others(batch: ReleaseBatch, session: LoginSession | None, actor: Actor, now: datetime) -> list[str]:
    if session is None or not session.device:
        return []
    recent = (
        Approval.select(Approval)
        .join(LoginSession)
        .where(
            Approval.batch == batch,
            Approval.staff != actor.staff_id,
            Approval.voided_at.is_null(),
            Approval.approved_at > now - SOON,
            LoginSession.device == session.device,
        )
        .order_by(Approval.id)
    )
    return [approval.staff.name for approval in recent]
