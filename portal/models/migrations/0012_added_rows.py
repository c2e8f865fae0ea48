"""The version of its batch that a row came in with, so that nobody is told of a result they never had."""

from typing import Any

from peewee import IntegerField


def up(migrator: Any, db: Any) -> None:
    """One column; rows of before were there from the first version."""
    migrator.migrate(migrator.add_column("batch_row", "added_in", IntegerField(default=1)))
