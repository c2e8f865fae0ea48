"""Restoring a backup into an empty database, so that nothing goes out from it before a person has looked."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from portal.models import connection
from portal.models.base import db, is_postgresql
from portal.models.tables import TABLES
from portal.services import backup, backup_file, backup_postgresql, backup_sqlite, restored
from portal.services.backup_file import About
from portal.services.errors import Refused
from portal.services.restored import Outcome


@dataclass(frozen=True)
class Restored:
    """What the backup said of itself, and what was done after it was back."""

    about: About
    outcome: Outcome


def restore(file: Path, *, url: str, now: datetime, later: Path | None = None) -> Restored:
    """Fill the bound, empty database, which `url` names, from `file`.

    `later` is a younger backup, or a list of erasures alone: whoever was erased in between is erased again.
    Nothing was changed when this raises Refused: damaged_backup, wrong_key, newer_backup, other_kind, no_database,
    database_not_empty, no_room, tool_missing, tool_too_old, tool_failed.
    """
    about = backup_file.read(file)
    erased = backup_file.read(later).erasures if later else []
    _require_fitting(about)
    with backup.told_when_full(), TemporaryDirectory(dir=_beside(), prefix=".restore-") as folder:
        copy = Path(folder, "database")
        backup_file.unpack(file, about, copy)

        def look_after() -> Outcome:
            return restored.look_after(about, erased=erased, now=now)

        if is_postgresql():
            outcome = backup_postgresql.load(copy, about, look_after, url=url)
        else:
            outcome = backup_sqlite.load(copy, look_after)
    return Restored(about, outcome)


def _require_fitting(about: About) -> None:
    """Raises Refused: other_kind, newer_backup, database_not_empty."""
    if about.kind != backup.kind():
        raise Refused("other_kind", kind=about.kind, here=backup.kind())
    if not set(about.migrations) <= connection.known_migrations():
        raise Refused("newer_backup")
    ours = {table._meta.table_name for table in TABLES}
    if ours & set(db.get_tables()):
        raise Refused("database_not_empty")


def _beside() -> str:
    """SQLite's copy takes the database's name in one step, for which it must lie on the same file system."""
    return gettempdir() if is_postgresql() else str(Path(db.obj.database).parent)
