"""Confirming an address: the link that is sent, sent again, sent to a corrected address, and spent."""

from datetime import datetime

from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.services import links, outbox, throttle
from portal.services.errors import LinkDead, Refused


def ask_to_confirm(*, candidate: Candidate, kind: str, now: datetime, entry: Entry | None = None) -> None:
    """Write an email with a fresh confirmation link to the candidate's present address."""
    link = links.make(purpose=links.Purpose.CONFIRM_EMAIL, email=candidate.email, candidate=candidate, now=now)
    outbox.to_candidate(
        kind=kind,
        key=link.public_id,
        candidate=candidate,
        entry=entry,
        link=link,
        address=candidate.email,
        now=now,
    )


def resend(*, candidate: Candidate, now: datetime) -> None:
    """Send the confirmation once more. Raises Refused("confirmed"), or SlowDown after a few in an hour."""
    _require_unconfirmed(candidate)
    _count(candidate, now)
    with db.atomic():
        ask_to_confirm(candidate=candidate, kind="registration_confirmed", now=now)


def correct_address(*, candidate: Candidate, email: str, now: datetime) -> None:
    """Put another address in the place of one that nobody confirmed; earlier links stop working.

    Raises Refused("confirmed") once an address is confirmed: then it is changed with the password, in the account.
    """
    _require_unconfirmed(candidate)
    _count(candidate, now)
    with db.atomic():
        changed = (
            Candidate.update(email=email)
            .where(Candidate.id == candidate.id, Candidate.email_confirmed_at.is_null())
            .execute()
        )
        if not changed:
            raise Refused("confirmed")
        candidate.email = email
        ask_to_confirm(candidate=candidate, kind="registration_confirmed", now=now)


def confirm_email(*, token: str, now: datetime) -> Candidate:
    """Spend a confirmation link. Raises LinkDead, also when the address was changed since.

    A link that confirmed the present address before is as good as a live one: people press twice.
    """
    try:
        return _spend(token, now)
    except LinkDead:
        confirmed = confirmed_by(token=token)
        if confirmed is None:
            raise
        return confirmed


def confirmed_by(*, token: str) -> Candidate | None:
    """Whose present address was confirmed with this link, if anybody's. Raises LinkDead for a forged one."""
    link = links.row_of(token=token, purpose=links.Purpose.CONFIRM_EMAIL)
    found: Candidate | None = Candidate.get_or_none(
        Candidate.id == link.candidate_id,
        Candidate.email == link.email,
        Candidate.email_confirmed_at.is_null(False),
    )
    return found if link.used_at is not None else None


def came_back(*, candidate: Candidate) -> bool:
    """Whether the newest email to the candidate's present address could not be delivered."""
    newest: OutboxEmail | None = (
        OutboxEmail.select(OutboxEmail.state)
        .where(OutboxEmail.candidate == candidate, OutboxEmail.address == candidate.email)
        .order_by(OutboxEmail.id.desc())
        .first()
    )
    return newest is not None and newest.state == "failed"


def _spend(token: str, now: datetime) -> Candidate:
    with db.atomic():
        link = links.find(token=token, purpose=links.Purpose.CONFIRM_EMAIL, now=now)
        links.use(link=link, now=now)
        confirmed = (
            Candidate.update(email_confirmed_at=now)
            .where(Candidate.id == link.candidate_id, Candidate.email == link.email)
            .execute()
        )
        if not confirmed:
            raise LinkDead
    return Candidate.get_by_id(link.candidate_id)


def _require_unconfirmed(candidate: Candidate) -> None:
    if candidate.email_confirmed_at is not None:
        raise Refused("confirmed")


def _count(candidate: Candidate, now: datetime) -> None:
    throttle.reserve(((throttle.CONFIRM_MAILS, f"confirm:{candidate.id}"),), now=now)
