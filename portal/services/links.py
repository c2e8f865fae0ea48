"""Links sent by email: a signed name in the address, and a row that makes it work once."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer

from portal import keys
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.staff import Staff
from portal.services.errors import LinkDead


class Purpose(StrEnum):
    """What a link does; each purpose signs with a salt of its own."""

    CONFIRM_EMAIL = "confirm-email"
    RESET_PASSWORD = "reset-password"  # noqa: S105 - a purpose, not a password
    UNDO_EMAIL = "undo-email"
    UNSUBSCRIBE = "unsubscribe"
    INVITE_STAFF = "invite-staff"


LIFETIMES = {
    Purpose.CONFIRM_EMAIL: timedelta(hours=24),
    Purpose.RESET_PASSWORD: timedelta(hours=1),
    Purpose.UNDO_EMAIL: timedelta(hours=48),
    Purpose.UNSUBSCRIBE: timedelta(days=365),
    Purpose.INVITE_STAFF: timedelta(days=3),
}

# A way out of the news, or back to the first address, is not closed by whoever asks for another one.
KEEP_OLDER = {Purpose.UNSUBSCRIBE, Purpose.UNDO_EMAIL}


def make(
    *,
    purpose: Purpose,
    email: str,
    now: datetime,
    candidate: Candidate | None = None,
    staff: Staff | None = None,
) -> EmailLink:
    """A new link; an older one of the same purpose and person stops working, but for those that KEEP_OLDER."""
    if purpose not in KEEP_OLDER:
        whose = EmailLink.candidate == candidate if candidate else EmailLink.staff == staff
        EmailLink.update(expires_at=now).where(
            whose, EmailLink.purpose == purpose, EmailLink.used_at.is_null(), EmailLink.expires_at > now
        ).execute()
    return EmailLink.create(
        purpose=purpose,
        candidate=candidate,
        staff=staff,
        email=email,
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
    )


def token(link: EmailLink) -> str:
    """The text that stands in the address; made anew whenever the email is rendered, stored nowhere."""
    return str(_serializer(Purpose(link.purpose)).dumps(link.public_id))


def find(*, token: str, purpose: Purpose, now: datetime) -> EmailLink:
    """The live link of a token. Raises LinkDead for a forged, used, replaced or expired one."""
    link = row_of(token=token, purpose=purpose)
    if link.used_at is not None or link.expires_at <= now:
        raise LinkDead
    return link


def row_of(*, token: str, purpose: Purpose) -> EmailLink:
    """The link of a token in whatever state. Raises LinkDead for a forged one."""
    try:
        public_id = _serializer(purpose).loads(token)
    except BadSignature:
        raise LinkDead from None
    link: EmailLink | None = EmailLink.get_or_none(EmailLink.public_id == public_id, EmailLink.purpose == purpose)
    if link is None:
        raise LinkDead
    return link


def use(*, link: EmailLink, now: datetime) -> None:
    """Spend the link; of two people who spend it at once, one gets LinkDead."""
    if not EmailLink.update(used_at=now).where(EmailLink.id == link.id, EmailLink.used_at.is_null()).execute():
        raise LinkDead


def end(*, candidate: Candidate, purposes: Collection[Purpose], now: datetime, after: EmailLink | None = None) -> None:
    """Links of these purposes stop working; with `after`, only those that were made later than it."""
    query = EmailLink.update(expires_at=now).where(
        EmailLink.candidate == candidate,
        EmailLink.purpose.in_(list(purposes)),
        EmailLink.used_at.is_null(),
        EmailLink.expires_at > now,
    )
    if after is not None:
        query = query.where(EmailLink.id > after.id)
    query.execute()


def _serializer(purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(keys.derive("links"), salt=purpose, signer_kwargs={"digest_method": hashlib.sha256})
