"""The database, its one kind of time, and what every table shares."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from peewee import BigIntegerField, CharField, Check, Database, DatabaseProxy, Field, Model
from playhouse.pool import PooledPostgresqlDatabase, PooledSqliteDatabase

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# The stubs leave the pools untyped.
_sqlite: Callable[..., Database] = PooledSqliteDatabase
_postgresql: Callable[..., Database] = PooledPostgresqlDatabase

POOL_SIZE = 40
WAIT_SECONDS = 5
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "busy_timeout": WAIT_SECONDS * 1000,
    "foreign_keys": 1,
    "synchronous": "full",
    "cache_size": -16_000,
    "temp_store": "memory",
}
# A host that vanishes in the middle of a transaction must not hold its locks for hours.
POSTGRESQL_SETTINGS = {
    "TimeZone": "UTC",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}

db = DatabaseProxy()


def microseconds(instant: datetime) -> int:
    """The instant as microseconds since 1970 UTC, as the tables hold it."""
    return (instant - EPOCH) // MICROSECOND


class UtcDateTimeField(BigIntegerField):
    """An instant, as microseconds since 1970 UTC: sorts and compares alike on every database."""

    def db_value(self, value: Any) -> int | None:
        """Raises ValueError for a naive time: an instant without a zone is a guess."""
        if value is None or isinstance(value, int):
            return value
        if value.tzinfo is None:
            raise ValueError(f"{self.name} takes a time with a zone, not {value!r}")
        return microseconds(value)

    def python_value(self, value: Any) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


def public_id() -> str:
    """A random name for a row, fit for an address: says nothing about order or number."""
    return secrets.token_hex(10)


class PublicIdField(CharField):
    """A row's random, unguessable name in addresses."""

    def __init__(self) -> None:
        super().__init__(max_length=20, unique=True, default=public_id)


def one_of(column: str, values: Iterable[str]) -> Any:
    """A CHECK constraint: `column` holds one of `values`."""
    return Check(f"{column} IN ({', '.join(repr(str(value)) for value in values)})")


class Table(Model):
    """What every table shares."""

    id: Any

    class Meta:
        database = db
        legacy_table_names = False


def database_for(url: str) -> Database:
    """The pooled database that `url` names (sqlite:///FILE or postgresql://...); nothing is opened yet."""
    if url.startswith("sqlite:"):
        return _sqlite(
            unquote(urlsplit(url).path.removeprefix("/")),
            pragmas=SQLITE_PRAGMAS,
            lock_type="IMMEDIATE",
            timeout=WAIT_SECONDS,
            max_connections=POOL_SIZE,
            check_same_thread=False,
        )
    return _postgresql(
        url,
        prefer_psycopg3=True,
        max_connections=POOL_SIZE,
        timeout=WAIT_SECONDS,
        stale_timeout=300,
        connect_timeout=WAIT_SECONDS,
        options=" ".join(f"-c {name}={value}" for name, value in POSTGRESQL_SETTINGS.items()),
    )


def is_postgresql() -> bool:
    """Whether the bound database is PostgreSQL; else it is SQLite."""
    return bool(db.param == "%s")


def insert_once(table: type[Table], unique: Sequence[Field], **columns: object) -> bool:
    """Insert a row unless one with the same `unique` columns is there; True when this call inserted it.

    Any other rule that the row breaks raises, which SQLite's INSERT OR IGNORE would pass over in silence.
    """
    rows = (
        table.insert(**columns).on_conflict(action="nothing", conflict_target=list(unique)).returning(*unique).execute()
    )
    return bool(list(rows))
