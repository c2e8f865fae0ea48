"""A recovery code: lets a member of staff in once without the second factor."""

from peewee import CharField, ForeignKeyField

from portal.models.base import Table, UtcDateTimeField
from portal.models.staff import Staff


class RecoveryCode(Table):
    staff = ForeignKeyField(Staff, backref="recovery_codes", on_delete="CASCADE")
    staff_id: int
    code_hash = CharField(max_length=64, unique=True)
    used_at = UtcDateTimeField(null=True)
