"""A second factor reset: asked for by one member of the board, and confirmed by another."""

from peewee import Check, ForeignKeyField

from portal.models.base import Table, UtcDateTimeField
from portal.models.staff import Staff


class SecondFactorReset(Table):
    """Open while `closed_at` is null; `confirmed_by` stays null when it was dropped or ran out."""

    staff = ForeignKeyField(Staff, backref="second_factor_resets", on_delete="CASCADE")
    staff_id: int
    asked_by = ForeignKeyField(Staff, backref="asked_resets", on_delete="RESTRICT")
    asked_by_id: int
    asked_at = UtcDateTimeField()
    confirmed_by = ForeignKeyField(Staff, null=True, backref="confirmed_resets", on_delete="RESTRICT")
    confirmed_by_id: int | None
    closed_at = UtcDateTimeField(null=True)

    class Meta:
        constraints = [
            Check("asked_by_id <> staff_id"),
            Check("confirmed_by_id IS NULL OR confirmed_by_id NOT IN (asked_by_id, staff_id)"),
        ]


SecondFactorReset.add_index(
    SecondFactorReset.staff,
    unique=True,
    where=SecondFactorReset.closed_at.is_null(),
    name="second_factor_reset_one_open",
)
