"""How far a release has come: emails queued, sent and failed, how fast, and when it will be through."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import fn

from portal.models.base import db
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import access, alarm, batch_notices, waves
from portal.services.actor import Actor
from portal.services.batch_steps import lock, note
from portal.services.errors import Refused
from portal.services.waves import Progress

LOOK_BACK = timedelta(seconds=30)


@dataclass(frozen=True)
class Standing:
    """`per_second` looks at the last half minute; `ends_at` is a guess from it, None while nothing moves.

    `begins_at` is the morning that the emails wait for, None once it is there.
    """

    counts: Progress
    per_second: float
    begins_at: datetime | None
    ends_at: datetime | None
    stopped: bool
    newest_error: str

    @property
    def waiting(self) -> int:
        return self.counts.queued + self.counts.parked

    @property
    def done(self) -> int:
        """Emails that nothing more is done about."""
        return self.counts.total - self.waiting

    @property
    def is_finished(self) -> bool:
        return self.waiting == 0


def of(batch: ReleaseBatch, *, now: datetime) -> Standing:
    """Counted afresh from the rows of the outbox."""
    counts = waves.progress(batch)
    recent = (
        OutboxEmail.select(fn.COUNT(OutboxEmail.id), fn.MIN(OutboxEmail.sent_at))
        .where(*waves.notices(batch), OutboxEmail.sent_at > now - LOOK_BACK)
        .tuples()
    )
    ((sent, since),) = list(recent.execute())
    seconds = max((now - since).total_seconds(), 1.0) if since else 1.0
    rate = sent / seconds if sent else 0.0
    waiting = counts.queued + counts.parked
    stopped = batch.wave_stopped_at is not None
    ends_at = now + timedelta(seconds=waiting / rate) if rate and waiting and not stopped else None
    return Standing(
        counts, rate, _begins_at(batch, now), ends_at, stopped, _newest_error(batch) if counts.failed else ""
    )


def retry_failed(batch: ReleaseBatch, *, actor: Actor, now: datetime) -> int:
    """Queue the failed emails of a released batch once more; returns how many. Raises Refused("nothing_failed")."""
    access.require(actor, "resume", centre_id=batch.sitting.centre_id)
    with db.atomic():
        batch = lock(batch)
        if batch.state != "released":
            raise Refused("moved_on")
        again = (
            OutboxEmail.update(
                state="queued", due_at=now, attempts=0, dead_at=None, last_error="", possible_duplicate=False
            )
            .where(*waves.notices(batch), OutboxEmail.state == "failed", OutboxEmail.forgotten_at.is_null())
            .execute()
        )
        if not again:
            raise Refused("nothing_failed")
        ReleaseBatch.update(wave_stopped_at=None, reason="").where(ReleaseBatch.id == batch.id).execute()
        note(batch, "batch.wave_retried", actor=actor, now=now, emails=again)
        alarm.ring()
    return int(again)


def _begins_at(batch: ReleaseBatch, now: datetime) -> datetime | None:
    if batch.released_at is None or not batch.mail_by_day:
        return None
    leave_at = batch_notices.leave_at(batch, now=batch.released_at)
    return leave_at if leave_at > now else None


def _newest_error(batch: ReleaseBatch) -> str:
    failed = (
        OutboxEmail.select(OutboxEmail.last_error)
        .where(*waves.notices(batch), OutboxEmail.state == "failed")
        .order_by(OutboxEmail.dead_at.desc())
        .first()
    )
    return str(failed.last_error) if failed else ""
