"""A link that was sent by email: what it is for, and whether it was used."""

from peewee import CharField, ForeignKeyField

from portal.models.base import PublicIdField, Table, UtcDateTimeField
from portal.models.candidate import Candidate
from portal.models.staff import Staff


class EmailLink(Table):
    """The address in the email carries `public_id` under a signature; the row makes it work once.

    `email` is the address the link is about: confirming proves that one and no later one.
    """

    public_id = PublicIdField()
    purpose = CharField(max_length=30)
    candidate = ForeignKeyField(Candidate, backref="links", null=True, on_delete="CASCADE")
    candidate_id: int | None
    staff = ForeignKeyField(Staff, backref="links", null=True, on_delete="CASCADE")
    staff_id: int | None
    email = CharField(max_length=254)
    created_at = UtcDateTimeField()
    expires_at = UtcDateTimeField()
    used_at = UtcDateTimeField(null=True)
