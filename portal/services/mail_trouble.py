"""Emails that did not arrive and that nobody has got around: what the help desk looks after."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import fn

from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.services import access

RECENT = timedelta(days=30)
AT_MOST = 50


@dataclass(frozen=True)
class Trouble:
    """A candidate whom an email could not reach: the newest such email, and the entry to open."""

    email: OutboxEmail
    entry: Entry


def of(staff: Staff, *, now: datetime) -> list[Trouble]:
    """One line a candidate, newest first; over as soon as a later email has reached the candidate."""
    later = OutboxEmail.alias()
    reached = later.select(later.id).where(
        later.candidate == OutboxEmail.candidate, later.state == "sent", later.sent_at > OutboxEmail.dead_at
    )
    newest = (
        OutboxEmail.select(fn.MAX(OutboxEmail.id))
        .where(OutboxEmail.state.in_(("failed", "uncertain")), OutboxEmail.dead_at > now - RECENT, ~fn.EXISTS(reached))
        .group_by(fn.COALESCE(OutboxEmail.candidate, 0))  # SQLite would walk through all candidates for a bare column
    )
    own = Entry.select(Entry.id).join(Centre).where(Entry.candidate == OutboxEmail.candidate, access.own_centres(staff))
    emails = list(
        OutboxEmail.select()
        .where(OutboxEmail.id.in_(newest), fn.EXISTS(own))
        .order_by(OutboxEmail.dead_at.desc())
        .limit(AT_MOST)
    )
    entries = _entries(staff, [email.candidate_id for email in emails])
    return [Trouble(email, entries[email.candidate_id]) for email in emails]


def _entries(staff: Staff, candidates: list[int | None]) -> dict[int | None, Entry]:
    """The first entry of each candidate at a centre that this person may see."""
    entries = (
        Entry.select(Entry, Sitting, Centre)
        .join(Sitting)
        .join(Centre)
        .where(Entry.candidate.in_(candidates), access.own_centres(staff))
        .order_by(Entry.id.desc())
    )
    return {entry.candidate_id: entry for entry in entries}
