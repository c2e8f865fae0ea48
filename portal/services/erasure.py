"""Erasing a candidate for good: the account and how to reach the person go, what the board must keep stays.

The entry with its name, date of birth and result stays, and so does the fact that emails were sent. Everything else
goes: address, password, sessions, links, consents. What was erased is listed by its public id.
"""

from collections.abc import Iterable
from datetime import datetime

from portal.models.base import db, insert_once, is_postgresql
from portal.models.candidate import Candidate
from portal.models.consent import Consent
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.erasure import Erasure
from portal.models.intake_change import IntakeChange
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.services import access, audit, help_desk, news, throttle
from portal.services.actor import COMMAND, Actor
from portal.services.errors import Refused

ACT = "erase"
NO_SECRET = ""
"""In place of a hash: no Secret number fits, until the help desk gives out a new one."""


def erase(entry: Entry, *, actor: Actor, now: datetime) -> dict[str, int]:
    """Erase the account that claimed this entry, with all its entries, or what is known of an unclaimed one.

    Returns how many rows of each kind went. Raises Refused("nothing_kept") when there is nothing left to erase.
    """
    access.require(actor, ACT, centre_id=entry.centre_id)
    with db.atomic():
        present = Entry.get_by_id(entry.id)
        account = present.candidate
        if account is None and not present.email_hint and present.secret_hash == NO_SECRET:
            raise Refused("nothing_kept")
        gone = erase_account(account, now=now) if account else {"entries": forget_entries([present], now=now)}
        audit.record(
            actor=actor, action="candidate.erase", subject=f"entry:{entry.public_id}", centre_id=entry.centre_id,
            after=gone, now=now,
        )  # fmt: skip
    return gone


def erase_account(account: Candidate, *, now: datetime) -> dict[str, int]:
    """Erase one account in the caller's transaction, which also writes the audit."""
    if is_postgresql():  # nobody claims an entry for an account that is going
        Candidate.select(Candidate.id).where(Candidate.id == account.id).for_update().execute()
    entries = list(Entry.select().where(Entry.candidate == account))
    gone = {
        "accounts": 1,
        "sessions": LoginSession.select().where(LoginSession.candidate == account).count(),
        "links": EmailLink.select().where(EmailLink.candidate == account).count(),
        "consents": Consent.select().where(Consent.candidate == account).count(),
        "emails": _part_with_emails(account, now),
    }
    for owner in {owner for entry in entries for owner in help_desk.owners(entry)}:
        throttle.clear_all(owner)
    gone["entries"] = forget_entries(entries, now=now)
    _list(account.public_id, now, silenced=news.mark(account.email))
    Candidate.delete().where(Candidate.id == account.id).execute()  # sessions, links and consents go with it
    return gone


def forget_entries(entries: list[Entry], *, now: datetime) -> int:
    """Entries lose their account and how to reach the person, and their Secret numbers die; returns how many."""
    ids = [entry.id for entry in entries]
    for entry in entries:
        _list(entry.public_id, now)
    IntakeChange.delete().where(IntakeChange.id_number.in_([entry.id_number for entry in entries])).execute()
    cleared = Entry.update(candidate=None, claimed_at=None, email_hint="", secret_hash=NO_SECRET)
    return int(cleared.where(Entry.id.in_(ids)).execute())


def listed() -> list[str]:
    """The public ids of all that was ever erased, the oldest first: to be kept beside the backups."""
    return [row.public_id for row in Erasure.select(Erasure.public_id).order_by(Erasure.at, Erasure.id)]


def replay(public_ids: Iterable[str], *, now: datetime) -> int:
    """Erase again what a restored backup brought back; returns how many accounts and entries that were.

    What the backup itself lists as erased is left alone: its entry may have been claimed anew since.
    """
    with db.atomic():
        known = set(listed())
        again = [public_id for public_id in dict.fromkeys(public_ids) if public_id not in known]
        found = sum(_erase_again(public_id, now) for public_id in again)
        if again:
            audit.record(
                actor=COMMAND, action="erasure.replay", subject="erasure:all", now=now,
                after={"listed": len(again), "erased": found},
            )  # fmt: skip
    return found


def _erase_again(public_id: str, now: datetime) -> bool:
    account: Candidate | None = Candidate.get_or_none(Candidate.public_id == public_id)
    if account is not None:
        erase_account(account, now=now)
        return True
    if not _list(public_id, now):
        return False  # it went with its account
    entry: Entry | None = Entry.get_or_none(Entry.public_id == public_id, Entry.candidate.is_null())
    return entry is not None and forget_entries([entry], now=now) > 0


def _part_with_emails(account: Candidate, now: datetime) -> int:
    """Rows stay for their batches' counts, without person, address and link; what was not sent never is.

    Their keys give up the account's number, which SQLite may give to the next account.
    """
    rows = list(OutboxEmail.select().where(OutboxEmail.candidate == account))
    for row in rows:
        OutboxEmail.update(
            unique_key=row.unique_key.replace(f":c{account.id}:", f":erased{row.id}:"),
            state="sent" if row.state == "sent" else "cancelled",
            candidate=None, link=None, address="", last_error="", claim_token="", claimed_until=None,
            forgotten_at=now,
        ).where(OutboxEmail.id == row.id).execute()  # fmt: skip
    return len(rows)


def _list(public_id: str, now: datetime, *, silenced: str = "") -> bool:
    """False when it is on the list already."""
    return insert_once(Erasure, [Erasure.public_id], public_id=public_id, silenced=silenced, at=now)
