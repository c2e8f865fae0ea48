"""Taking an entry back from a stranger's account: one person of the help desk asks, another confirms.

The finder of a Confirmation of Entry can register before its owner does. While the request waits, the account sees
"Withheld" in place of the result (services/results.py). Confirmed, it has lost the entry, its sessions and links are
dead, and the entry has a new Secret number.
"""

from datetime import datetime

from peewee import IntegrityError

from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.revocation import REVOCATION_WAITS, Revocation
from portal.models.staff import Staff
from portal.rules import roles
from portal.services import access, audit, hashing, help_desk, links, second_factor, sessions, throttle
from portal.services.actor import Actor
from portal.services.errors import Refused
from portal.services.links import Purpose

STILL_MAY_LEAVE = ("queued", "parked", "failed", "uncertain")
OPENS_THE_ACCOUNT = (Purpose.CONFIRM_EMAIL, Purpose.RESET_PASSWORD, Purpose.UNDO_EMAIL)


def ask(entry: Entry, *, reason: str, actor: Actor, now: datetime) -> None:
    """Ask for it. Raises Refused: not_claimed, asked_before."""
    asking = access.require(actor, help_desk.ACT, centre_id=entry.centre_id)
    if entry.candidate_id is None:
        raise Refused("not_claimed")
    try:
        with db.atomic():
            _close(Revocation.entry == entry, Revocation.asked_at <= now - REVOCATION_WAITS, now=now)
            _close(Revocation.entry == entry, Revocation.candidate != entry.candidate_id, now=now)
            Revocation.create(entry=entry, candidate=entry.candidate_id, reason=reason, asked_by=asking, asked_at=now)
            _note(entry, "revocation_asked", actor, now, reason=reason)
    except IntegrityError:
        raise Refused("asked_before") from None


def confirm(entry: Entry, *, actor: Actor, code: str, now: datetime) -> str:
    """Do it, and return the new Secret number, which is stored nowhere.

    Raises Refused: not_asked (within a week, of this account), own_request, wrong_code.
    """
    confirming = access.require(actor, help_desk.ACT, centre_id=entry.centre_id)
    to_confirm(entry, by=confirming, now=now)
    secret = help_desk.another_secret(entry)
    with second_factor.limited(staff=confirming, purpose="revoke", now=now), db.atomic():
        wish = to_confirm(entry, by=confirming, now=now)
        if not _close(Revocation.id == wish.id, now=now, confirmed_by=confirming):
            raise Refused("not_asked")
        second_factor.require(staff=confirming, code=code, now=now)
        _take_back(wish, hashing.hash_secret(entry.id_number, secret), now)
        _note(
            entry, "revocation", actor, now, asked_by=wish.asked_by.name,
            sessions=sessions.end_all(candidate_id=wish.candidate_id, now=now), account=wish.candidate.public_id,
        )  # fmt: skip
    return secret


def drop(entry: Entry, *, actor: Actor, now: datetime) -> None:
    """Take the request back, or turn it down. Raises Refused("not_asked")."""
    access.require(actor, help_desk.ACT, centre_id=entry.centre_id)
    with db.atomic():
        wish = waiting_for(entry, now=now)
        if wish is None or not _close(Revocation.id == wish.id, now=now):
            raise Refused("not_asked")
        _note(entry, "revocation_dropped", actor, now)


def to_confirm(entry: Entry, *, by: Staff, now: datetime) -> Revocation:
    """The request that this person may confirm. Raises Refused: not_asked, own_request."""
    wish = waiting_for(entry, now=now)
    if wish is None:
        raise Refused("not_asked")
    if wish.asked_by_id == by.id:
        raise Refused("own_request")
    return wish


def waiting_for(entry: Entry, *, now: datetime) -> Revocation | None:
    """The open request about the account that has the entry now."""
    return next((wish for wish in _waiting(now) if wish.entry_id == entry.id), None)


def waiting(staff: Staff, *, now: datetime) -> list[Revocation]:
    """The open requests that this person may confirm, the oldest first."""
    if not roles.may(staff.role, help_desk.ACT):
        return []
    return [wish for wish in _waiting(now, access.own_centres(staff)) if wish.asked_by_id != staff.id]


def _waiting(now: datetime, *which: object) -> list[Revocation]:
    query = (
        Revocation.select(Revocation, Entry, Candidate, Staff)
        .join(Entry)
        .join(Centre)
        .switch(Revocation)
        .join(Candidate)
        .switch(Revocation)
        .join(Staff, on=(Revocation.asked_by == Staff.id))
        .where(
            Revocation.closed_at.is_null(),
            Revocation.asked_at > now - REVOCATION_WAITS,
            Entry.candidate == Revocation.candidate,
            *which,
        )
    )
    return list(query.order_by(Revocation.id))


def _close(*which: object, now: datetime, **changes: object) -> int:
    query = Revocation.update(closed_at=now, **changes).where(Revocation.closed_at.is_null(), *which)
    return int(query.execute())


def _take_back(wish: Revocation, secret_hash: str, now: datetime) -> None:
    """An account that is left without any exam is shut; one with others of its own keeps those."""
    account, entry = wish.candidate, wish.entry
    for owner in help_desk.owners(entry):
        throttle.clear_all(owner)
    taken = Entry.update(candidate=None, claimed_at=None, secret_hash=secret_hash, secret_failures=0)
    if not taken.where(Entry.id == entry.id, Entry.candidate == account).execute():
        raise Refused("not_asked")
    links.end(candidate=account, purposes=OPENS_THE_ACCOUNT, now=now)
    OutboxEmail.update(state="cancelled", dead_at=now, last_error="The registration was revoked.").where(
        OutboxEmail.candidate == account, OutboxEmail.entry == entry, OutboxEmail.state.in_(STILL_MAY_LEAVE)
    ).execute()
    if not Entry.select().where(Entry.candidate == account).exists():
        Candidate.update(disabled_at=now).where(Candidate.id == account.id).execute()


def _note(entry: Entry, act: str, actor: Actor, now: datetime, **after: object) -> None:
    audit.record(
        actor=actor, action=f"helpdesk.{act}", subject=f"entry:{entry.public_id}", centre_id=entry.centre_id,
        after=after or None, now=now,
    )  # fmt: skip
