"""From an outbox row to a message on its way: what the delivery service calls for each email."""

from portal.mail import messages
from portal.mail.delivery import Delivery, Transport
from portal.mail.pace import Pace
from portal.models.outbox_email import OutboxEmail
from portal.settings import Settings


class Sender:
    """Renders one row and hands it to the transport, in the process's pace. Needs an application context."""

    def __init__(self, *, settings: Settings, transport: Transport, pace: Pace) -> None:
        self._settings = settings
        self._transport = transport
        self._pace = pace

    def __call__(self, email: OutboxEmail) -> Delivery:
        """Raises CanNotCompose when the message can not be made."""
        mail = messages.compose(email, settings=self._settings)
        self._pace.wait()
        return self._transport.send(mail)
