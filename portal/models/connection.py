"""Opening and giving back connections: one per request, per task and per command."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from peewee import InterfaceError, OperationalError, PeeweeException
from playhouse.migrations import Runner
from playhouse.pool import MaxConnectionsExceeded

from portal import clock
from portal.models.base import EPOCH, MICROSECOND, database_for, db, is_postgresql, microseconds
from portal.models.clock_offset import ClockOffset

MIGRATIONS = Path(__file__).with_name("migrations")
AWAY = (OperationalError, InterfaceError, MaxConnectionsExceeded)
"""What is raised while the database is down or has no room for one more connection."""


def bind(url: str) -> None:
    """Point every table at the database that `url` names; a SQLite file's folder is made."""
    database = database_for(url)
    if url.startswith("sqlite:"):
        Path(database.database).parent.mkdir(parents=True, exist_ok=True)
    db.initialize(database)


def open_connection() -> None:
    """Take a connection from the pool for this thread, if it has none."""
    db.connect(reuse_if_open=True)


def give_back_connection() -> None:
    """Return this thread's connection to the pool."""
    if not db.is_closed():
        db.close()


@contextmanager
def connection() -> Iterator[None]:
    """A connection for one command or task; one that is open already stays open."""
    opened_here = db.connect(reuse_if_open=True)
    try:
        yield
    finally:
        if opened_here:
            give_back_connection()


@contextmanager
def synced_later() -> Iterator[None]:
    """Commits on SQLite do not wait for the disk in this block; that of a transaction around it does.

    A killed process loses nothing by it. After a power cut those since the last commit that did wait may be missing, of
    whichever process that was; never a part of one. PostgreSQL, which can crash alone, always waits.
    """
    if is_postgresql() or db.in_transaction():
        yield
        return
    db.execute_sql("PRAGMA synchronous = normal")
    try:
        yield
    finally:
        db.execute_sql("PRAGMA synchronous = full")


def migrate() -> list[str]:
    """Apply the migrations that are missing; returns their names."""
    return list(Runner(db.obj, str(MIGRATIONS)).up())


def missing_migrations() -> list[str]:
    """The names of the migrations that were not applied yet."""
    return [step.name for step in Runner(db.obj, str(MIGRATIONS)).status() if step.path and not step.applied]


def known_migrations() -> set[str]:
    """The names of the migrations that this version of the portal can apply."""
    return {step.name for step in Runner(db.obj, str(MIGRATIONS)).migrations()}


def note_migrations(names: list[str]) -> None:
    """Write down that these were applied, in a restored database that has all but the list of them."""
    history = Runner(db.obj, str(MIGRATIONS)).History
    for name in names:
        history.create(name=name)


def lead_microseconds(*, time_travel: bool) -> int | None:
    """How far the business clock runs ahead of this machine's, in microseconds.

    On PostgreSQL the database's clock decides, so that hosts whose clocks differ agree; with time travel QA's
    offset is added. None while the database can not be asked.
    """
    try:
        with connection():
            offset = ClockOffset.get_or_none(ClockOffset.id == 1) if time_travel else None
            lead = offset.microseconds if offset else 0
            return int(lead) + (_database_time() - microseconds(clock.machine_now()) if is_postgresql() else 0)
    except PeeweeException:
        return None


def shared_time() -> datetime:
    """The time that all hosts agree on, for leases and signs of life: PostgreSQL's, or this machine's for SQLite."""
    return EPOCH + MICROSECOND * _database_time() if is_postgresql() else clock.machine_now()


def _database_time() -> int:
    (there,) = db.execute_sql("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint").fetchone()
    return int(there)
