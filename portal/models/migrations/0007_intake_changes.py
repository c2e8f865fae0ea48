"""What a file would change, beside the problems that were found in it."""

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    """One row for each cell that would be saved over another value."""

    class Frozen(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Intake(Frozen):
        """Stands for the table that an earlier migration made."""

    class IntakeChange(Frozen):
        intake = ForeignKeyField(Intake, on_delete="CASCADE", backref="+")
        row = IntegerField()
        id_number = CharField(max_length=9)
        column = CharField(max_length=60)
        before = CharField(max_length=400)
        after = CharField(max_length=400)

    db.create_tables([IntakeChange], safe=False)
