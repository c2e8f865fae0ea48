"""A problem that a dry run found: where, what stood there, what was expected."""

from peewee import CharField, ForeignKeyField, IntegerField

from portal.models.base import Table, one_of
from portal.models.intake import Intake


class IntakeProblem(Table):
    """`row` counts the file's lines of data from 1, the header being row 0."""

    intake = ForeignKeyField(Intake, backref="problems", on_delete="CASCADE")
    intake_id: int
    row = IntegerField()
    column = CharField(max_length=60)
    found = CharField(max_length=200)
    expected = CharField(max_length=300)
    severity = CharField(max_length=7)

    class Meta:
        constraints = [one_of("severity", ("error", "warning"))]
