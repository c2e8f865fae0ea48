"""A candidate may ask that results stay covered until they are tapped."""

from typing import Any

from peewee import BooleanField


def up(migrator: Any, db: Any) -> None:
    """Nobody asked before, so nobody's are covered."""
    migrator.migrate(migrator.add_column("candidate", "hides_results", BooleanField(default=False)))
