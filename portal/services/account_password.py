"""Changing the password from within the account: with the present one, and to the end of every other session."""

from datetime import datetime

from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.login_session import LoginSession
from portal.services import hashing, links, outbox, own_password, password_quality, registration, sessions, submissions
from portal.services.errors import Refused, WrongSignIn

FORM = "account-password"


def change(
    *,
    candidate: Candidate,
    current: str,
    password: str,
    session: LoginSession | None,
    now: datetime,
    submission: str = "",
) -> None:
    """The new password holds, every session but this one ends, links to a new password die, the owner is told.

    The same form sent again has no further effect. Raises WrongSignIn, SlowDown, PasswordRefused,
    Refused("same_password").
    """
    key = f"{candidate.id}:{submission}"
    try:
        own_password.require(candidate=candidate, password=current, now=now)
    except WrongSignIn:
        if submission and submissions.outcome(scope=FORM, key=key) is not None:
            return
        raise
    if hashing.verify_password(candidate.password_hash, password):
        raise Refused("same_password")
    password_quality.require(password, context=known_of(candidate))
    password_hash = hashing.hash_password(password)
    with db.atomic():
        if submission and not submissions.record(scope=FORM, key=key, outcome="", now=now):
            return
        _put(candidate, password_hash, session, now)


def known_of(candidate: Candidate) -> tuple[str, ...]:
    """What others know of the candidate: no password is made of it."""
    entries = list(Entry.select().where(Entry.candidate == candidate))
    return (*(text for entry in entries for text in registration.known_of(entry)), candidate.email)


def _put(candidate: Candidate, password_hash: str, session: LoginSession | None, now: datetime) -> None:
    Candidate.update(password_hash=password_hash).where(Candidate.id == candidate.id).execute()
    sessions.end_all(candidate_id=candidate.id, but=session, now=now)
    links.end(candidate=candidate, purposes=(links.Purpose.RESET_PASSWORD,), now=now)
    key = f"{now:%Y%m%d%H%M%S%f}"
    outbox.to_candidate(kind="password_changed", key=key, candidate=candidate, address=candidate.email, now=now)
