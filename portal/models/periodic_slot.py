"""A periodic slot: the first of several workers to write the row does that minute's job."""

from peewee import CharField, CompositeKey

from portal.models.base import Table, UtcDateTimeField


class PeriodicSlot(Table):
    job = CharField(max_length=60)
    slot = UtcDateTimeField()

    class Meta:
        primary_key = CompositeKey("job", "slot")
