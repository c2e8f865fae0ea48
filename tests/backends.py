"""The database and the queue of one portal under test: files, or names of its own on servers, removed afterwards.

PORTAL_DATABASE_URL and PORTAL_QUEUE_URL, set for `make test`, say on which servers the tests that start real
processes work; the database named there is never touched. tests/conftest.py takes the two out of the environment.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from redis import Redis

DATABASE_SERVER = "PORTAL_TEST_DATABASE_URL"
QUEUE_SERVER = "PORTAL_TEST_QUEUE_URL"


@dataclass(frozen=True)
class Backend:
    """Two settings of a portal, and nothing else's."""

    database_url: str
    queue_url: str

    @property
    def environment(self) -> dict[str, str]:
        return {"PORTAL_DATABASE_URL": self.database_url, "PORTAL_QUEUE_URL": self.queue_url}


@contextmanager
def fresh_backend(folder: Path, *, database: str | None = None, queue: str | None = None) -> Iterator[Backend]:
    """An empty database and queue: on the servers given, else on those of the settings, else files in `folder`.

    A queue "same" stands in the database itself (PostgreSQL carries both).
    """
    server = os.environ.get(DATABASE_SERVER, "") if database is None else database
    carrier = os.environ.get(QUEUE_SERVER, "") if queue is None else queue
    with _database(server, folder) as database_url:
        if carrier.startswith("redis"):
            yield Backend(database_url, carrier)
            forget_queue(carrier, database_url)
        elif carrier.startswith("postgresql") or carrier == "same":
            yield Backend(database_url, database_url if carrier == "same" else carrier)
        else:
            yield Backend(database_url, f"sqlite:///{folder / 'queue.db'}")


@contextmanager
def _database(server_url: str, folder: Path) -> Iterator[str]:
    if not server_url.startswith("postgresql:"):
        yield f"sqlite:///{folder / 'portal.db'}"
        return
    name = f"portal_test_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True, connect_timeout=5) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server_url, autocommit=True, connect_timeout=5) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def queue_name(database_url: str) -> str:
    """What workflows.queue calls the queue of this database on a shared server."""
    return "portal-" + hashlib.sha256(database_url.encode()).hexdigest()[:12]


def forget_queue(url: str, database_url: str) -> None:
    """Remove this database's queue from a Redis server, and no other's."""
    if not url.startswith("redis"):
        return
    name = queue_name(database_url).replace("-", "")
    with Redis.from_url(url) as server:
        keys = [key for key in server.scan_iter("huey.*") if name in key.decode().replace("-", "")]
        if keys:
            server.delete(*keys)
