"""Emails that did not arrive are found by when that was, without reading the whole outbox."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """An index of these rows alone: a release writes none of them."""
    db.execute_sql("CREATE INDEX outbox_email_dead ON outbox_email (dead_at) WHERE dead_at IS NOT NULL")
