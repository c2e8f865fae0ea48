"""The outbox as an operator sees it: what waits, and letting what failed go once more."""

from datetime import datetime

from portal.models.outbox_email import OutboxEmail
from portal.services import delivery


def waiting(*, now: datetime) -> int:
    """How many emails are due and not dealt with, parked ones included."""
    return int(
        OutboxEmail.select().where(OutboxEmail.state.in_(("queued", "parked")), OutboxEmail.due_at <= now).count()
    )


def retry_all(*, state: str, now: datetime) -> int:
    """Queue every email in `state` (failed or uncertain) again; returns how many."""
    rows = list(OutboxEmail.select().where(OutboxEmail.state == state).order_by(OutboxEmail.id))
    return sum(delivery.retry(email, now=now) for email in rows)
