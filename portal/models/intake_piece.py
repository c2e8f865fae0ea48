"""A piece of an imported file: what a file holds is kept apart from what is known about it, and never read whole."""

from peewee import BlobField, ForeignKeyField, IntegerField

from portal.models.base import Table
from portal.models.intake import Intake


class IntakePiece(Table):
    """Numbered from 0; there are none once the file was accepted, refused or dropped."""

    intake = ForeignKeyField(Intake, backref="pieces", on_delete="CASCADE")
    intake_id: int
    number = IntegerField()
    content = BlobField()

    class Meta:
        indexes = ((("intake", "number"), True),)
