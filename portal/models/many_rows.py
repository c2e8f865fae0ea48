"""Thousands of rows at once, past Peewee, which would look at every value of every row."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from peewee import (
    SQL,
    DataError,
    ExceptionWrapper,
    Field,
    IntegrityError,
    InterfaceError,
    InternalError,
    NodeList,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
)

from portal.models.base import db, is_postgresql
from portal.models.built_once import given

Rows = Iterable[Sequence[object]]
_RAISED = (
    DataError, IntegrityError, InterfaceError, InternalError, NotSupportedError, OperationalError, ProgrammingError,
)  # fmt: skip
_as_peewee = ExceptionWrapper({error.__name__: error for error in _RAISED})


def insert(columns: Sequence[Field], rows: Rows) -> None:
    """Insert rows with a value for each of these columns of one table, as the column holds it.

    A column that is not named is left to the database, which knows none of Peewee's defaults. Raises as Peewee does.
    """
    table, names = _table(columns[0]), ", ".join(f'"{column.column_name}"' for column in columns)
    with _as_peewee:
        if is_postgresql():
            with db.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            # A plan that was kept from when this table was empty would read the whole of it for every row looked up.
            db.execute_sql("DISCARD PLANS")
        else:
            places = ", ".join("?" * len(columns))
            db.cursor().executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)  # noqa: S608


def update(column: Field, rows: Rows) -> None:
    """Set one column of many rows: each a pair of the new value and the row's id. Raises as Peewee does."""
    statement = f'UPDATE "{_table(column)}" SET "{column.column_name}" = {db.param} WHERE id = {db.param}'  # noqa: S608
    with _as_peewee:
        db.cursor().executemany(statement, rows)


def read(query: Any, *, at_once: int) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as the database gives them, so many at a time. Raises as Peewee does.

    PostgreSQL goes on reading meanwhile; until it is through, its connection takes no other query.
    """
    sql, parameters = query.sql()
    cursor = db.cursor()
    with _as_peewee:
        rows = cursor.stream(sql, parameters, size=at_once) if is_postgresql() else cursor.execute(sql, parameters)
        while several := list(islice(rows, at_once)):
            yield several


def given_ids(name: str) -> NodeList:
    """Where a list of ids comes in a query that is built once: `Entry.id.in_(given_ids("ids"))`.

    Run it with `ids=listed(...)`.
    """
    return _elements(name, "bigint")


def given_texts(name: str) -> NodeList:
    """The same for a list of texts."""
    return _elements(name, "text")


def listed(values: Iterable[int] | Iterable[str]) -> str:
    """A list as those queries take it: one value, so that their SQL stays the same however long it is."""
    return json.dumps(list(values))


def _elements(name: str, kind: str) -> NodeList:
    if is_postgresql():
        return NodeList((SQL("(SELECT jsonb_array_elements_text("), given(name), SQL(f"::jsonb)::{kind})")))
    return NodeList((SQL("(SELECT value FROM json_each("), given(name), SQL("))")))


def _table(column: Field) -> str:
    return str(column.model._meta.table_name)
