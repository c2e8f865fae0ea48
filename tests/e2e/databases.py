"""The database and queue of one portal under test: files by default, or databases of its own on a named server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg


@contextmanager
def database_url(folder: Path) -> Iterator[str]:
    """SQLite in `folder`; with PORTAL_DATABASE_URL a new database on that PostgreSQL server, dropped afterwards."""
    server_url = os.environ.get("PORTAL_DATABASE_URL", "")
    if not server_url.startswith("postgresql:"):
        yield f"sqlite:///{folder / 'portal.db'}"
        return
    name = f"portal_e2e_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True, connect_timeout=5) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def queue_url(folder: Path) -> str:
    """A file, or the server that PORTAL_QUEUE_URL names: the queue's name there follows from the database."""
    return os.environ.get("PORTAL_QUEUE_URL") or f"sqlite:///{folder / 'queue.db'}"
