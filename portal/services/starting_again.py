"""Starting again: who forgot the password before any address was confirmed proves the entry once more."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.models.base import db, public_id
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.services import hashing, password_quality, password_reset, registration, submissions, throttle
from portal.services.confirmation import ask_to_confirm
from portal.services.errors import Busy, PasswordRefused, Refused

FORM = "start-again"


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """What the form says: the three proofs, and the password and address that shall hold from now on."""

    id_number: str
    secret_number: str
    date_of_birth: date
    email: str
    password: str
    network: str = ""
    submission: str = ""


def start_again(wish: Fresh, *, now: datetime) -> Candidate:
    """Give an account whose address was never confirmed a new password and address.

    Tries are counted together with the claims of the entry, and a wrong date of birth like a wrong secret number.
    Raises WrongPair or SlowDown; only to all three right proofs PasswordRefused or Refused with "not_registered",
    "confirmed" or "disabled".
    """
    entry, places = registration.prove(
        id_number=wish.id_number,
        secret_number=wish.secret_number,
        date_of_birth=wish.date_of_birth,
        network=wish.network,
        now=now,
    )
    candidate = _unconfirmed(entry)
    if not _is_sent_again(wish, candidate):
        with throttle.refunding(places, Busy, PasswordRefused):
            password_quality.require(wish.password, context=(*registration.known_of(entry), wish.email))
            _renew(wish, candidate, entry, now)
    throttle.refund(places)
    return Candidate.get_by_id(candidate.id)


def _unconfirmed(entry: Entry) -> Candidate:
    candidate: Candidate | None = entry.candidate
    if candidate is None:
        raise Refused("not_registered")
    if candidate.disabled_at is not None:
        raise Refused("disabled")
    if candidate.email_confirmed_at is not None:
        raise Refused("confirmed")
    return candidate


def _renew(wish: Fresh, candidate: Candidate, entry: Entry, now: datetime) -> None:
    """The old address, which nobody confirmed, is told that the password changed; then it counts no more."""
    password_hash = hashing.hash_password(wish.password)
    with db.atomic():
        if wish.submission and not _note(wish, candidate, now):
            return
        password_reset.change_password(candidate=candidate, password_hash=password_hash, key=public_id(), now=now)
        changed = (
            Candidate.update(email=wish.email)
            .where(Candidate.id == candidate.id, Candidate.email_confirmed_at.is_null())
            .execute()
        )
        if not changed:
            raise Refused("confirmed")
        candidate.email = wish.email
        ask_to_confirm(candidate=candidate, kind="registration_confirmed", entry=entry, now=now)


def _note(wish: Fresh, candidate: Candidate, now: datetime) -> bool:
    """False when the same form was quicker: it did all that is to do."""
    return submissions.record(scope=FORM, key=wish.submission, outcome=candidate.public_id, now=now)


def _is_sent_again(wish: Fresh, candidate: Candidate) -> bool:
    if not wish.submission:
        return False
    return bool(submissions.outcome(scope=FORM, key=wish.submission) == candidate.public_id)
