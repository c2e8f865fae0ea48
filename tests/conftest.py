"""What every test of the portal itself starts from: keys, an empty database of its own, and its settings."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from portal import keys
from portal.models import connection
from portal.models.base import db
from tests.backends import DATABASE_SERVER, QUEUE_SERVER

SECRET_KEY = "only for tests: 0123456789 abcdefghijklmnopqrstuvwxyz"
REDIS = os.environ.get("PORTAL_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
REQUIRE_ALL = os.environ.get("PORTAL_TESTS_REQUIRE_ALL") == "1"
os.environ.setdefault("PORTAL_SECRET_KEY", SECRET_KEY)
for setting, server in (("PORTAL_DATABASE_URL", DATABASE_SERVER), ("PORTAL_QUEUE_URL", QUEUE_SERVER)):
    if setting in os.environ:  # tests/backends.py makes names of its own there; nothing touches what it names
        os.environ.setdefault(server, os.environ.pop(setting))
_NOWHERE = tempfile.mkdtemp(prefix="portal-tests-")
atexit.register(shutil.rmtree, _NOWHERE, ignore_errors=True)
os.environ["PORTAL_DATABASE_URL"] = f"sqlite:///{_NOWHERE}/portal.db"
os.environ["PORTAL_QUEUE_URL"] = f"sqlite:///{_NOWHERE}/queue.db"
_GIVEN = os.environ.get(DATABASE_SERVER, "")
_USUAL = _GIVEN if _GIVEN.startswith("postgresql:") else "postgresql://postgres@127.0.0.1:5432/postgres"
POSTGRESQL = os.environ.get("PORTAL_TEST_POSTGRESQL_URL", _USUAL)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, copied for each test."""
    keys.configure(SECRET_KEY)
    file = tmp_path_factory.mktemp("template") / "portal.db"
    connection.bind(f"sqlite:///{file}")
    with connection.connection():
        connection.migrate()
        db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close_all()
    return file


@pytest.fixture
def sqlite_database(migrated_file: Path, tmp_path: Path) -> Iterator[str]:
    """A SQLite database of this test's own, bound, with a connection for the test's thread."""
    file = tmp_path / "portal.db"
    shutil.copy(migrated_file, file)
    yield from _bound(f"sqlite:///{file}")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[psycopg.Connection]:
    """The server, on which databases are made; without one its tests are skipped, except on CI."""
    try:
        server = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        if REQUIRE_ALL:
            raise
        pytest.skip("no PostgreSQL answers here: set PORTAL_TEST_POSTGRESQL_URL")
    with server:
        yield server


@pytest.fixture(scope="session")
def migrated_database(postgresql_server: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A connection to a PostgreSQL database with all tables, which the tests use one after the other."""
    keys.configure(SECRET_KEY)
    name = f"portal_test_{uuid4().hex[:12]}"
    postgresql_server.execute(f"CREATE DATABASE {name}")
    postgresql_server.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")  # no test pulls the plug
    try:
        connection.bind(_url_of(name))
        with connection.connection():
            connection.migrate()
        db.close_all()
        with psycopg.connect(_url_of(name), autocommit=True) as owner:
            owner.execute("SET session_replication_role = replica")  # the audit's triggers refuse to be emptied
            yield owner
    finally:
        postgresql_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_database(migrated_database: psycopg.Connection) -> Iterator[str]:
    """A PostgreSQL database as the migrations leave it: making one for each test would take most of its time."""
    yield from _bound(_url_of(migrated_database.info.dbname))
    migrated_database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid()"
    )
    _empty(migrated_database)


def _empty(server: psycopg.Connection) -> None:
    """Every table but the list of migrations, which alone has rows at first."""
    named = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    tables = [sql.Identifier(name) for (name,) in named if name != "schema_migration"]
    with server.transaction():
        for table in tables:
            server.execute(sql.SQL("DELETE FROM {}").format(table))
        server.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
        server.execute("ALTER TABLE audit_event ENABLE TRIGGER ALL")  # a test may have tampered with the audit


def _url_of(name: str) -> str:
    return urlunsplit(urlsplit(POSTGRESQL)._replace(path=f"/{name}"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Each test that asks for this runs on both databases."""
    url: str = request.getfixturevalue(f"{request.param}_database")
    return url


@pytest.fixture
def read_fixture() -> Callable[[str], bytes]:
    """The content of a file in tests/fixtures."""
    return lambda name: (Path(__file__).parent / "fixtures" / name).read_bytes()


def _bound(url: str) -> Iterator[str]:
    keys.configure(SECRET_KEY)
    connection.bind(url)
    connection.open_connection()
    yield url
    db.close_all()
