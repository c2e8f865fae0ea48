"""Copying a PostgreSQL database with pg_dump and filling an empty one with pg_restore."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from portal.models import connection
from portal.models.base import db
from portal.services.backup_facts import Facts, facts
from portal.services.backup_file import About
from portal.services.errors import Refused

T = TypeVar("T")
NOT_OURS = "huey_*"  # the queue may have its tables in the same database; what waits there is no fact
PLAIN = ("--no-owner", "--no-privileges")


def dump(to: Path, *, url: str) -> Facts:
    """One snapshot for pg_dump and for the facts, so that they agree while others write.

    The list of migrations is left out: a web server or worker does not start on a database without it, so that
    a restore that was interrupted before its end can not send anything.
    """
    tool, version = _tool("pg_dump"), _server_version()
    _require_version("pg_dump", tool, version)
    with db.atomic():
        db.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        db.execute_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        (snapshot,) = db.execute_sql("SELECT pg_export_snapshot()").fetchone()
        found = facts(lambda question: db.execute_sql(question).fetchall(), tool=_version_of(tool))
        _run(
            tool, url, "--format=custom", *PLAIN, "--exclude-table-data=schema_migration",
            f"--exclude-table={NOT_OURS}", f"--snapshot={snapshot}", f"--file={to}",
        )  # fmt: skip
    return found


def load(copy: Path, about: About, look_after: Callable[[], T], *, url: str) -> T:
    """Fill the bound, empty database from the copy; the list of migrations comes with what `look_after` does."""
    tool = _tool("pg_restore")
    _require_version("pg_restore", tool, max(about.tool, _server_version()))
    _run(tool, url, "--single-transaction", "--exit-on-error", *PLAIN, str(copy))
    with db.atomic():
        connection.note_migrations(about.migrations)
        connection.migrate()
        return look_after()


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Refused("tool_missing", tool=name)
    return found


def _server_version() -> int:
    (number,) = db.execute_sql("SHOW server_version_num").fetchone()
    return int(number) // 10_000


def _version_of(tool: str) -> int:
    """The first number of `pg_dump (PostgreSQL) 15.20`."""
    said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0


def _require_version(name: str, tool: str, needed: int) -> None:
    """Raises Refused("tool_too_old") when the tool is older than the server or the file it has to read."""
    version = _version_of(tool)
    if version < needed:
        raise Refused("tool_too_old", tool=name, version=version, needed=needed)


def _run(tool: str, url: str, *options: str) -> None:
    """The password goes by the environment: everybody on the machine can read what a process was called with."""
    target = conninfo_to_dict(url)
    password = target.pop("password", None)
    environ = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    command = [tool, f"--dbname={make_conninfo('', **target)}", *options]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["it said nothing"]
        raise Refused("tool_failed", tool=Path(tool).name, words=words[0])
