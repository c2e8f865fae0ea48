"""A news issue: one text that is sent, as an email each, to the candidates who asked for news."""

from peewee import CharField, ForeignKeyField, TextField

from portal.models.base import PublicIdField, Table, UtcDateTimeField
from portal.models.staff import Staff


class NewsIssue(Table):
    """`language` keeps an issue to the candidates who read it; empty, it is for everybody."""

    public_id = PublicIdField()
    title = CharField(max_length=150)
    text = TextField()
    language = CharField(max_length=10, default="")
    written_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="news_issues")
    written_by_id: int | None
    created_at = UtcDateTimeField()
