"""The first wave of a release: its emails go out alone, and the rest only when nothing was wrong with them."""

from dataclasses import dataclass
from datetime import datetime

from peewee import Case, Expression, fn

from portal.models.base import db
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import access, alarm, batch_mail
from portal.services.actor import WORKER, Actor
from portal.services.batch_steps import lock, note
from portal.services.errors import Refused

WORST_SHARE = 0.03
ENOUGH_SHARE = 0.5


def open_waves(*, now: datetime) -> int:
    """Let the parked emails of every batch go whose first wave is through; returns how many batches.

    A first wave in which an email could not be composed, or of which more than 3 % failed, stops its batch's
    emails, and staff are told why.
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


def go_on(batch: ReleaseBatch, *, actor: Actor, now: datetime) -> ReleaseBatch:
    """Send the rest of a stopped wave: somebody has looked at what failed. Raises Refused("not_stopped")."""
    access.require(actor, "resume", centre_id=batch.sitting.centre_id)
    with db.atomic():
        batch = lock(batch)
        if batch.wave_stopped_at is None or batch.state != "released":
            raise Refused("not_stopped")
        ReleaseBatch.update(wave_stopped_at=None, reason="").where(ReleaseBatch.id == batch.id).execute()
        note(batch, "batch.wave_goes_on", actor=actor, now=now)
        _let_go(batch)
    return ReleaseBatch.get_by_id(batch.id)


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


def notices(batch: ReleaseBatch) -> tuple[Expression, ...]:
    """The condition on emails that they tell candidates of this release: of no earlier version, of nothing else."""
    return (
        OutboxEmail.batch == batch,
        OutboxEmail.kind.in_(("results_released", "results_corrected")),
        OutboxEmail.unique_key.endswith(f":v{batch.version}"),
    )


def progress(batch: ReleaseBatch) -> Progress:
    """Counted afresh from the rows."""
    counts = OutboxEmail.select(OutboxEmail.state, fn.COUNT(OutboxEmail.id)).where(*notices(batch))
    by_state: dict[str, int] = dict(counts.group_by(OutboxEmail.state).tuples().execute())
    return Progress(**by_state)


def _open(batch: ReleaseBatch, now: datetime) -> bool:
    """Judge the first wave; True when it let the rest go."""
    with db.atomic():
        batch = lock(batch)
        wave = _first_wave(batch)
        if wave.untried or batch.state != "released" or batch.wave_stopped_at is not None:
            return False
        if wave.not_composed or wave.failed > WORST_SHARE * wave.tried:
            _stop(batch, wave, now)
            return False
        if wave.sent < ENOUGH_SHARE * wave.tried:
            return False
        return _let_go(batch) > 0


@dataclass(frozen=True)
class _Wave:
    untried: int
    tried: int
    sent: int
    failed: int
    not_composed: int


def _first_wave(batch: ReleaseBatch) -> _Wave:
    """How the emails did that were not parked; one that was kept back because of its address does not count."""
    untried = fn.SUM(Case(None, [((OutboxEmail.state == "queued") & (OutboxEmail.attempts == 0), 1)], 0))
    counts = (
        OutboxEmail.select(OutboxEmail.state, OutboxEmail.problem, untried, fn.COUNT(OutboxEmail.id))
        .where(
            *notices(batch),
            OutboxEmail.state.not_in(("parked", "cancelled")),
            OutboxEmail.problem != "suppressed",
        )
        .group_by(OutboxEmail.state, OutboxEmail.problem)
        .tuples()
        .execute()
    )
    rows = list(counts)
    failed = {problem: number for state, problem, _, number in rows if state == "failed"}
    not_tried = sum(new for _, _, new, _ in rows)
    return _Wave(
        untried=not_tried,
        tried=sum(number for *_, number in rows) - not_tried,
        sent=sum(number for state, _, _, number in rows if state == "sent"),
        failed=sum(failed.values()),
        not_composed=failed.get("compose", 0),
    )


def _let_go(batch: ReleaseBatch) -> int:
    opened = (
        OutboxEmail.update(state="queued").where(OutboxEmail.batch == batch, OutboxEmail.state == "parked").execute()
    )
    alarm.ring()
    return int(opened)


def _stop(batch: ReleaseBatch, wave: _Wave, now: datetime) -> None:
    reason = f"{wave.failed} of the first {wave.tried} emails failed. The others wait until somebody has looked."
    ReleaseBatch.update(wave_stopped_at=now, reason=reason).where(ReleaseBatch.id == batch.id).execute()
    note(batch, "batch.wave_stopped", actor=WORKER, now=now, failed=wave.failed)
    batch_mail.wave_stopped(batch, now=now)
