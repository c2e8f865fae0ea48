"""Taking an entry back from the account that claimed it, which takes two people."""

from typing import Any

from peewee import BigIntegerField, CharField, Check, ForeignKeyField, Model


def up(migrator: Any, db: Any) -> None:
    """One table, with at most one open request an entry."""

    class Frozen(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Staff(Frozen):
        """Stands for the table that an earlier migration made."""

    class Candidate(Frozen):
        """Stands for the table that an earlier migration made."""

    class Entry(Frozen):
        """Stands for the table that an earlier migration made."""

    class Revocation(Frozen):
        entry = ForeignKeyField(Entry, on_delete="CASCADE", backref="+")
        candidate = ForeignKeyField(Candidate, on_delete="CASCADE", backref="+")
        reason = CharField(max_length=500)
        asked_by = ForeignKeyField(Staff, on_delete="RESTRICT", backref="+")
        asked_at = BigIntegerField()
        confirmed_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="+")
        closed_at = BigIntegerField(null=True)

        class Meta:
            constraints = [Check("confirmed_by_id IS NULL OR confirmed_by_id <> asked_by_id")]

    db.create_tables([Revocation], safe=False)
    db.execute_sql("CREATE UNIQUE INDEX revocation_one_open ON revocation (entry_id) WHERE closed_at IS NULL")
