"""What the help desk sees of one candidate, gathered so that a caller is answered from one page."""

from dataclasses import dataclass
from datetime import datetime

from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.revocation import Revocation
from portal.services import account_mail, help_desk, refused_addresses, revocation, sessions
from portal.services.account_mail import SentMail


@dataclass(frozen=True)
class CandidatePage:
    """`address_refused` when a mail server said for good that it takes nothing for the address."""

    entry: Entry
    locked: bool
    worn_out: bool
    sessions: int
    address_refused: bool
    mails: list[SentMail]
    batches: list[ReleaseBatch]
    revocation: Revocation | None


def of(entry: Entry, *, now: datetime) -> CandidatePage:
    """The state of an entry and of the account that claimed it."""
    candidate = entry.candidate
    return CandidatePage(
        entry=entry,
        locked=help_desk.is_locked(entry, now=now),
        worn_out=help_desk.is_worn_out(entry),
        sessions=len(sessions.live(owner=candidate, now=now)) if candidate else 0,
        address_refused=candidate is not None and refused_addresses.is_refused(candidate.email),
        mails=account_mail.of(candidate=candidate) if candidate else [],
        batches=_batches(entry),
        revocation=revocation.waiting_for(entry, now=now) if candidate else None,
    )


def _batches(entry: Entry) -> list[ReleaseBatch]:
    """The batches this entry has a place in; what its result is stands there, and only there."""
    rows = (
        BatchRow.select(BatchRow, ReleaseBatch)
        .join(ReleaseBatch)
        .where(BatchRow.entry == entry, ReleaseBatch.state != "cancelled")
        .order_by(ReleaseBatch.id.desc())
    )
    return [row.batch for row in rows]
