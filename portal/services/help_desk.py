"""What the help desk does for one candidate: a new secret number, another address, unlocking, signing out."""

from datetime import datetime

from portal.models.base import db
from portal.models.entry import Entry
from portal.rules import secret_numbers
from portal.rules.masking import mask_email
from portal.services import access, account_email, audit, hashing, refused_addresses, sessions, throttle
from portal.services.actor import Actor
from portal.services.errors import Refused

ACT = "helpdesk"


def reissue_secret(entry: Entry, *, actor: Actor, now: datetime) -> str:
    """A new secret number for an entry that nobody claimed; the old one is dead. It is returned once, stored nowhere.

    Raises Refused: claimed (it is not needed any more), changed_meanwhile (somebody else gave one out just now).
    """
    access.require(actor, ACT, centre_id=entry.centre_id)
    if entry.candidate_id is not None:
        raise Refused("claimed")
    secret = another_secret(entry)
    with db.atomic():
        changed = (
            Entry.update(secret_hash=hashing.hash_secret(entry.id_number, secret), secret_failures=0)
            .where(Entry.id == entry.id, Entry.candidate.is_null(), Entry.secret_hash == entry.secret_hash)
            .execute()
        )
        if not changed:
            raise Refused("changed_meanwhile")
        throttle.clear_all(f"claim:{entry.id_number}")
        _note(entry, "reissue_secret", actor, now, before={"wrong_secrets": entry.secret_failures})
    return secret


def correct_address(entry: Entry, *, email: str, actor: Actor, now: datetime) -> None:
    """Put another address in place; it gets a link to confirm it, and a confirmed old one is told.

    Raises Refused: not_claimed, same_address, changed_meanwhile.
    """
    access.require(actor, ACT, centre_id=entry.centre_id)
    candidate = entry.candidate
    if candidate is None:
        raise Refused("not_claimed")
    old = candidate.email
    if email == old:
        raise Refused("same_address")
    with db.atomic():
        account_email.put(candidate, email, now=now)
        refused_addresses.lift(email)
        masked = {"before": {"email": mask_email(old)}, "after": {"email": mask_email(email)}}
        _note(entry, "correct_address", actor, now, **masked)


def unlock(entry: Entry, *, actor: Actor, now: datetime) -> int:
    """Forget the wrong tries that stand against this entry and its account; returns how many buckets were emptied."""
    access.require(actor, ACT, centre_id=entry.centre_id)
    with db.atomic():
        emptied = sum(throttle.clear_all(owner) for owner in owners(entry))
        _note(entry, "unlock", actor, now, after={"buckets": emptied})
    return emptied


def end_sessions(entry: Entry, *, actor: Actor, now: datetime) -> int:
    """Sign the candidate out everywhere; returns how many sessions ended. Raises Refused: not_claimed."""
    access.require(actor, ACT, centre_id=entry.centre_id)
    if entry.candidate_id is None:
        raise Refused("not_claimed")
    with db.atomic():
        ended = sessions.end_all(candidate_id=entry.candidate_id, now=now)
        _note(entry, "end_sessions", actor, now, after={"sessions": ended})
    return ended


def is_locked(entry: Entry, *, now: datetime) -> bool:
    """Whether wrong tries keep somebody from signing in or registering at the moment."""
    return any(throttle.is_full(owner, now=now) for owner in owners(entry))


def is_worn_out(entry: Entry) -> bool:
    """Whether so many wrong secret numbers were tried that only a new one helps."""
    return entry.candidate_id is None and entry.secret_failures >= throttle.LIFETIME_WRONG_SECRETS


def owners(entry: Entry) -> list[str]:
    """The names under which tries are counted that stand against this entry and its account."""
    names = [f"claim:{entry.id_number}", f"sign-in:{entry.id_number}"]
    if entry.candidate_id is not None:
        names += [f"{act}:{entry.candidate_id}" for act in ("own-password", "reset", "confirm")]
    return names


def another_secret(entry: Entry) -> str:
    """Never by chance the old one, which shall be dead."""
    while hashing.verify_secret(entry.secret_hash, entry.id_number, secret := secret_numbers.generate()):
        continue
    return secret


def _note(entry: Entry, act: str, actor: Actor, now: datetime, **facts: audit.Facts) -> None:
    audit.record(
        actor=actor,
        action=f"helpdesk.{act}",
        subject=f"entry:{entry.public_id}",
        centre_id=entry.centre_id,
        now=now,
        **facts,
    )
