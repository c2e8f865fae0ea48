"""The outbox: what must be sent stands in a row, in the transaction that makes it true."""

from datetime import datetime

from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
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
    address: str = "",
    due_at: datetime | None = None,
) -> None:
    """Write one email to a candidate; `kind` and `key` together name it, and a second one is not written."""
    _write(
        unique_key=f"{kind}:c{candidate.id}:{key}",
        kind=kind,
        candidate=candidate,
        entry=entry,
        link=link,
        batch=batch,
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
) -> None:
    """Write one email to a member of staff, at most once for `kind`, person and `key`."""
    _write(
        unique_key=f"{kind}:s{staff.id}:{key}",
        kind=kind,
        staff=staff,
        batch=batch,
        link=link,
        due_at=now,
        created_at=now,
    )


def _write(**columns: object) -> None:
    with db.atomic():
        OutboxEmail.insert(**columns).on_conflict_ignore().execute()
        alarm.ring()
