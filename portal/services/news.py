"""News by email: the wish to get it, each change of it with the words that were shown, and the link that ends it."""

from datetime import datetime, timedelta

from portal import keys
from portal.models.base import EPOCH, db
from portal.models.candidate import Candidate
from portal.models.consent import Consent
from portal.models.email_link import EmailLink
from portal.models.erasure import Erasure
from portal.services import links
from portal.services.links import Purpose

UNSUBSCRIBE_TEXT_VERSION = "unsubscribe-1"
KEPT_FOR = timedelta(days=60)


def mark(address: str) -> str:
    """The keyed hash by which an erased address stays silenced."""
    return keys.fingerprint("silenced-address", address.strip().lower())


def is_silenced(candidate: Candidate) -> bool:
    """Whether the address was erased after its last yes, for example because an old backup brought it back."""
    yes = Consent.select(Consent.at).where(Consent.candidate == candidate, Consent.given).order_by(Consent.at.desc())
    latest: Consent | None = yes.first()
    since = latest.at if latest else EPOCH
    return bool(Erasure.select().where(Erasure.silenced == mark(candidate.email), Erasure.at > since).exists())


def unsubscribe_link(*, candidate: Candidate, now: datetime) -> EmailLink:
    """The link for an email of news: one serves many emails, and works for at least 60 days after each."""
    there: EmailLink | None = (
        EmailLink.select()
        .where(
            EmailLink.candidate == candidate,
            EmailLink.purpose == Purpose.UNSUBSCRIBE,
            EmailLink.email == candidate.email,
            EmailLink.expires_at > now + KEPT_FOR,
        )
        .order_by(EmailLink.expires_at.desc())
        .first()
    )
    return there or links.make(purpose=Purpose.UNSUBSCRIBE, email=candidate.email, candidate=candidate, now=now)


def subscriber(*, token: str, now: datetime) -> Candidate:
    """Whose link this is; following it changes nothing. Raises LinkDead."""
    link = links.find(token=token, purpose=Purpose.UNSUBSCRIBE, now=now)
    return Candidate.get_by_id(link.candidate_id)


def unsubscribe(*, token: str, now: datetime) -> Candidate:
    """End the news for the owner of the link; doing it again changes nothing. Raises LinkDead."""
    candidate = subscriber(token=token, now=now)
    with db.atomic():
        ended = Candidate.update(wants_news=False).where(Candidate.id == candidate.id, Candidate.wants_news).execute()
        if ended:
            Consent.create(candidate=candidate, given=False, text_version=UNSUBSCRIBE_TEXT_VERSION, at=now)
    return Candidate.get_by_id(candidate.id)
