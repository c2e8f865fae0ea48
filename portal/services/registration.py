"""Registration: a candidate claims an entry with the two numbers on the Confirmation of Entry."""

from dataclasses import dataclass
from datetime import datetime

from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.consent import Consent
from portal.models.entry import Entry
from portal.services import hashing, links, outbox, throttle
from portal.services.errors import AlreadyRegistered, LinkDead, WrongPair

NEWS_TEXT_VERSION = "2026-1"


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What the form says, tidied and checked for form; `network` is where it came from."""

    id_number: str
    secret_number: str
    email: str
    password: str
    wants_news: bool
    terms_version: str
    language: str = "en"
    network: str = ""


def register(wish: Registration, *, now: datetime) -> Candidate:
    """Make the account, claim the entry, and write the confirmation email, all or nothing.

    Raises WrongPair, AlreadyRegistered (only to the right pair) or SlowDown.
    """
    entry = proven_entry(id_number=wish.id_number, secret_number=wish.secret_number, network=wish.network, now=now)
    password_hash = hashing.hash_password(wish.password)
    with db.atomic():
        candidate = Candidate.create(
            email=wish.email,
            password_hash=password_hash,
            language=wish.language,
            terms_version=wish.terms_version,
            terms_accepted_at=now,
            wants_news=wish.wants_news,
            created_at=now,
        )
        claim(entry=entry, candidate=candidate, now=now)
        Consent.create(candidate=candidate, given=wish.wants_news, text_version=NEWS_TEXT_VERSION, at=now)
        ask_to_confirm(candidate=candidate, kind="registration_confirmed", entry=entry, now=now)
    return candidate


def proven_entry(*, id_number: str, secret_number: str, network: str, now: datetime) -> Entry:
    """The unclaimed entry whose pair of numbers this is.

    A place is reserved before the secret is checked and given back when it was right, so that parallel guesses
    are all counted; wrong ones also count over the whole life of the entry.
    """
    places = throttle.reserve(
        (
            (throttle.PER_ID_AND_NETWORK, f"claim:{id_number}:{network}"),
            (throttle.PER_ID, f"claim:{id_number}"),
            (throttle.PER_NETWORK, f"claim:{network}"),
        ),
        now=now,
    )
    entry: Entry | None = Entry.get_or_none(Entry.id_number == id_number)
    may_try = _count_wrong_secret(entry)
    right = hashing.verify_secret(entry.secret_hash if entry else None, id_number, secret_number)
    if entry is None or not may_try or not right:
        raise WrongPair
    throttle.refund(places)
    Entry.update(secret_failures=Entry.secret_failures - 1).where(Entry.id == entry.id).execute()
    if entry.candidate_id is not None:
        _warn_owner(entry, now)
        raise AlreadyRegistered
    return entry


def claim(*, entry: Entry, candidate: Candidate, now: datetime) -> None:
    """Give the entry to the candidate, unless somebody else was quicker (AlreadyRegistered)."""
    claimed = (
        Entry.update(candidate=candidate, claimed_at=now)
        .where(Entry.id == entry.id, Entry.candidate.is_null())
        .execute()
    )
    if not claimed:
        raise AlreadyRegistered


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


def confirm_email(*, token: str, now: datetime) -> Candidate:
    """Spend a confirmation link. Raises LinkDead, also when the address was changed since."""
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


def _count_wrong_secret(entry: Entry | None) -> bool:
    """Count one wrong secret in advance; False once the entry's are used up. An unknown ID costs the same."""
    counted = (
        Entry.update(secret_failures=Entry.secret_failures + 1)
        .where(
            Entry.id == (entry.id if entry else 0),
            Entry.secret_failures < throttle.LIFETIME_WRONG_SECRETS,
        )
        .execute()
    )
    return bool(counted)


def _warn_owner(entry: Entry, now: datetime) -> None:
    """Tell the account's owner that somebody has the pair; once a day at most."""
    candidate = entry.candidate
    if candidate is not None:
        outbox.to_candidate(
            kind="someone_tried_your_id",
            key=f"{entry.id}:{now:%Y%m%d}",
            candidate=candidate,
            entry=entry,
            now=now,
        )
