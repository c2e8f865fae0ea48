"""Emails of the past: noted as sent, because nobody wants the mail of weeks ago in the mailbox of today."""

from datetime import datetime

from portal.mail.delivery import Delivery, Outcome
from portal.models.outbox_email import OutboxEmail
from portal.services import delivery, waves


def send_all(*, now: datetime) -> None:
    """Every email that was due by then has arrived."""
    while delivery.deliver_due(send=_arrived, now=now) or waves.open_waves(now=now):
        pass


def _arrived(email: OutboxEmail) -> Delivery:
    return Delivery(Outcome.SENT)
