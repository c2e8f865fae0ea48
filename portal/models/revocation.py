"""A revocation: an entry is taken back from the account that claimed it; one person asks, another confirms."""

from datetime import timedelta

from peewee import CharField, Check, ForeignKeyField

from portal.models.base import Table, UtcDateTimeField
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.staff import Staff

REVOCATION_WAITS = timedelta(days=7)
"""How long a request stands for another person to confirm."""


class Revocation(Table):
    """Open while `closed_at` is null; `confirmed_by` stays null when it was dropped or ran out.

    It is about one account: of whoever claims the entry afterwards it takes nothing.
    """

    entry = ForeignKeyField(Entry, backref="revocations", on_delete="CASCADE")
    entry_id: int
    candidate = ForeignKeyField(Candidate, backref="revocations", on_delete="CASCADE")
    candidate_id: int
    reason = CharField(max_length=500)
    asked_by = ForeignKeyField(Staff, backref="asked_revocations", on_delete="RESTRICT")
    asked_by_id: int
    asked_at = UtcDateTimeField()
    confirmed_by = ForeignKeyField(Staff, null=True, backref="confirmed_revocations", on_delete="RESTRICT")
    confirmed_by_id: int | None
    closed_at = UtcDateTimeField(null=True)

    class Meta:
        constraints = [Check("confirmed_by_id IS NULL OR confirmed_by_id <> asked_by_id")]


Revocation.add_index(Revocation.entry, unique=True, where=Revocation.closed_at.is_null(), name="revocation_one_open")
