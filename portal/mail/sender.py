"""From an outbox row to a message on its way: what the delivery service calls for each email."""

from portal.mail import messages
from portal.mail.delivery import Delivery, Outcome, Transport
from portal.mail.domain_pace import DomainPace
from portal.mail.pace import Pace
from portal.models.outbox_email import OutboxEmail
from portal.services import outbox
from portal.settings import Settings


class Sender:
    """Renders one row and hands it to the transport, in the paces of the process. Needs an application context."""

    def __init__(self, *, settings: Settings, transport: Transport, pace: Pace, domains: DomainPace) -> None:
        self._settings = settings
        self._transport = transport
        self._pace = pace
        self._domains = domains

    def __call__(self, email: OutboxEmail) -> Delivery:
        """Raises CanNotCompose when the message can not be made."""
        address = outbox.address_of(email)
        wait = self._domains.turn(address)
        if wait > 0:
            return Delivery(Outcome.PACED, None, "The recipient's domain takes less at a time.", wait)
        mail = messages.compose(email, settings=self._settings)
        self._pace.wait()
        delivery = self._transport.send(mail)
        self._domains.learn(address, delivery)
        return delivery
