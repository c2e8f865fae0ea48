"""A change that a file would make: which entry, which column, what is there and what the file says."""

from peewee import CharField, ForeignKeyField, IntegerField

from portal.models.base import Table
from portal.models.intake import Intake


class IntakeChange(Table):
    """`row` is numbered as a spreadsheet shows it, the header being row 1. The first few hundred are kept."""

    intake = ForeignKeyField(Intake, backref="changes", on_delete="CASCADE")
    intake_id: int
    row = IntegerField()
    id_number = CharField(max_length=9)
    column = CharField(max_length=60)
    before = CharField(max_length=400)
    after = CharField(max_length=400)
