"""A recall: who asked for released results to be withdrawn, why, and who confirmed it."""

from peewee import BooleanField, CharField, Check, ForeignKeyField

from portal.models.base import Table, UtcDateTimeField
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff


class Recall(Table):
    """Open while `closed_at` is null. `withdrawn_at` is set once the results vanished: in an emergency that is
    before the second person confirms. Closed without `confirmed_by` it was turned down.
    """

    batch = ForeignKeyField(ReleaseBatch, backref="recalls", on_delete="CASCADE")
    batch_id: int
    asked_by = ForeignKeyField(Staff, on_delete="RESTRICT", backref="asked_recalls")
    asked_by_id: int
    asked_at = UtcDateTimeField()
    reason = CharField(max_length=500)
    is_emergency = BooleanField(default=False)
    withdrawn_at = UtcDateTimeField(null=True)
    confirmed_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="confirmed_recalls")
    confirmed_by_id: int | None
    closed_at = UtcDateTimeField(null=True)

    class Meta:
        constraints = [Check("confirmed_by_id IS NULL OR confirmed_by_id <> asked_by_id")]


Recall.add_index(Recall.batch, unique=True, where=Recall.closed_at.is_null(), name="recall_one_open")
