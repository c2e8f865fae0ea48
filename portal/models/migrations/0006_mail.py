"""Why an email failed, addresses that were refused for good, and issues of news."""

from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, Model, TextField


def up(migrator: Any, db: Any) -> None:
    """Two tables, and two columns of the outbox."""

    class Frozen(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Staff(Frozen):
        """Stands for the table that an earlier migration made."""

    class NewsIssue(Frozen):
        public_id = CharField(max_length=20, unique=True)
        title = CharField(max_length=150)
        text = TextField()
        language = CharField(max_length=10)
        written_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="+")
        created_at = BigIntegerField()

    class RefusedAddress(Frozen):
        fingerprint = CharField(max_length=40, primary_key=True)
        detail = CharField(max_length=200)
        at = BigIntegerField()

    db.create_tables([NewsIssue, RefusedAddress], safe=False)
    numbered: Any = NewsIssue._meta.primary_key
    news = ForeignKeyField(NewsIssue, field=numbered, null=True, on_delete="CASCADE", backref="+")
    migrator.migrate(
        migrator.add_column("outbox_email", "problem", CharField(max_length=10, default="")),
        migrator.add_column("outbox_email", "news_id", news),
    )
