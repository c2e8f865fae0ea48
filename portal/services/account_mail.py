"""What was sent to a candidate, and whether it arrived, as far as a sender can know."""

from dataclasses import dataclass
from datetime import datetime

from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.rules.masking import mask_email

AT_MOST = 100
WAITING, HANDED_OVER, FAILED, UNSURE = "waiting", "handed_over", "failed", "unsure"
FATES = {"queued": WAITING, "parked": WAITING, "sent": HANDED_OVER, "failed": FAILED, "uncertain": UNSURE}


@dataclass(frozen=True)
class SentMail:
    """One email; `at` is when its fate was settled, or when it was written while it waits.

    `address` is empty once it was forgotten (see services/retention.py).
    """

    kind: str
    fate: str
    at: datetime
    address: str


def of(*, candidate: Candidate) -> list[SentMail]:
    """The latest emails, the newest first; one that was called off before it was sent never was."""
    rows = (
        OutboxEmail.select()
        .where(OutboxEmail.candidate == candidate, OutboxEmail.state.in_(list(FATES)))
        .order_by(OutboxEmail.created_at.desc(), OutboxEmail.id.desc())
        .limit(AT_MOST)
    )
    return [
        SentMail(
            kind=row.kind,
            fate=FATES[row.state],
            at=row.sent_at or row.dead_at or row.created_at,
            address="" if row.forgotten_at else mask_email(row.address or candidate.email),
        )
        for row in rows
    ]
