"""How the database means to answer a statement: which tables it would read whole."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from portal.models.base import db, is_postgresql

ALIAS = re.compile(r'"(\w+)" AS "(t\d+)"')
SCAN = re.compile(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
OF_A_FEW_ROWS = {"outbox_email_waiting"}
"""Partial indexes, which may be read from end to end: they name only the rows that are asked for."""
NOTHING = "(0 = 1)"
"""How Peewee says that a value is in an empty list; no row is read for it."""
EXPLAINED = ("SELECT", "WITH", "UPDATE", "INSERT", "DELETE")
Statements = Iterable[tuple[str, Any]]


def read_whole(statements: Statements) -> set[str]:
    """The tables that one of the statements reads from end to end, as `table: statement`.

    PostgreSQL is asked to read no table in sequence and to make no hash of one: what it then still reads whole has no
    index that serves, however few rows a test has. Reading an index from end to end is reading the table whole as well.
    """
    found: set[str] = set()
    for sql, values in statements:
        if sql.startswith(EXPLAINED) and NOTHING not in sql:
            tables = _postgresql(sql, values) if is_postgresql() else _sqlite(sql, values)
            found |= {f"{table}: {sql[:300]}" for table in tables}
    return found


def _sqlite(sql: str, values: Any) -> Iterator[str]:
    names = {alias: table for table, alias in ALIAS.findall(sql)}
    for row in db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall():
        scan = SCAN.match(row[3])
        if scan and scan[2] not in OF_A_FEW_ROWS:
            yield names.get(scan[1], scan[1])


def _postgresql(sql: str, values: Any) -> Iterator[str]:
    with db.atomic():
        for means in ("seqscan", "hashjoin", "mergejoin"):
            db.execute_sql(f"SET LOCAL enable_{means} = off")
        plan = db.execute_sql(f"EXPLAIN (FORMAT JSON) {sql}", values).fetchone()[0]
    yield from _whole(plan[0]["Plan"] if isinstance(plan, list) else json.loads(plan)[0]["Plan"])


def _whole(node: dict[str, Any]) -> Iterator[str]:
    kind, index = node["Node Type"], node.get("Index Name")
    unconditional = kind.startswith(("Index", "Bitmap Index")) and "Index Cond" not in node
    if kind == "Seq Scan" or (unconditional and index not in OF_A_FEW_ROWS):
        yield node.get("Relation Name", index or "?")
    for below in node.get("Plans", []):
        yield from _whole(below)
