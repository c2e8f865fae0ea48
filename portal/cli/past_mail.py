"""Emails of the past: noted as sent, because nobody wants the mail of weeks ago in the mailbox of today."""

from collections.abc import Collection
from datetime import datetime

from portal.mail.delivery import Delivery, Outcome
from portal.models.outbox_email import OutboxEmail
from portal.services import delivery, waves
from portal.services.letters import PlainPost


def send_all(*, now: datetime, bounced: Collection[str] = ()) -> None:
    """Every email that was due by then has arrived, but those to the addresses that `bounced`."""

    def send(email: OutboxEmail) -> Delivery:
        refused = email.candidate is not None and email.candidate.email in bounced
        return Delivery(Outcome.REFUSED, 550, "5.1.1 No such user") if refused else Delivery(Outcome.SENT)

    while delivery.deliver_due(post=PlainPost(send), now=now) or waves.open_waves(now=now):
        pass
