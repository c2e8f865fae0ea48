"""A consent: every yes and no to news, with the text that was shown. Rows are only added."""

from peewee import BooleanField, CharField, ForeignKeyField

from portal.models.base import Table, UtcDateTimeField
from portal.models.candidate import Candidate


class Consent(Table):
    candidate = ForeignKeyField(Candidate, backref="consents", on_delete="CASCADE")
    candidate_id: int
    given = BooleanField()
    text_version = CharField(max_length=40)
    at = UtcDateTimeField()
