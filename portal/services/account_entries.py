"""The exams of an account: one account may hold entries of many exams and years."""

from datetime import datetime

from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.sitting import Sitting
from portal.services import registration, submissions
from portal.services.errors import Refused


def held_by(*, candidate: Candidate) -> list[Entry]:
    """The candidate's entries with sitting and centre, the latest exam first."""
    entries = (
        Entry.select(Entry, Sitting, Centre)
        .join(Sitting)
        .join(Centre)
        .where(Entry.candidate == candidate)
        .order_by(Sitting.exam_date.desc(), Entry.id)
    )
    return list(entries)


def clock_of(*, candidate: Candidate) -> str:
    """The time zone that the candidate's times are told in: that of the latest exam's centre, or UTC."""
    zone = (
        Centre.select(Centre.timezone)
        .join(Entry)
        .join(Sitting)
        .where(Entry.candidate == candidate)
        .order_by(Sitting.exam_date.desc(), Entry.id)
        .scalar()
    )
    return str(zone or "UTC")


def add(
    *, candidate: Candidate, id_number: str, secret_number: str, network: str, now: datetime, submission: str = ""
) -> None:
    """Claim one more entry for the account.

    Raises WrongPair, AlreadyRegistered (only to the right pair), SlowDown, or Refused("own_entry") for an entry
    that is in the account already.
    """

    def claim() -> str:
        own = Entry.select().where(Entry.id_number == id_number, Entry.candidate == candidate)
        if own.exists():
            raise Refused("own_entry")
        entry = registration.proven_entry(id_number=id_number, secret_number=secret_number, network=network, now=now)
        registration.claim(entry=entry, candidate=candidate, now=now)
        return ""

    submissions.once(scope=f"account-entries:{candidate.id}", key=submission, now=now, act=claim)
