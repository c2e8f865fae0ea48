"""Signs of life: workers say that they run, and share out the minutes among themselves."""

from datetime import datetime, timedelta

from portal.models.base import EPOCH, db, insert_once
from portal.models.heartbeat import Heartbeat
from portal.models.periodic_slot import PeriodicSlot

MINUTE = timedelta(minutes=1)
SILENT_AFTER = 2 * MINUTE
KEEP_SLOTS = timedelta(days=1)


def beat(*, name: str, now: datetime) -> None:
    """Note that `name` runs; `now` is the time that all hosts agree on, as everywhere here."""
    with db.atomic():
        Heartbeat.insert(name=name, at=now).on_conflict(
            conflict_target=[Heartbeat.name], update={Heartbeat.at: now}
        ).execute()


def worker_seen_at() -> datetime | None:
    """When any worker was last seen."""
    latest = Heartbeat.select().order_by(Heartbeat.at.desc()).first()
    return latest.at if latest else None


def worker_is_silent(*, now: datetime) -> bool:
    """Whether no worker was seen for two minutes."""
    seen = worker_seen_at()
    return seen is None or now - seen > SILENT_AFTER


def claim_slot(*, job: str, now: datetime, every: timedelta = MINUTE) -> bool:
    """True for the one caller that may run `job` in this minute, or in this part of one."""
    slot = now - (now - EPOCH) % every
    with db.atomic():
        return insert_once(PeriodicSlot, [PeriodicSlot.job, PeriodicSlot.slot], job=job, slot=slot)


def tidy(*, now: datetime) -> None:
    """Forget slots and heartbeats of the past."""
    PeriodicSlot.delete().where(PeriodicSlot.slot < now - KEEP_SLOTS).execute()
    Heartbeat.delete().where(Heartbeat.at < now - KEEP_SLOTS).execute()
