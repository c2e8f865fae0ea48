"""Emptying a database of made-up people, so that a test begins where it says; never one with real centres."""

from portal import clock
from portal.models.base import db, is_postgresql
from portal.models.centre import Centre
from portal.models.heartbeat import Heartbeat
from portal.models.periodic_slot import PeriodicSlot
from portal.models.tables import TABLES
from portal.rules import centre_numbers
from portal.services.errors import Refused

KEPT = (Heartbeat, PeriodicSlot)
"""What running workers write about themselves: without it the portal would seem to have none."""
EMPTIED = tuple(table for table in TABLES if table not in KEPT)
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"


def require_made_up() -> None:
    """Raises Refused("real_centres") when one centre is not made up."""
    if Centre.select().where(~Centre.number.startswith(centre_numbers.MADE_UP)).exists():
        raise Refused("real_centres")


def empty() -> None:
    """Remove every row of every table, the audit's too, inside the caller's transaction; the clock is set back.

    Raises Refused("real_centres").
    """
    require_made_up()
    if is_postgresql():
        _empty_postgresql()
    else:
        _empty_sqlite()
    clock.ask_again()


def _empty_postgresql() -> None:
    names = ", ".join(f'"{table._meta.table_name}"' for table in EMPTIED)
    db.execute_sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    db.execute_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    db.execute_sql("ALTER TABLE audit_event ENABLE TRIGGER USER")


def _empty_sqlite() -> None:
    """The triggers that keep the audit append-only are taken off and put back in the same transaction."""
    db.execute_sql("PRAGMA defer_foreign_keys = 1")
    triggers = db.execute_sql(TRIGGERS, ("audit_event",)).fetchall()
    for name, _ in triggers:
        db.execute_sql(f'DROP TRIGGER "{name}"')
    for table in reversed(EMPTIED):
        table.delete().execute()
    for _, statement in triggers:
        db.execute_sql(statement)
