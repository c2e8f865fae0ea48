"""Copying a SQLite database while it is in use, and making a restored copy the database in one step."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from portal.models import connection
from portal.models.base import db
from portal.services import backup_file
from portal.services.backup_facts import Facts, facts

T = TypeVar("T")
SUFFIX_OF_LOG = ("-wal", "-shm")


def dump(to: Path) -> Facts:
    """Copy what is committed at this moment in one step, which in WAL mode keeps nobody from writing."""
    with closing(sqlite3.connect(to)) as copy:
        db.connection().backup(copy)
        _into_one_file(copy)
        return facts(lambda question: copy.execute(question).fetchall())


def load(copy: Path, look_after: Callable[[], T]) -> T:
    """Make the copy the bound database, after `look_after` was done to it; until then nobody can see it.

    The copy lies on the same file system; all it needs is done there, and then it takes the database's name.
    """
    target = Path(db.obj.database)
    try:
        _bind(copy)
        with connection.connection():
            connection.migrate()
            with db.atomic():
                outcome = look_after()
        db.close_all()
        with closing(sqlite3.connect(copy)) as restored:
            _into_one_file(restored)
    finally:
        _bind(target)
    for suffix in SUFFIX_OF_LOG:
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    backup_file.put_in_place(copy, target)
    return outcome


def _bind(file: Path) -> None:
    db.close_all()
    connection.bind(f"sqlite:///{quote(str(file))}")


def _into_one_file(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode = DELETE").fetchone()
