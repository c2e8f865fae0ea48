"""A batch row: which version of which entry's result a batch releases, and whether it is held."""

from peewee import CharField, Check, ForeignKeyField, IntegerField

from portal.models.base import Table
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result


class BatchRow(Table):
    """`held_as` is empty, or the word (PENDING or WITHHELD) that the candidate sees in place of the result.

    `added_in` is the version of the batch that the row came in with: a corrected version may bring new candidates.
    """

    batch = ForeignKeyField(ReleaseBatch, backref="rows", on_delete="CASCADE", index=False)
    batch_id: int
    entry = ForeignKeyField(Entry, backref="batch_rows", on_delete="RESTRICT")
    entry_id: int
    result = ForeignKeyField(Result, backref="batch_rows", on_delete="RESTRICT")
    result_id: int
    held_as = CharField(max_length=8, default="")
    added_in = IntegerField(default=1)

    class Meta:
        constraints = [Check("held_as IN ('', 'PENDING', 'WITHHELD')")]
        indexes = ((("batch", "entry"), True),)  # finds the rows of a batch as well
