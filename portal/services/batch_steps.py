"""The one way a batch changes state: a conditional UPDATE whose row count decides, with its audit event."""

from datetime import datetime

from portal.models.approval import Approval
from portal.models.base import db
from portal.models.release_batch import ReleaseBatch
from portal.rules.batch_states import Act, next_state
from portal.services import audit
from portal.services.actor import Actor
from portal.services.errors import Refused


def lock(batch: ReleaseBatch) -> ReleaseBatch:
    """The batch as it is now, locked against other writers until the caller's transaction ends."""
    ReleaseBatch.update(state=ReleaseBatch.state).where(ReleaseBatch.id == batch.id).execute()
    return ReleaseBatch.get_by_id(batch.id)


def step(batch: ReleaseBatch, act: Act, *, actor: Actor, now: datetime, **changes: object) -> ReleaseBatch:
    """Take one step of the batch's life and write `changes` with it.

    Raises IllegalStepError when the step is not possible in the state seen, and Refused("moved_on") when
    somebody else's step came first.
    """
    following = next_state(batch.state, act)
    with db.atomic():
        moved = (
            ReleaseBatch.update(state=following, **changes)
            .where(
                ReleaseBatch.id == batch.id,
                ReleaseBatch.state == batch.state,
                ReleaseBatch.content_hash == batch.content_hash,
            )
            .execute()
        )
        if not moved:
            raise Refused("moved_on")
        note(batch, f"batch.{act}", actor=actor, now=now, state=following, **changes)
    return ReleaseBatch.get_by_id(batch.id)


def note(batch: ReleaseBatch, action: str, *, actor: Actor, now: datetime, **after: object) -> None:
    """An audit event about the batch; `after` is compared with what the batch held before."""
    audit.record(
        actor=actor,
        action=action,
        subject=f"release_batch:{batch.public_id}",
        centre_id=batch.sitting.centre_id,
        before={name: getattr(batch, name) for name in after if hasattr(batch, name)},
        after=after,
        now=now,
    )


def void_approvals(batch: ReleaseBatch, *, reason: str, actor: Actor, now: datetime) -> list[str]:
    """Take the force out of every live approval; returns whose they were."""
    live = Approval.batch == batch, Approval.voided_at.is_null()
    names = [approval.staff.name for approval in Approval.select().where(*live).order_by(Approval.id)]
    if names:
        Approval.update(voided_at=now, void_reason=reason).where(*live).execute()
        note(batch, "batch.approvals_voided", actor=actor, now=now, approvers=names, because=reason)
    return names
