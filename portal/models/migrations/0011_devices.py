"""A name for the device that a member of staff signs in at, so that two approvals from one of them stand out."""

from typing import Any

from peewee import CharField


def up(migrator: Any, db: Any) -> None:
    """One column; sessions of before have no name."""
    migrator.migrate(migrator.add_column("login_session", "device", CharField(max_length=16, default="")))
