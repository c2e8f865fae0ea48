"""Changing the address from within the account; for 48 hours the owner of the old one may take it back."""

from datetime import datetime

from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.services import confirmation, links, outbox, own_password, sessions, submissions, throttle
from portal.services.errors import LinkDead, Refused
from portal.services.links import Purpose

FORM = "account-email"


def change(*, candidate: Candidate, email: str, password: str, now: datetime, submission: str = "") -> None:
    """The new address holds and gets a link to confirm it; the old one is told and gets a link to undo it.

    An old address that nobody confirmed is not told: it may be a stranger's, who would be handed the account. The
    same form sent again has no further effect. Raises WrongSignIn, SlowDown, Refused("same_address").
    """
    key = f"{candidate.id}:{submission}"
    if submission and submissions.outcome(scope=FORM, key=key) is not None:
        return
    own_password.require(candidate=candidate, password=password, now=now)
    if email == candidate.email:
        raise Refused("same_address")
    throttle.reserve(((throttle.CONFIRM_MAILS, f"confirm:{candidate.id}"),), now=now)
    with db.atomic():
        if submission and not submissions.record(scope=FORM, key=key, outcome="", now=now):
            return
        put(candidate, email, now=now)


def undoable(*, token: str, now: datetime) -> EmailLink:
    """The live link of a token; `email` is the address it brings back. Raises LinkDead."""
    return links.find(token=token, purpose=Purpose.UNDO_EMAIL, now=now)


def undo(*, token: str, now: datetime) -> EmailLink:
    """The old address holds again, as confirmed as it was, and whoever is signed in is signed out.

    Links that went to addresses after it stop working, those to undo it as well. Raises LinkDead.
    """
    with db.atomic():
        link = undoable(token=token, now=now)
        links.use(link=link, now=now)
        back = Candidate.update(email=link.email, email_confirmed_at=now).where(Candidate.id == link.candidate_id)
        if link.candidate is None or not back.execute():
            raise LinkDead
        links.end(candidate=link.candidate, purposes=(Purpose.CONFIRM_EMAIL, Purpose.RESET_PASSWORD), now=now)
        links.end(candidate=link.candidate, purposes=(Purpose.UNDO_EMAIL,), after=link, now=now)
        sessions.end_all(candidate_id=link.candidate.id, now=now)
    return link


def put(candidate: Candidate, email: str, *, now: datetime) -> None:
    """Put the new address in place, inside the caller's transaction; whoever asked was proven to be allowed to.

    Raises Refused("changed_meanwhile").
    """
    old, was_confirmed = candidate.email, candidate.email_confirmed_at is not None
    changed = (
        Candidate.update(email=email, email_confirmed_at=None)
        .where(Candidate.id == candidate.id, Candidate.email == old)
        .execute()
    )
    if not changed:
        raise Refused("changed_meanwhile")
    candidate.email, candidate.email_confirmed_at = email, None
    links.end(candidate=candidate, purposes=(Purpose.RESET_PASSWORD,), now=now)
    if was_confirmed:
        _tell_old_address(candidate, old, now)
    confirmation.ask_to_confirm(candidate=candidate, kind="email_changed", now=now)


def _tell_old_address(candidate: Candidate, old: str, now: datetime) -> None:
    link = links.make(purpose=Purpose.UNDO_EMAIL, email=old, candidate=candidate, now=now)
    outbox.to_candidate(kind="email_changed", key=link.public_id, candidate=candidate, link=link, address=old, now=now)
