"""The wish that a batch's emails wait for the daytime of the centre."""

from typing import Any

from peewee import BooleanField


def up(migrator: Any, db: Any) -> None:
    """One column; for the batches of before nobody asked for it."""
    migrator.migrate(migrator.add_column("release_batch", "mail_by_day", BooleanField(default=False)))
