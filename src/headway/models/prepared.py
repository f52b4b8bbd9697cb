"""Statements that are written once and run often: Django takes ten times as long to write SQL as a database to answer.

For the few that every command sends. What they ask is said in Django's own terms; only the SQL that comes of it is
kept. Rows come and go as models, through the fields' own conversions.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from copy import copy
from threading import Lock
from typing import Any, Final, Generic, TypeVar, cast

from django.db import connection, connections
from django.db.models import Field, Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)

MOST: Final = 512
"""Statements that a process keeps; one is some 20 kB."""
_MARK: Final = 8_111_000_000_000_000_000
"""Stands for a whole number while SQL is written; no id comes that far."""

_Written = tuple[SQLCompiler, str, list[Any], list[tuple[int, int]], dict[int, Any]]
"""A compiler, the SQL that it wrote, its parameters, (place among them, value), and what converts columns."""

_written: OrderedDict[Hashable, _Written] = OrderedDict()
_lock: Final = Lock()


class Prepared(Generic[M]):
    """A query by its shape and its values: `build(*shape, *values)` returns it as a queryset.

    The values, whole numbers or texts and never None, are those that differ from call to call; whatever decides how
    the SQL reads, or changes seldom, is part of the shape, which must be hashable.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build

    def rows(self, *values: int | str, of: tuple[Hashable, ...] = ()) -> list[M]:
        """Return what the query finds for these values."""
        asked: Any = _Asked(self._statement(values, of))
        return list(cast("Iterable[M]", ModelIterable(asked)))

    def first(self, *values: int | str, of: tuple[Hashable, ...] = ()) -> M | None:
        """Return the first row that the query finds, or None. The query itself says which is the first."""
        found = self.rows(*values, of=of)
        return found[0] if found else None

    def tuples(self, *values: int | str, of: tuple[Hashable, ...] = ()) -> list[tuple[Any, ...]]:
        """Return what a query of bare columns finds (one that ends in `values_list`)."""
        return [tuple(row) for row in self._statement(values, of).results_iter(tuple_expected=True)]

    def _statement(self, values: tuple[int | str, ...], of: tuple[Hashable, ...]) -> SQLCompiler:
        key = (id(self), connection.vendor, of, *map(type, values))
        with _lock:
            found = _written.get(key)
            if found is not None:
                _written.move_to_end(key)
        if found is None:
            found = self._write(values, of)
            with _lock:
                _written[key] = found
                while len(_written) > MOST:
                    _written.popitem(last=False)
        compiler, sql, params, places, converters = found
        filled = [*params]
        for place, which in places:
            filled[place] = values[which]
        again: Any = copy(compiler)
        again.connection = connections[connection.alias]
        again.as_sql = lambda *_, **__: (sql, filled)
        again.get_converters = lambda _: converters
        return cast("SQLCompiler", again)

    def _write(self, values: tuple[int | str, ...], of: tuple[Hashable, ...]) -> _Written:
        marks = [_MARK + n if isinstance(value, int) else f"\ue000{n}\ue000" for n, value in enumerate(values)]
        compiler = self._build(*of, *marks).query.get_compiler(connection=connection)
        sql, found = compiler.as_sql()
        params = list(found)
        places = [(place, n) for place, param in enumerate(params) for n, mark in enumerate(marks) if param == mark]
        if {n for _, n in places} != set(range(len(marks))):
            raise TypeError("a value of this query does not stand in its SQL as it was given")
        converters = compiler.get_converters([column for column, *_ in compiler.select or ()])
        return compiler, sql, params, places, converters


class _Asked:
    """As much of a queryset as Django needs to make models of what a compiler finds."""

    db: Final = "default"
    _hints: Final[dict[str, Any]] = {}
    _known_related_objects: Final[dict[Any, Any]] = {}

    def __init__(self, compiler: SQLCompiler) -> None:
        self._compiler = compiler
        self.query = self
        self.model = compiler.query.model

    def get_compiler(self, using: str) -> SQLCompiler:
        """Return the compiler, as a query does."""
        return self._compiler


def insert(*rows: Model) -> None:
    """Insert new rows of one model in one statement and give them their ids. No signals are sent."""
    meta, quoted = rows[0]._meta, connection.ops.quote_name
    counted = meta.auto_field
    fields = [field for field in meta.concrete_fields if field is not counted]
    columns = ", ".join(quoted(_column(field)) for field in fields)
    line = f"({', '.join(['%s'] * len(fields))})"
    values = [_stored(field, field.pre_save(row, True)) for row in rows for field in fields]
    sql = f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES {', '.join([line] * len(rows))}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {quoted(_column(counted))}" if counted else sql, values)
        if counted:
            for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = pk
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update(row: Model, *names: str) -> None:
    """Write these fields of a row that exists. No signals are sent."""
    quoted, pk = connection.ops.quote_name, row._meta.pk
    fields = [cast("Field[Any, Any]", row._meta.get_field(name)) for name in names]
    columns = ", ".join(f"{quoted(_column(field))} = %s" for field in fields)
    values = [_stored(field, field.pre_save(row, False)) for field in fields]
    table = quoted(row._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {columns} WHERE {quoted(_column(pk))} = %s", [*values, row.pk])  # noqa: S608


def _column(field: "Field[Any, Any]") -> str:
    return cast("str", field.column)


def _stored(field: "Field[Any, Any]", value: Any) -> Any:
    return field.get_db_prep_save(value, connection)
