"""Sends what stands in the outbox, wave by wave, at the rate the relay can bear."""

from portal import clock
from portal.mail.pace import Pace
from portal.mail.sender import Sender
from portal.services import delivery, waves
from workflows.application import app, transport
from workflows.queue import settings

pace = Pace(per_second=settings.mail_rate)


def deliver_all() -> None:
    """Send until nothing is due; a first wave that went well lets the others follow at once."""
    with app.app_context():
        send = Sender(settings=settings, transport=transport, pace=pace)
        while delivery.deliver_due(send=send, now=clock.now()) or waves.open_waves(now=clock.now()):
            pass
