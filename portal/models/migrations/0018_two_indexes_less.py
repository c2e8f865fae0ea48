"""Two indexes less for every imported result: each was the beginning of another one of the same table."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """The unique ones of batch and entry, and of entry and version, find the same rows."""
    db.execute_sql("DROP INDEX batch_row_batch_id")
    db.execute_sql("DROP INDEX result_entry_id")
