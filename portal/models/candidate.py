"""A candidate: the account made by claiming an entry."""

from peewee import BooleanField, CharField

from portal.models.base import PublicIdField, Table, UtcDateTimeField


class Candidate(Table):
    """Several candidates may share one email address (families, schools), so it is not unique."""

    public_id = PublicIdField()
    email = CharField(max_length=254, index=True)
    email_confirmed_at = UtcDateTimeField(null=True)
    password_hash = CharField(max_length=200)
    language = CharField(max_length=10, default="en")
    terms_version = CharField(max_length=40)
    terms_accepted_at = UtcDateTimeField()
    wants_news = BooleanField(default=False)
    hides_results = BooleanField(default=False)
    created_at = UtcDateTimeField()
    disabled_at = UtcDateTimeField(null=True)
