"""A hold: why one candidate's row is left out, who looks after it, and by when there is news."""

from peewee import CharField, DateField, ForeignKeyField

from portal.models.base import Table, UtcDateTimeField
from portal.models.batch_row import BatchRow
from portal.models.staff import Staff


class Hold(Table):
    """`reason` is internal and never shown to the candidate. `next_update_on` is a date in the centre's zone."""

    row = ForeignKeyField(BatchRow, backref="holds", on_delete="CASCADE")
    row_id: int
    shown_as = CharField(max_length=8)
    reason = CharField(max_length=500)
    owner = ForeignKeyField(Staff, on_delete="RESTRICT", backref="owned_holds")
    owner_id: int
    next_update_on = DateField()
    placed_by = ForeignKeyField(Staff, on_delete="RESTRICT", backref="placed_holds")
    placed_by_id: int
    placed_at = UtcDateTimeField()
    lifted_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="lifted_holds")
    lifted_by_id: int | None
    lifted_at = UtcDateTimeField(null=True)


Hold.add_index(Hold.row, unique=True, where=Hold.lifted_at.is_null(), name="hold_one_open")
