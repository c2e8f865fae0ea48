"""A throttle: how often something was tried within a window of time."""

from peewee import CharField, IntegerField

from portal.models.base import Table, UtcDateTimeField


class Throttle(Table):
    """`key` is a keyed hash of what is counted, never the thing itself."""

    key = CharField(max_length=80, primary_key=True)
    count = IntegerField()
    resets_at = UtcDateTimeField(index=True)
