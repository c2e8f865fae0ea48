"""What was erased, and which emails gave up their address and link."""

from typing import Any

from peewee import BigIntegerField, CharField, Model


def up(migrator: Any, db: Any) -> None:
    """One table, and one column of the outbox."""

    class Erasure(Model):
        public_id = CharField(max_length=20, unique=True)
        silenced = CharField(max_length=40, index=True)
        at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False

    db.create_tables([Erasure], safe=False)
    migrator.migrate(migrator.add_column("outbox_email", "forgotten_at", BigIntegerField(null=True)))
