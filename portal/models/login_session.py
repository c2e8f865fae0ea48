"""A login session: signing out, ending and expiring happen here, not in the cookie."""

from peewee import CharField, Check, ForeignKeyField

from portal.models.base import PublicIdField, Table, UtcDateTimeField
from portal.models.candidate import Candidate
from portal.models.staff import Staff


class LoginSession(Table):
    """The cookie holds a 256-bit token; the row holds only its hash. It belongs to a candidate or to staff."""

    public_id = PublicIdField()
    token_hash = CharField(max_length=64, unique=True)
    candidate = ForeignKeyField(Candidate, backref="sessions", null=True, on_delete="CASCADE")
    candidate_id: int | None
    staff = ForeignKeyField(Staff, backref="sessions", null=True, on_delete="CASCADE")
    staff_id: int | None
    created_at = UtcDateTimeField()
    seen_at = UtcDateTimeField()
    ended_at = UtcDateTimeField(null=True)
    second_factor_at = UtcDateTimeField(null=True)
    browser = CharField(max_length=200, default="")
    network = CharField(max_length=45, default="")
    device = CharField(max_length=16, default="")

    class Meta:
        constraints = [Check("(candidate_id IS NULL) <> (staff_id IS NULL)")]
