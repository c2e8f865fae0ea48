"""Emptying a database of made-up people, so that a test begins where it says; never one with real centres."""

from portal.models.base import db, is_postgresql
from portal.models.centre import Centre
from portal.models.tables import TABLES
from portal.rules import centre_numbers
from portal.services.errors import Refused

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"


def require_made_up() -> None:
    """Raises Refused("real_centres") when one centre is not made up."""
    if Centre.select().where(~Centre.number.startswith(centre_numbers.MADE_UP)).exists():
        raise Refused("real_centres")


def empty() -> None:
    """Remove every row of every table, the audit's too, inside the caller's transaction. Refuses real centres."""
    require_made_up()
    if is_postgresql():
        _empty_postgresql()
    else:
        _empty_sqlite()


def _empty_postgresql() -> None:
    names = ", ".join(f'"{table._meta.table_name}"' for table in TABLES)
    db.execute_sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    db.execute_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    db.execute_sql("ALTER TABLE audit_event ENABLE TRIGGER USER")


def _empty_sqlite() -> None:
    """The triggers that keep the audit append-only are taken off and put back in the same transaction."""
    db.execute_sql("PRAGMA defer_foreign_keys = 1")
    triggers = db.execute_sql(TRIGGERS, ("audit_event",)).fetchall()
    for name, _ in triggers:
        db.execute_sql(f'DROP TRIGGER "{name}"')
    for table in reversed(TABLES):
        table.delete().execute()
    for _, statement in triggers:
        db.execute_sql(statement)
