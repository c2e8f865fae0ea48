"""A refused address: one that a mail server refused for good, so that notices are not sent there again."""

from peewee import CharField

from portal.models.base import Table, UtcDateTimeField


class RefusedAddress(Table):
    """`fingerprint` is a keyed hash of the address; `detail` is what the server said, without the address."""

    fingerprint = CharField(max_length=40, primary_key=True)
    detail = CharField(max_length=200)
    at = UtcDateTimeField()
