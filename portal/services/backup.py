"""Making a backup while everything runs: the whole database in one file, or only the list of what was erased."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.models.audit_event import AuditHead
from portal.models.base import db, is_postgresql
from portal.services import backup_file, backup_postgresql, backup_sqlite
from portal.services.backup_facts import Facts, facts
from portal.services.backup_file import About
from portal.services.errors import Refused

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def make(file: Path, *, url: str, now: datetime, overwrite: bool = False, erasures_only: bool = False) -> About:
    """Write the bound database, which `url` names, to `file`, which has its name only once it is whole.

    Raises Refused: backup_exists, no_folder, nothing_to_back_up, no_room, tool_missing, tool_too_old, tool_failed.
    """
    if file.exists() and not overwrite:
        raise Refused("backup_exists", file=file.name)
    if not file.parent.is_dir():
        raise Refused("no_folder", folder=str(file.parent))
    if not db.table_exists(AuditHead._meta.table_name):
        raise Refused("nothing_to_back_up")
    with told_when_full(), TemporaryDirectory(dir=file.parent, prefix=f".{file.name}-") as folder:
        copy, archive = Path(folder, "database"), Path(folder, "archive")
        found = _facts_alone() if erasures_only else _dump(copy, url)
        about = About(kind=kind(), made_at=now.isoformat(timespec="seconds"), **asdict(found))
        backup_file.write(archive, about, None if erasures_only else copy)
        if file.exists() and not overwrite:
            raise Refused("backup_exists", file=file.name)
        backup_file.put_in_place(archive, file)
    return about


@contextmanager
def told_when_full() -> Iterator[None]:
    """Raises Refused("no_room") for a disk that is full or can not be written to."""
    try:
        yield
    except (OSError, sqlite3.Error) as failure:
        raise Refused("no_room", words=failure) from failure


def kind() -> str:
    """Which database a backup made here comes from and goes back to."""
    return POSTGRESQL if is_postgresql() else SQLITE


def _dump(copy: Path, url: str) -> Facts:
    return backup_postgresql.dump(copy, url=url) if is_postgresql() else backup_sqlite.dump(copy)


def _facts_alone() -> Facts:
    return facts(lambda question: db.execute_sql(question).fetchall())
