"""Databases to measure on: an empty SQLite file or PostgreSQL database, bound for as long as a block lasts."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from portal import keys
from portal.models import connection
from portal.models.base import Table, db, is_postgresql

SECRET_KEY = "only for benchmarks: 0123456789 abcdefghijklmnopqrstuvwxyz"
POSTGRESQL = os.environ.get("PORTAL_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@contextmanager
def sqlite() -> Iterator[str]:
    """An empty database with all tables, in a file of its own."""
    with tempfile.TemporaryDirectory() as folder, bound(f"sqlite:///{Path(folder) / 'portal.db'}") as url:
        yield url


@contextmanager
def postgresql() -> Iterator[str]:
    """The same on the PostgreSQL server. Raises psycopg.OperationalError when none answers."""
    name = f"portal_bench_{uuid4().hex[:12]}"
    with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            with bound(urlunsplit(urlsplit(POSTGRESQL)._replace(path=f"/{name}"))) as url:
                yield url
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def available() -> dict[str, object]:
    """The databases that can be measured here, by name."""
    found: dict[str, object] = {"SQLite": sqlite}
    try:
        psycopg.connect(POSTGRESQL, connect_timeout=3).close()
    except psycopg.OperationalError:
        return found
    return found | {"PostgreSQL": postgresql}


def empty(*tables: type[Table]) -> None:
    """Delete every row, the rows of the first table first, so that each round begins alike.

    PostgreSQL keeps deleted rows until it is told, or finds the time, to clear them away.
    """
    for table in tables:
        table.delete().execute()
        if is_postgresql():
            db.execute_sql(f'VACUUM "{table._meta.table_name}"')


@contextmanager
def bound(url: str) -> Iterator[str]:
    """Keys, tables and a connection for this database."""
    keys.configure(SECRET_KEY)
    connection.bind(url)
    connection.open_connection()
    connection.migrate()
    try:
        yield url
    finally:
        db.close_all()
