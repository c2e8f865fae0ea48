"""Registration: a candidate claims an entry with the two numbers on the Confirmation of Entry."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.consent import Consent
from portal.models.entry import Entry
from portal.services import guess_alarm, hashing, outbox, password_quality, submissions, throttle
from portal.services.confirmation import ask_to_confirm
from portal.services.errors import AlreadyRegistered, Busy, PasswordRefused, WrongPair
from portal.services.throttle import Reservation

NEWS_TEXT_VERSION = "2026-1"
FORM = "register"


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What the form says, tidied and checked for form; `network` is where it came from.

    `submission` is the key of the form that was sent, so that sending it twice registers once.
    """

    id_number: str
    secret_number: str
    email: str
    password: str
    wants_news: bool
    terms_version: str
    language: str = "en"
    network: str = ""
    submission: str = ""


def register(wish: Registration, *, now: datetime) -> Candidate:
    """Make the account, claim the entry, and write the confirmation email, all or nothing.

    The same form sent again answers with the account that the first one made. Raises WrongPair, AlreadyRegistered
    and PasswordRefused (both only to the right pair), or SlowDown.
    """
    entry, places = prove(id_number=wish.id_number, secret_number=wish.secret_number, network=wish.network, now=now)
    candidate = entry.candidate
    with throttle.refunding(places, Busy, PasswordRefused):
        if candidate is None:
            candidate = _new_account(wish, entry, now)
        elif not _is_sent_again(wish, candidate):
            _warn_owner(entry, candidate, now)
            raise AlreadyRegistered
    throttle.refund(places)
    return candidate


def proven_entry(*, id_number: str, secret_number: str, network: str, now: datetime) -> Entry:
    """The unclaimed entry whose pair of numbers this is.

    Raises WrongPair, AlreadyRegistered (only to the right pair) or SlowDown. The owner of a claimed entry is told.
    """
    entry, places = prove(id_number=id_number, secret_number=secret_number, network=network, now=now)
    if entry.candidate is not None:
        _warn_owner(entry, entry.candidate, now)
        raise AlreadyRegistered
    throttle.refund(places)
    return entry


def prove(
    *, id_number: str, secret_number: str, network: str, now: datetime, date_of_birth: date | None = None
) -> tuple[Entry, Reservation]:
    """The entry whose pair of numbers this is, claimed or not, and the places to refund once the act succeeded.

    Places are reserved before the secret is checked, so that parallel guesses are all counted; they stay taken
    when the entry turns out to be claimed, because that is worth a guess too. Wrong secrets count, besides, over
    the whole life of the entry, and so does a wrong date of birth where one is asked for. Raises WrongPair or SlowDown.
    """
    buckets = (
        (throttle.PER_ID_AND_NETWORK, f"claim:{id_number}:{network}"),
        (throttle.PER_ID, f"claim:{id_number}"),
        (throttle.PER_NETWORK, f"claim:{network}"),
    )
    with db.atomic():  # one commit for everybody: an unknown ID number, which has no row to count in, takes as long
        places = throttle.reserve(buckets, now=now)
        entry: Entry | None = Entry.get_or_none(Entry.id_number == id_number)
        may_try = _count_wrong_secret(entry)
    right = hashing.verify_secret(entry.secret_hash if entry else None, id_number, secret_number)
    if entry is None or not may_try or not right or date_of_birth not in (None, entry.date_of_birth):
        guess_alarm.failed(id_number=id_number, now=now)
        raise WrongPair
    Entry.update(secret_failures=Entry.secret_failures - 1).where(Entry.id == entry.id).execute()
    return entry, places


def claim(*, entry: Entry, candidate: Candidate, now: datetime) -> None:
    """Give the entry to the candidate, unless somebody else was quicker (AlreadyRegistered)."""
    claimed = (
        Entry.update(candidate=candidate, claimed_at=now)
        .where(Entry.id == entry.id, Entry.candidate.is_null())
        .execute()
    )
    if not claimed:
        raise AlreadyRegistered


def known_of(entry: Entry) -> tuple[str, ...]:
    """What others know of the person and the exam: no password is made of it."""
    return entry.id_number, entry.given_names, entry.family_name, entry.name_on_certificate, entry.sitting.exam_code


def _new_account(wish: Registration, entry: Entry, now: datetime) -> Candidate:
    """The account of a first registration, or the one that the same form made in parallel."""
    password_quality.require(wish.password, context=(*known_of(entry), wish.email))
    password_hash = hashing.hash_password(wish.password)
    try:
        return _open_account(wish, entry, password_hash, now)
    except AlreadyRegistered:
        owner = Entry.get_by_id(entry.id).candidate
        if owner is None or not _is_sent_again(wish, owner):
            raise
        return owner


def _open_account(wish: Registration, entry: Entry, password_hash: str, now: datetime) -> Candidate:
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
        if wish.submission:
            submissions.record(scope=FORM, key=wish.submission, outcome=candidate.public_id, now=now)
    return candidate


def _is_sent_again(wish: Registration, owner: Candidate) -> bool:
    """Whether this very form made the account: by its key, and by the password that only its sender knows."""
    if not wish.submission or submissions.outcome(scope=FORM, key=wish.submission) != owner.public_id:
        return False
    return hashing.verify_password(owner.password_hash, wish.password)


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


def _warn_owner(entry: Entry, owner: Candidate, now: datetime) -> None:
    """Tell the account's owner that somebody has the pair; once a day at most."""
    outbox.to_candidate(
        kind="someone_tried_your_id",
        key=f"{entry.id}:{now:%Y%m%d}",
        candidate=owner,
        entry=entry,
        now=now,
    )
