"""Queries that are built once and run often: for the few reads that every page of a results day makes.

Peewee takes longer to write the SQL of a query than a database takes to answer it. Here the SQL, the order of its
parameters and the plan for its rows are kept, for each kind of database; the rows are the same model instances.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from peewee import ModelSelect, Value

from portal.models.base import Table, db

Row = TypeVar("Row", bound=Table)


@dataclass(frozen=True)
class _Slot:
    """Stands in a query where a value comes at each run."""

    name: str


@dataclass(frozen=True)
class _Built:
    sql: str
    parameters: list[Any]
    as_row: Callable[[tuple[Any, ...]], Any]


def given(name: str) -> Value:
    """The place of a value in a query: `Entry.public_id == given("public_id")`."""
    return Value(_Slot(name), converter=False)


class BuiltOnce(Generic[Row]):
    """Call it with the values that its query names, each as the column holds it (an instant in microseconds)."""

    def __init__(self, build: Callable[[], "ModelSelect[Row]"]) -> None:
        self._build = build
        self._built: dict[str, _Built] = {}

    def __call__(self, **values: object) -> list[Row]:
        """The rows, run anew each time."""
        built = self._built.get(db.param)
        if built is None:
            return self._first_run(values)
        rows = db.execute_sql(built.sql, _filled(built.parameters, values)).fetchall()
        return [built.as_row(row) for row in rows]

    def _first_run(self, values: dict[str, object]) -> list[Row]:
        """Also keeps what the cursor tells about the columns."""
        query: Any = self._build()
        sql, parameters = query.sql()
        cursor = db.execute_sql(sql, _filled(parameters, values))
        rows = query._get_cursor_wrapper(cursor)
        rows.initialize()
        rows.cursor = None  # the plan outlives it
        self._built[db.param] = _Built(sql, parameters, rows.process_row)
        return [rows.process_row(row) for row in cursor.fetchall()]


def _filled(parameters: list[Any], values: dict[str, object]) -> list[object]:
    return [values[each.name] if isinstance(each, _Slot) else each for each in parameters]
