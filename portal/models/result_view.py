"""A result view: when a candidate first opened a result, so that a recall knows who had seen it."""

from peewee import ForeignKeyField

from portal.models.base import Table, UtcDateTimeField
from portal.models.batch_row import BatchRow


class ResultView(Table):
    row = ForeignKeyField(BatchRow, primary_key=True, on_delete="CASCADE")
    row_id: int
    at = UtcDateTimeField()
