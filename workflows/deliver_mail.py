"""Sends what stands in the outbox, wave by wave, at the rate the relay can bear."""

import time
from dataclasses import dataclass
from datetime import timedelta

from portal import clock
from portal.mail.domain_pace import DomainPace
from portal.mail.pace import Pace
from portal.mail.sender import Sender
from portal.services import delivery, outcomes, waves
from workflows import application
from workflows.queue import settings

RELAY_AWAY_SECONDS = settings.mail_retry_seconds / 2
manners = outcomes.Manners(
    deadline=timedelta(seconds=settings.mail_deadline_seconds),
    first_delay=timedelta(seconds=settings.mail_retry_seconds),
    resend_uncertain=settings.mail_uncertain == "resend",
)
pace = Pace(per_second=settings.mail_rate)
domains = DomainPace()


@dataclass
class _Relay:
    """Left alone for a while after it could not be used, so that the threads are free for everything else."""

    away_until: float = 0.0


_relay = _Relay()


def deliver_all() -> None:
    """Send until nothing is due; a first wave that went well lets the others follow at once."""
    while deliver_for(seconds=60):
        pass


def deliver_for(*, seconds: float) -> bool:
    """Send for about that long; True when more may be due. Raises RelayAway.

    A turn ends soon, so that the releases that fall due meanwhile need not wait until every email is out.
    """
    if time.monotonic() < _relay.away_until:
        raise outcomes.RelayAway
    stop_at = time.monotonic() + seconds
    with application.app().app_context():
        post = Sender(settings=settings, transport=application.transport(), pace=pace, domains=domains)
        while _deliver(post) or waves.open_waves(now=clock.now()):
            if time.monotonic() >= stop_at:
                return True
    return False


def _deliver(post: Sender) -> int:
    try:
        return delivery.deliver_due(post=post, now=clock.now(), manners=manners)
    except outcomes.RelayAway:
        _relay.away_until = time.monotonic() + RELAY_AWAY_SECONDS
        raise
