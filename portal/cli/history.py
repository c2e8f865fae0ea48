"""Batches of the cast on their way out: submitted, approved, and released in the past."""

from collections.abc import Collection
from datetime import datetime, timedelta

from portal.cli import cast, past_mail
from portal.cli.sittings import Plan, there
from portal.models.centre import Centre
from portal.models.release_batch import ReleaseBatch
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.services import approvals, release, second_factor


def batch_of(plan: Plan) -> ReleaseBatch:
    """The plan's main batch, with its sitting and centre."""
    found: ReleaseBatch = (
        ReleaseBatch.select(ReleaseBatch, Sitting, Centre)
        .join(Sitting)
        .join(Centre)
        .where(ReleaseBatch.sitting == there(plan), ReleaseBatch.kind == "main", ReleaseBatch.state != "cancelled")
        .get()
    )
    return found


def submit(batch: ReleaseBatch, *, release_at: datetime, now: datetime) -> ReleaseBatch:
    """Submit a draft as the centre's officer does, who has looked at the warnings of a small sitting."""
    officer = cast.actor(cast.OFFICERS[batch.sitting.centre.number])
    return approvals.submit(batch, actor=officer, release_at=release_at, warnings_seen=True, now=now)


def approve(batch: ReleaseBatch, *, required: int, now: datetime) -> ReleaseBatch:
    """Approve as the centre's approver and the board do, as many of them as are required."""
    for colleague in (cast.APPROVERS[batch.sitting.centre.number], cast.BO)[:required]:
        batch = approvals.approve(
            batch, actor=cast.actor(colleague), session=None, candidate_count=batch.row_count,
            code=code_of(colleague, now=now), seen_hash=batch.content_hash,
            required=required, now=now,
        )  # fmt: skip
    return batch


def code_of(colleague: cast.Colleague, *, now: datetime) -> str:
    """What the authenticator app of this colleague showed then."""
    return second_factor.current_code(staff=Staff.get(Staff.email == colleague.email), now=now)


def let_out(batch: ReleaseBatch, *, minute: datetime, required: int, bounced: Collection[str] = ()) -> None:
    """Submit, approve and release a draft at a minute of the past, its emails included."""
    batch = submit(batch, release_at=minute, now=minute - timedelta(days=2))
    approve(batch, required=required, now=minute - timedelta(days=1))
    past_mail.send_all(now=minute - timedelta(days=1))
    release.release_due_batches(required=required, now=minute)
    past_mail.send_all(now=minute, bounced=bounced)
