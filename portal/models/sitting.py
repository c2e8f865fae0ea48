"""A sitting: one exam on one date by one delivery at one centre."""

from peewee import CharField, DateField, ForeignKeyField

from portal.models.base import PublicIdField, Table, UtcDateTimeField, one_of
from portal.models.centre import Centre


class Sitting(Table):
    """`results_from` and `results_by` are the first and the last day of the results window, centre time."""

    public_id = PublicIdField()
    centre = ForeignKeyField(Centre, backref="sittings", on_delete="RESTRICT")
    centre_id: int
    session = CharField(max_length=7)
    exam_code = CharField(max_length=10)
    delivery = CharField(max_length=8)
    exam_date = DateField()
    results_from = DateField(index=True)
    results_by = DateField()
    created_at = UtcDateTimeField()

    class Meta:
        indexes = ((("centre", "session", "exam_code", "delivery", "exam_date"), True),)
        constraints = [one_of("delivery", ("paper", "computer", "digital"))]
