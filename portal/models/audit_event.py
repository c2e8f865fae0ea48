"""An audit event: who did what to which record, when, from where. Append-only and hash-chained."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, TextField

from portal.models.base import Table, UtcDateTimeField
from portal.models.centre import Centre


class AuditEvent(Table):
    """`hash` is a keyed hash over this row and the `hash` of the one before; `number` has no gaps."""

    number = BigIntegerField(unique=True)
    at = UtcDateTimeField(index=True)
    actor = CharField(max_length=40)
    actor_name = CharField(max_length=200)
    action = CharField(max_length=60, index=True)
    subject = CharField(max_length=60, index=True)
    centre = ForeignKeyField(Centre, null=True, on_delete="RESTRICT")
    centre_id: int | None
    before = TextField(default="")
    after = TextField(default="")
    network = CharField(max_length=45, default="")
    hash = CharField(max_length=64)


class AuditHead(Table):
    """One row: how many events there are and the last one's hash, so that a cut-off end is noticed."""

    id = IntegerField(primary_key=True)
    number = BigIntegerField()
    hash = CharField(max_length=64)
