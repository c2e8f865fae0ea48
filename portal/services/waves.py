"""The first wave of a release: its emails go out alone, and the rest only when nothing was wrong with them."""

from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from portal.models.base import db
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import alarm, batch_mail
from portal.services.actor import WORKER
from portal.services.batch_steps import note

WORST_SHARE = 0.03


def open_waves(*, now: datetime) -> int:
    """Let the parked emails of every batch go whose first wave is through; returns how many batches.

    A first wave with more than 3 % failed stops its batch's emails, and staff are told why.
    """
    waiting = (
        ReleaseBatch.select()
        .join(OutboxEmail)
        .where(
            OutboxEmail.state == "parked",
            ReleaseBatch.state == "released",
            ReleaseBatch.wave_stopped_at.is_null(),
        )
        .distinct()
    )
    return sum(_open(batch, now) for batch in list(waiting))


def _open(batch: ReleaseBatch, now: datetime) -> bool:
    counts = progress(batch)
    if counts.queued:
        return False
    with db.atomic():
        if counts.failed > WORST_SHARE * (counts.sent + counts.failed + counts.uncertain):
            _stop(batch, counts.failed, now)
            return False
        opened = (
            OutboxEmail.update(state="queued", due_at=now)
            .where(OutboxEmail.batch == batch, OutboxEmail.state == "parked")
            .execute()
        )
        alarm.ring()
    return bool(opened)


@dataclass(frozen=True)
class Progress:
    """How many of a batch's emails to candidates are in which state."""

    queued: int = 0
    parked: int = 0
    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        return self.queued + self.parked + self.sent + self.failed + self.uncertain + self.cancelled


def progress(batch: ReleaseBatch) -> Progress:
    """Counted afresh from the rows."""
    counts = OutboxEmail.select(OutboxEmail.state, fn.COUNT(OutboxEmail.id)).where(
        OutboxEmail.batch == batch, OutboxEmail.candidate.is_null(False)
    )
    by_state: dict[str, int] = dict(counts.group_by(OutboxEmail.state).tuples().execute())
    return Progress(**by_state)


def _stop(batch: ReleaseBatch, failed: int, now: datetime) -> None:
    stopped = (
        ReleaseBatch.update(
            wave_stopped_at=now,
            reason=f"{failed} of the first emails failed. The others wait until somebody has looked.",
        )
        .where(ReleaseBatch.id == batch.id, ReleaseBatch.wave_stopped_at.is_null())
        .execute()
    )
    if stopped:
        note(batch, "batch.wave_stopped", actor=WORKER, now=now, failed=failed)
        batch_mail.could_not_release(batch, now=now)
