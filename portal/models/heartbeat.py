"""A heartbeat: when a worker was last seen alive, by the machine's clock."""

from peewee import CharField

from portal.models.base import Table, UtcDateTimeField


class Heartbeat(Table):
    name = CharField(max_length=100, primary_key=True)
    at = UtcDateTimeField()
