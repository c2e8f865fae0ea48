"""A member of staff, with one role, at one centre (the board's staff have none and see all)."""

from peewee import BigIntegerField, BlobField, CharField, Check, ForeignKeyField

from portal.models.base import PublicIdField, Table, UtcDateTimeField, one_of
from portal.models.centre import Centre

ROLES = ("officer", "approver", "board", "auditor")


class Staff(Table):
    """`totp_secret` is encrypted with a key outside the database; `totp_last_step` makes a code work once."""

    public_id = PublicIdField()
    email = CharField(max_length=254, unique=True)
    name = CharField(max_length=200)
    role = CharField(max_length=10)
    centre = ForeignKeyField(Centre, backref="staff", null=True, on_delete="RESTRICT")
    centre_id: int | None
    password_hash = CharField(max_length=200)
    totp_secret = BlobField(null=True)
    totp_enrolled_at = UtcDateTimeField(null=True)
    totp_last_step = BigIntegerField(default=0)
    created_at = UtcDateTimeField()
    disabled_at = UtcDateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("role", ROLES),
            Check("role IN ('board', 'auditor') OR centre_id IS NOT NULL"),
        ]
