"""A forgotten password: a link to the confirmed address, and a new password for who opens it."""

from datetime import datetime

from portal.models.base import db, insert_once
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.services import hashing, links, outbox, password_quality, registration, sessions, submissions, throttle
from portal.services.errors import LinkDead, SlowDown

FORM = "new-password"


def ask(*, id_number: str, network: str, now: datetime) -> None:
    """Send a link to the account of this ID number, if it has a confirmed address; the asker never learns whether.

    Raises SlowDown for a network that asks very often. An account that was sent a few links within the hour gets
    no more of them, without a word: that too would tell something.
    """
    throttle.reserve(((throttle.PER_NETWORK, f"reset:{network}"),), now=now)
    person: Candidate | None = (
        Candidate.select()
        .join(Entry)
        .where(
            Entry.id_number == id_number,
            Candidate.email_confirmed_at.is_null(False),
            Candidate.disabled_at.is_null(),
        )
        .first()
    )
    with db.atomic():  # one commit for everybody, so that the known and the unknown take as long
        try:
            throttle.reserve(((throttle.RESET_MAILS, f"reset:{person.id if person else id_number}"),), now=now)
        except SlowDown:
            return
        if person is not None:
            _send_link(person, now)
        else:
            _pretend_to_send(now)


def owner_of(*, token: str, now: datetime) -> tuple[EmailLink, Candidate]:
    """The live link of a token and its account. Raises LinkDead, also when the account was closed or moved on."""
    link = links.find(token=token, purpose=links.Purpose.RESET_PASSWORD, now=now)
    owner: Candidate | None = link.candidate
    if owner is None or owner.disabled_at is not None or owner.email != link.email:
        raise LinkDead
    return link, owner


def set_password(*, token: str, password: str, network: str, now: datetime, submission: str = "") -> None:
    """Spend the link: the new password holds, every session ends, and the owner is told.

    Who was locked out for trying too often may sign in at once. The same form sent again has no further effect.
    Raises LinkDead or PasswordRefused.
    """
    key = f"{token}:{submission}"
    try:
        _spend(token, password, network, key, now)
    except LinkDead:
        if not submission or submissions.outcome(scope=FORM, key=key) is None:
            raise


def _spend(token: str, password: str, network: str, key: str, now: datetime) -> None:
    link, owner = owner_of(token=token, now=now)
    entries = list(Entry.select().where(Entry.candidate == owner))
    known = [text for entry in entries for text in registration.known_of(entry)]
    password_quality.require(password, context=(*known, owner.email))
    password_hash = hashing.hash_password(password)
    with db.atomic():
        links.use(link=link, now=now)
        submissions.record(scope=FORM, key=key, outcome="", now=now)
        change_password(candidate=owner, password_hash=password_hash, key=link.public_id, now=now)
    for entry in entries:
        throttle.clear(throttle.PER_ID_AND_NETWORK, f"sign-in:{entry.id_number}:{network}")
        throttle.clear(throttle.PER_ID, f"sign-in:{entry.id_number}")


def change_password(*, candidate: Candidate, password_hash: str, key: str, now: datetime) -> None:
    """Put the new hash in place in the caller's transaction, end every session, and tell the owner.

    `key` names this change, so that one email is written for it.
    """
    Candidate.update(password_hash=password_hash).where(Candidate.id == candidate.id).execute()
    sessions.end_all(candidate_id=candidate.id, now=now)
    outbox.to_candidate(kind="password_changed", key=key, candidate=candidate, address=candidate.email, now=now)


def _send_link(person: Candidate, now: datetime) -> None:
    link = links.make(purpose=links.Purpose.RESET_PASSWORD, email=person.email, candidate=person, now=now)
    outbox.to_candidate(
        kind="password_reset", key=link.public_id, candidate=person, link=link, address=person.email, now=now
    )


def _pretend_to_send(now: datetime) -> None:
    """Write and remove what a sent link leaves: a stopwatch shall not tell the known from the unknown."""
    with db.atomic():
        purpose = links.Purpose.RESET_PASSWORD
        EmailLink.update(expires_at=now).where(
            EmailLink.candidate == 0, EmailLink.purpose == purpose, EmailLink.used_at.is_null()
        ).execute()
        link = EmailLink.create(purpose=purpose, email="", created_at=now, expires_at=now)
        row = {"unique_key": link.public_id, "kind": "password_reset", "link": link, "due_at": now, "created_at": now}
        insert_once(OutboxEmail, [OutboxEmail.unique_key], **row)
        OutboxEmail.delete().where(OutboxEmail.unique_key == link.public_id).execute()
        EmailLink.delete().where(EmailLink.id == link.id).execute()
