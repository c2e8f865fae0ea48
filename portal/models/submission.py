"""A submission: a form's idempotency key, so that sending the form twice has one effect."""

from peewee import CharField

from portal.models.base import Table, UtcDateTimeField


class Submission(Table):
    key = CharField(max_length=64, primary_key=True)
    outcome = CharField(max_length=100)
    created_at = UtcDateTimeField(index=True)
