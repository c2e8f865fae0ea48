"""From an outbox row to a message on its way: the post of the delivery service."""

from collections.abc import Callable

from portal.mail import messages
from portal.mail.delivery import Delivery, Outcome, Prepared, Transport
from portal.mail.domain_pace import DomainPace
from portal.mail.pace import Pace
from portal.models.outbox_email import OutboxEmail
from portal.services import outbox
from portal.services.letters import Letter
from portal.settings import Settings


class Sender:
    """Renders rows for the transport, in the paces of the process. Needs an application context."""

    def __init__(self, *, settings: Settings, transport: Transport, pace: Pace, domains: DomainPace) -> None:
        self._settings = settings
        self._transport = transport
        self._pace = pace
        self._domains = domains

    def letter(self, email: OutboxEmail) -> Letter:
        """Raises CanNotCompose when the message can not be made."""
        prepared = self._transport.prepare(messages.compose(email, settings=self._settings))
        return _Notice(outbox.address_of(email), prepared, self._pace, self._domains)


class _Notice:
    def __init__(self, address: str, prepared: Prepared, pace: Pace, domains: DomainPace) -> None:
        self.address, self.prepared = address, prepared
        self._pace, self._domains = pace, domains

    def send(self, *, may_go: Callable[[], bool], follower: Letter | None, meanwhile: Callable[[], None]) -> Delivery:
        wait = self._domains.turn(self.address)
        if wait > 0:
            return Delivery(Outcome.PACED, None, "The recipient's domain takes less at a time.", wait)
        self._pace.wait()
        delivery = self.prepared.send(may_go=may_go, follower=self._announced(follower), meanwhile=meanwhile)
        self._domains.learn(self.address, delivery)
        return delivery

    def _announced(self, follower: Letter | None) -> Prepared | None:
        """A follower that will have to wait for its domain is not announced."""
        if not isinstance(follower, _Notice) or self._domains.is_slow(follower.address):
            return None
        return follower.prepared
