"""A release freeze: while one is open, nothing is released anywhere."""

from peewee import CharField, ForeignKeyField

from portal.models.base import Table, UtcDateTimeField
from portal.models.staff import Staff


class ReleaseFreeze(Table):
    reason = CharField(max_length=500)
    placed_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="placed_freezes")
    placed_by_id: int | None
    placed_at = UtcDateTimeField()
    lifted_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="lifted_freezes")
    lifted_by_id: int | None
    lifted_at = UtcDateTimeField(null=True)
