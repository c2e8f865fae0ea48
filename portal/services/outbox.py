"""The outbox: what must be sent stands in a row, in the transaction that makes it true."""

from datetime import datetime

from portal.models.base import db, insert_once
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.news_issue import NewsIssue
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.services import alarm


def to_candidate(
    *,
    kind: str,
    key: str,
    candidate: Candidate,
    now: datetime,
    entry: Entry | None = None,
    link: EmailLink | None = None,
    batch: ReleaseBatch | None = None,
    news: NewsIssue | None = None,
    address: str = "",
    due_at: datetime | None = None,
) -> bool:
    """Write one email to a candidate; False when `kind` and `key`, which together name it, were written before."""
    return _write(
        unique_key=f"{kind}:c{candidate.id}:{key}",
        kind=kind,
        candidate=candidate,
        entry=entry,
        link=link,
        batch=batch,
        news=news,
        address=address,
        due_at=due_at or now,
        created_at=now,
    )


def to_staff(
    *,
    kind: str,
    key: str,
    staff: Staff,
    now: datetime,
    batch: ReleaseBatch | None = None,
    link: EmailLink | None = None,
) -> bool:
    """Write one email to a member of staff; False when it was written before for `kind`, person and `key`."""
    return _write(
        unique_key=f"{kind}:s{staff.id}:{key}",
        kind=kind,
        staff=staff,
        batch=batch,
        link=link,
        due_at=now,
        created_at=now,
    )


def address_of(email: OutboxEmail) -> str:
    """Where a row goes: the address it names, or else its person's present one; empty when there is none."""
    person = email.candidate or email.staff
    return email.address or (person.email if person else "")


def _write(**columns: object) -> bool:
    with db.atomic():
        written = insert_once(OutboxEmail, [OutboxEmail.unique_key], **columns)
        if written:
            alarm.ring()
    return written
