"""Recalls that two people make, and who entered an amended result by hand."""

from typing import Any

from peewee import BigIntegerField, BooleanField, CharField, Check, ForeignKeyField, Model


def up(migrator: Any, db: Any) -> None:
    """One table with at most one open recall a batch, and one column of the results."""

    class Frozen(Model):
        id: Any

        class Meta:
            database = db
            legacy_table_names = False

    class Staff(Frozen):
        """Stands for the table that an earlier migration made."""

    class ReleaseBatch(Frozen):
        """Stands for the table that an earlier migration made."""

    class Recall(Frozen):
        batch = ForeignKeyField(ReleaseBatch, on_delete="CASCADE", backref="+")
        asked_by = ForeignKeyField(Staff, on_delete="RESTRICT", backref="+")
        asked_at = BigIntegerField()
        reason = CharField(max_length=500)
        is_emergency = BooleanField()
        withdrawn_at = BigIntegerField(null=True)
        confirmed_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="+")
        closed_at = BigIntegerField(null=True)

        class Meta:
            constraints = [Check("confirmed_by_id IS NULL OR confirmed_by_id <> asked_by_id")]

    db.create_tables([Recall], safe=False)
    db.execute_sql("CREATE UNIQUE INDEX recall_one_open ON recall (batch_id) WHERE closed_at IS NULL")
    entered_by = ForeignKeyField(Staff, Staff.id, null=True, on_delete="RESTRICT", backref="+")
    migrator.migrate(migrator.add_column("result", "entered_by_id", entered_by))
