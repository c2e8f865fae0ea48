"""Imported files in pieces, in a table of their own: SQLite wrote the whole file anew with each progress."""

from typing import Any

from peewee import BlobField, ForeignKeyField, IntegerField, Model

PIECE_BYTES = 2**18


def up(migrator: Any, db: Any) -> None:
    """Files that wait are cut up; the column goes."""

    class Frozen(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Intake(Frozen):
        """Stands for the table that an earlier migration made."""

        content = BlobField(null=True)

    class IntakePiece(Frozen):
        intake = ForeignKeyField(Intake, on_delete="CASCADE", backref="+")
        number = IntegerField()
        content = BlobField()

        class Meta:
            indexes = ((("intake", "number"), True),)

    db.create_tables([IntakePiece], safe=False)
    for (number,) in db.execute_sql("SELECT id FROM intake WHERE content IS NOT NULL").fetchall():
        row: Any = Intake.get_by_id(number)
        content = bytes(row.content)
        for place, start in enumerate(range(0, len(content), PIECE_BYTES)):
            IntakePiece.create(intake=number, number=place, content=content[start : start + PIECE_BYTES])
    db.execute_sql("ALTER TABLE intake DROP COLUMN content")
