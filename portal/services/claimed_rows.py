"""Claimed outbox rows with all that decides whether and what is sent: read together, and once more in the last moment.

Each question of its own would cost as much as sending, on PostgreSQL more.
"""

from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, Expression, Field, ModelSelect, fn

from portal.models.base import microseconds
from portal.models.built_once import BuiltOnce, given
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.many_rows import given_ids, listed
from portal.models.outbox_email import OutboxEmail
from portal.models.refused_address import RefusedAddress
from portal.models.release_batch import ReleaseBatch
from portal.models.revocation import REVOCATION_WAITS, Revocation
from portal.models.staff import Staff
from portal.services import refused_addresses
from portal.services.outbox_claims import IS_QUEUED

# What the rules of `still_true` and the facts of an email use: no hash of a password or a Secret number leaves here.
_READ: tuple[Field, ...] = (
    OutboxEmail.id, OutboxEmail.unique_key, OutboxEmail.kind, OutboxEmail.candidate, OutboxEmail.staff,
    OutboxEmail.batch, OutboxEmail.entry, OutboxEmail.link, OutboxEmail.news, OutboxEmail.address,
    OutboxEmail.attempts, OutboxEmail.possible_duplicate,
    Candidate.id, Candidate.email, Candidate.email_confirmed_at, Candidate.language, Candidate.wants_news,
    Candidate.disabled_at,
    Staff.id, Staff.email, Staff.centre, Staff.disabled_at,
    ReleaseBatch.id, ReleaseBatch.public_id, ReleaseBatch.sitting, ReleaseBatch.state, ReleaseBatch.release_at,
    ReleaseBatch.content_hash, ReleaseBatch.row_count,
    Entry.id, Entry.sitting, Entry.centre, Entry.candidate, Entry.id_number, Entry.contact_name, Entry.contact_email,
    Entry.contact_phone,
    EmailLink.id, EmailLink.public_id, EmailLink.purpose, EmailLink.expires_at, EmailLink.used_at,
)  # fmt: skip


class Claimed(NamedTuple):
    """A row, the columns it was made of, and whether it is a notice to an address that was refused for good.

    `mark` is what such an address would be known by, empty for what is tried in any case.
    """

    email: OutboxEmail
    columns: tuple[Any, ...]
    mark: str
    is_refused: bool

    @property
    def is_asked_back(self) -> bool:
        """Whether the help desk may take the entry from this account."""
        return bool(self.columns[-1])


def read(ids: list[int], token: str, *, now: datetime) -> dict[int, Claimed]:
    """The rows as they are now, by id, without those whose claim does not stand any more."""
    found = _many.columns(ids=listed(ids), token=token, since=_since(now))
    emails = [_many.as_row(columns) for columns in found]
    marks = [refused_addresses.mark_of(email) for email in emails]
    refused = refused_addresses.known(set(marks) - {""})
    return {
        email.id: Claimed(email, columns, mark, mark in refused)
        for email, columns, mark in zip(emails, found, marks, strict=True)
    }


def is_as_it_was(claimed: Claimed, token: str, *, now: datetime) -> bool:
    """Whether the claim still stands, nothing of the row has changed, and its address was not refused meanwhile."""
    row = {"id": claimed.email.id, "token": token, "since": _since(now), "mark": claimed.mark}
    return _one.columns(**row) == [claimed.columns]


def _since(now: datetime) -> int:
    return microseconds(now - REVOCATION_WAITS)


def _reading(*which: Expression) -> "ModelSelect[OutboxEmail]":
    asked_back = Revocation.select().where(
        Revocation.entry == OutboxEmail.entry,
        Revocation.candidate == OutboxEmail.candidate,
        Revocation.closed_at.is_null(),
        Revocation.asked_at > given("since"),
    )
    query = OutboxEmail.select(*_READ, fn.EXISTS(asked_back).alias("is_asked_back"))
    joins = {
        Candidate: OutboxEmail.candidate, Staff: OutboxEmail.staff, ReleaseBatch: OutboxEmail.batch,
        Entry: OutboxEmail.entry, EmailLink: OutboxEmail.link,
    }  # fmt: skip
    for table, column in joins.items():
        query = query.switch(OutboxEmail).join(table, JOIN.LEFT_OUTER, on=column)
    return query.where(*which, OutboxEmail.claim_token == given("token"), IS_QUEUED)


def _last_look() -> "ModelSelect[OutboxEmail]":
    refused = RefusedAddress.select().where(RefusedAddress.fingerprint == given("mark"))
    return _reading(OutboxEmail.id == given("id"), ~fn.EXISTS(refused))


_one = BuiltOnce(_last_look)
_many = BuiltOnce(lambda: _reading(OutboxEmail.id.in_(given_ids("ids"))))
