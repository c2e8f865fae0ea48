"""Queries that are built once and run often: for the few reads that every page of a results day makes.

Peewee takes longer to write the SQL of a query than a database takes to answer it. Here the SQL, the order of its
parameters and the plan for its rows are kept, for each kind of database; the rows are the same model instances.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from peewee import BooleanField, DateField, Field, ForeignKeyField, ModelObjectCursorWrapper, ModelSelect, Value

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
        rows = self.columns(**values)
        as_row = self._built[db.obj.param].as_row
        return [as_row(row) for row in rows]

    def columns(self, **values: object) -> list[tuple[Any, ...]]:
        """The same as the database gives them: to compare, without the cost of making rows."""
        database = db.obj
        built = self._built.get(database.param)
        if built is None:
            return self._first_run(values)
        rows: list[tuple[Any, ...]] = database.execute_sql(built.sql, _filled(built.parameters, values)).fetchall()
        return rows

    def as_row(self, columns: tuple[Any, ...]) -> Row:
        """The row of columns that `columns` gave."""
        row: Row = self._built[db.obj.param].as_row(columns)
        return row

    def _first_run(self, values: dict[str, object]) -> list[tuple[Any, ...]]:
        """Also keeps what the cursor tells about the columns."""
        query: Any = self._build()
        sql, parameters = query.sql()
        cursor = db.execute_sql(sql, _filled(parameters, values))
        self._built[db.param] = _Built(sql, parameters, self._row_maker(query, cursor))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _row_maker(self, query: Any, cursor: Any) -> Callable[[tuple[Any, ...]], Any]:
        rows = query._get_cursor_wrapper(cursor)
        rows.initialize()
        return _model_maker(rows)


class BuiltTuples(BuiltOnce[Any]):
    """The same for a query that names its columns: each row is a tuple of their values, in that order."""

    def _row_maker(self, query: Any, cursor: Any) -> Callable[[tuple[Any, ...]], Any]:
        return _tuple_maker(query._returning)


class BuiltStatement:
    """The same for a statement that changes something, or rows that are wanted bare; a call returns the cursor."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._built: dict[str, tuple[str, list[Any]]] = {}

    def __call__(self, **values: object) -> Any:
        database = db.obj
        if database.param not in self._built:
            self._built[database.param] = self._build().sql()
        sql, parameters = self._built[database.param]
        return database.execute_sql(sql, _filled(parameters, values))


def _filled(parameters: list[Any], values: dict[str, object]) -> list[object]:
    return [values[each.name] if isinstance(each, _Slot) else each for each in parameters]


def _tuple_maker(columns: list[Field]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    converters = [(place, _converter(column)) for place, column in enumerate(columns)]
    conversions = [(place, convert) for place, convert in converters if convert is not None]

    def make(row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, convert in conversions:
            if values[place] is not None:
                values[place] = convert(values[place])
        return tuple(values)

    return make


def _model_maker(plan: Any) -> Callable[[tuple[Any, ...]], Any]:
    """What Peewee's own plan for the rows does, without deciding anew for every value how it is converted.

    A model of an outer join without a row is None.
    """
    if isinstance(plan, ModelObjectCursorWrapper):
        return _Part.alone(plan.model, plan.fields).instance
    selected = {key for _, key, *_ in plan._row_spec}
    parts = [_Part.of(key, model, plan) for key, model, _ in plan._constructor_list if key in selected]
    joins = [
        (source, attribute, target, isinstance(source._meta.fields.get(attribute), ForeignKeyField))
        for source, attribute, target, *_ in plan.src_to_dest
        if target in selected
    ]

    def make(row: tuple[Any, ...]) -> Any:
        made = {part.key: part.instance(row) for part in parts}
        for source, attribute, target, is_key in joins:
            owner = made[source]
            if is_key and owner is not None:
                owner.__rel__[attribute] = made[target]
            elif owner is not None:
                setattr(owner, attribute, made[target])
        return made[plan.model]

    return make


@dataclass(frozen=True)
class _Part:
    """One model's columns in a row."""

    key: Any
    model: type[Any]
    start: int
    stop: int
    names: tuple[str, ...]
    conversions: tuple[tuple[str, Callable[[Any], Any]], ...]

    @classmethod
    def of(cls, key: Any, model: type[Any], plan: Any) -> "_Part":
        known = model._meta.combined
        columns = [(index, known[name]) for index, owner, name, _ in plan._row_spec if owner is key and name in known]
        start, stop = columns[0][0], columns[-1][0] + 1
        fields = [field for _, field in columns]
        return cls(key, model, start, stop, tuple(field.name for field in fields), _conversions(fields))

    @classmethod
    def alone(cls, model: type[Any], fields: list[Field]) -> "_Part":
        """Of a query of one table: the whole row."""
        return cls(model, model, 0, len(fields), tuple(field.name for field in fields), _conversions(fields))

    def instance(self, row: tuple[Any, ...]) -> Any:
        values = row[self.start : self.stop]
        if values.count(None) == len(values):
            return None
        data = dict(zip(self.names, values, strict=True))
        for name, convert in self.conversions:
            if data[name] is not None:
                data[name] = convert(data[name])
        made: Any = object.__new__(self.model)
        made.__data__, made.__rel__, made._dirty = data, {}, set()
        return made


def _conversions(fields: list[Field]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    converters = [(field.name, _converter(field)) for field in fields]
    return tuple((name, convert) for name, convert in converters if convert is not None)


def _converter(field: Field) -> Callable[[Any], Any] | None:
    """None where both databases give the value as it is used."""
    if isinstance(field, DateField):
        return _date
    if isinstance(field, BooleanField):
        return bool
    is_plain = isinstance(field, ForeignKeyField) or type(field).python_value is Field.python_value
    return None if is_plain else field.python_value


def _date(value: Any) -> date:
    """SQLite keeps days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
