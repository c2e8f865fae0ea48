"""Notices to many candidates about their entries: each is written once, and leaves in the daytime of the centre."""

from datetime import datetime

from peewee import SQL, Expression, Function, fn

from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.rules.time_zones import in_daytime
from portal.services import outbox

DAYTIME = (8, 20)


def tell(kind: str, *conditions: Expression, centre: Centre, now: datetime, round_: str = "") -> int:
    """Write `kind` to the candidates of the entries that meet the conditions and were not told in this round.

    Returns how many. Who was told is left out by the query: this runs every minute, mostly with all said.
    """
    entries = (
        Entry.select(Entry, Candidate)
        .join(Candidate)
        .where(*conditions, Candidate.disabled_at.is_null(), ~_told(kind, round_))
        .order_by(Entry.id)
    )
    due_at = in_daytime(now, centre.timezone, DAYTIME)
    with db.atomic():
        return sum(_write(kind, entry, round_, now, due_at) for entry in list(entries))


def _write(kind: str, entry: Entry, round_: str, now: datetime, due_at: datetime) -> bool:
    if entry.candidate is None:
        return False
    key = f"e{entry.id}:{round_}"
    return outbox.to_candidate(kind=kind, key=key, candidate=entry.candidate, entry=entry, now=now, due_at=due_at)


def _told(kind: str, round_: str) -> Function:
    name = SQL(f"'{kind}:c'").concat(Entry.candidate).concat(":e").concat(Entry.id).concat(f":{round_}")
    return fn.EXISTS(OutboxEmail.select(OutboxEmail.id).where(OutboxEmail.unique_key == name))
