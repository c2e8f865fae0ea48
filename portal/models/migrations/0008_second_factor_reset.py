"""Requests to reset a second factor, which another person confirms."""

from typing import Any

from peewee import BigIntegerField, Check, ForeignKeyField, Model


def up(migrator: Any, db: Any) -> None:
    """One table, with at most one open request a person."""

    class Frozen(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Staff(Frozen):
        """Stands for the table that an earlier migration made."""

    class SecondFactorReset(Frozen):
        staff = ForeignKeyField(Staff, on_delete="CASCADE", backref="+")
        asked_by = ForeignKeyField(Staff, on_delete="RESTRICT", backref="+")
        asked_at = BigIntegerField()
        confirmed_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="+")
        closed_at = BigIntegerField(null=True)

        class Meta:
            constraints = [
                Check("asked_by_id <> staff_id"),
                Check("confirmed_by_id IS NULL OR confirmed_by_id NOT IN (asked_by_id, staff_id)"),
            ]

    db.create_tables([SecondFactorReset], safe=False)
    db.execute_sql(
        "CREATE UNIQUE INDEX second_factor_reset_one_open ON second_factor_reset (staff_id) WHERE closed_at IS NULL"
    )
