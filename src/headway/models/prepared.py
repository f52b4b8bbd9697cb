"""Statements that are written once and run often: Django takes ten times as long to write SQL as a database to answer.

For those that every request sends. What they ask is said in Django's own terms; only the SQL that comes of it is
kept. Rows come as models, dictionaries or tuples, through the fields' own conversions.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import count
from threading import Lock
from typing import Any, Final, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import (
    BooleanField,
    CharField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    QuerySet,
    TextField,
)
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)

MOST: Final = 1024
"""Statements that a process keeps; one is some 10 kB."""
_MARK: Final = 8_111_000_000_000_000_000
"""Stands for a whole number while SQL is written; no id comes that far."""
_DAY: Final = date(9876, 1, 1)
"""Stands for a day or a moment."""

Value = int | str | date | datetime
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """SQL, its parameters, (place among them, which value), what converts columns, and what the rows are made into.

    `sql` is empty where nothing can be found, whatever the values.
    """

    sql: str
    params: Sequence[Any]
    places: Sequence[tuple[int, int]]
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]
    names: Sequence[str]
    make: Callable[[_Row], Model] | None

    def rows(self, values: Sequence[Value]) -> list[_Row]:
        """Ask the database."""
        if not self.sql:
            return []
        found = self._sent(self.sql, values)
        return self._converted(found) if self.converters else found

    def count(self, values: Sequence[Value]) -> int:
        """Ask the database how many there are."""
        if not self.sql:
            return 0
        return int(self._sent(f"SELECT COUNT(*) FROM ({self.sql}) counted", values)[0][0])  # noqa: S608

    def _sent(self, sql: str, values: Sequence[Value]) -> list[_Row]:
        filled, told = [*self.params], [*map(_sent_as, values)]
        for place, which in self.places:
            filled[place] = told[which]
        with connections["default"].cursor() as cursor:
            cursor.execute(sql, filled)
            return cast("list[_Row]", cursor.fetchall())

    def _converted(self, found: Iterable[_Row]) -> list[_Row]:
        here, columns = connections["default"], [*zip(*found, strict=True)]
        for place, convert, column in self.converters if columns else ():
            for one in convert:
                columns[place] = tuple(one(value, column, here) for value in columns[place])
        return [*zip(*columns, strict=True)]


_written: OrderedDict[Hashable, _Written] = OrderedDict()
_numbers: Final = count()
_lock: Final = Lock()


class Prepared(Generic[M]):
    """A query by its shape and its values: `build(*shape, *values)` returns it as a queryset.

    The values, whole numbers, texts, days or moments and never None, are those that differ from call to call; whatever
    decides how the SQL reads, or changes seldom, is part of the shape, which must be hashable. Those named in `idle` by
    their place need not stand in the SQL.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]], *, idle: Collection[int] = ()) -> None:
        self._build, self._idle, self._number = build, frozenset(idle), next(_numbers)

    def rows(self, *values: Value, of: tuple[Hashable, ...] = ()) -> list[M]:
        """Return what the query finds for these values."""
        statement = self._statement(values, of)
        make = cast("Callable[[_Row], M]", statement.make)
        return [make(row) for row in statement.rows(values)]

    def first(self, *values: Value, of: tuple[Hashable, ...] = ()) -> M | None:
        """Return the first row that the query finds, or None. The query itself says which is the first."""
        found = self.rows(*values, of=of)
        return found[0] if found else None

    def tuples(self, *values: Value, of: tuple[Hashable, ...] = ()) -> list[_Row]:
        """Return what a query of bare columns finds (one that ends in `values_list` or `values`)."""
        return self._statement(values, of).rows(values)

    def dicts(self, *values: Value, of: tuple[Hashable, ...] = ()) -> list[dict[str, Any]]:
        """Return the same by the names of its columns."""
        statement = self._statement(values, of)
        return [dict(zip(statement.names, row, strict=True)) for row in statement.rows(values)]

    def count(self, *values: Value, of: tuple[Hashable, ...] = ()) -> int:
        """Return how many rows the query finds."""
        return self._statement(values, of).count(values)

    def _statement(self, values: Sequence[Value], of: tuple[Hashable, ...]) -> _Written:
        kept = (self._number, connections["default"].vendor, of, *map(type, values))
        with _lock:
            found = _written.get(kept)
            if found is not None:
                _written.move_to_end(kept)
        if found is None:
            found = self._write(values, of)
            with _lock:
                _written[kept] = found
                while len(_written) > MOST:
                    _written.popitem(last=False)
        return found

    def _write(self, values: Sequence[Value], of: tuple[Hashable, ...]) -> _Written:
        marks = [_mark(value, n) for n, value in enumerate(values)]
        compiler = self._build(*of, *marks).query.get_compiler(connection=connection)
        try:
            sql, found = compiler.as_sql()
        except EmptyResultSet:
            return _Written("", (), (), (), (), _maker(compiler))
        sent = [*map(_sent_as, marks)]
        places = [(place, n) for place, param in enumerate(found) for n, mark in enumerate(sent) if param == mark]
        if {n for _, n in places} | self._idle != {*range(len(marks))} | self._idle:
            raise TypeError("a value of this query does not stand in its SQL as it was given")
        converters = compiler.get_converters([column for column, *_ in (compiler.select or ())[: compiler.col_count]])
        each = [(place, how, column) for place, (how, column) in converters.items()]
        return _Written(sql, tuple(found), places, each, _names(compiler), _maker(compiler))


def _mark(value: Value, number: int) -> Value:
    """What stands for a value of this class while SQL is written."""
    if isinstance(value, datetime):
        return datetime.combine(_DAY, time(0, 1), UTC) + timedelta(days=number)
    if isinstance(value, date):
        return _DAY + timedelta(days=number)
    return _MARK + number if isinstance(value, int) else f"\ue000{number}\ue000"


def _sent_as(value: Value) -> Any:
    """A value as Django sends it to this database."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _names(compiler: SQLCompiler) -> Sequence[str]:
    """What a query of `values` calls its columns."""
    query = compiler.query
    return [*query.selected] if query.selected else []


def _maker(compiler: SQLCompiler) -> Callable[[_Row], Model] | None:
    """What makes models of a query's rows, as Django's own iterable does; None for a query of bare columns."""
    told: Any = compiler.klass_info
    if told is None or not compiler.query.default_cols:
        return None
    select, model = compiler.select or (), told["model"]
    start, end = told["select_fields"][0], told["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in select[start:end]]
    populators: Any = get_related_populators
    related, more = populators(told, select, "default"), compiler.annotation_col_map or {}

    def make(row: _Row) -> Model:
        made: Model = model.from_db("default", names, row[start:end])
        for one in related:
            one.populate(row, made)
        for name, place in more.items():
            setattr(made, name, row[place])
        return made

    return make


def insert(*rows: Model) -> None:
    """Insert new rows of one model in one statement and give them their ids. No signals are sent."""
    counted = rows[0]._meta.auto_field
    head, line, fields = _insertion(type(rows[0]))
    values = [value for row in rows for value in _values(row, fields, new=True)]
    sql = f"{head} VALUES {', '.join([line] * len(rows))}"
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {_quoted(counted)}" if counted else sql, values)
        if counted:
            for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = pk
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update(row: Model, *names: str) -> None:
    """Write these fields of a row that exists. No signals are sent."""
    sql, fields = _change(type(row), names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_values(row, fields, new=False), row.pk])


_Column = tuple["Field[Any, Any]", type | None]
"""A field, and the class of values that are stored in it as they are."""


@cache
def _insertion(model: type[Model]) -> tuple[str, str, Sequence[_Column]]:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if field is not meta.auto_field]
    names = ", ".join(_quoted(field) for field in fields)
    head = f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({names})"
    return head, f"({', '.join(['%s'] * len(fields))})", [_column(field) for field in fields]


@lru_cache(maxsize=256)
def _change(model: type[Model], names: tuple[str, ...]) -> tuple[str, Sequence[_Column]]:
    meta = model._meta
    fields = [cast("Field[Any, Any]", meta.get_field(name)) for name in names]
    columns = ", ".join(f"{_quoted(field)} = %s" for field in fields)
    table = connection.ops.quote_name(meta.db_table)
    sql = f"UPDATE {table} SET {columns} WHERE {_quoted(meta.pk)} = %s"  # noqa: S608
    return sql, [_column(field) for field in fields]


_TEXTS: Final = (CharField, TextField)
_NUMBERS: Final = (IntegerField, ForeignKey)


def _column(field: "Field[Any, Any]") -> _Column:
    plain = str if isinstance(field, _TEXTS) else int if isinstance(field, _NUMBERS) else None
    return field, bool if isinstance(field, BooleanField) else plain


def _values(row: Model, fields: Iterable[_Column], *, new: bool) -> Iterator[Any]:
    """What is stored in these fields. Most of it is stored as it is; Django looks at each value for a while."""
    for field, plain in fields:
        value = field.pre_save(row, new)
        as_it_is = value is None or value.__class__ is plain
        yield value if as_it_is else field.get_db_prep_save(value, connection)


def _quoted(field: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(cast("str", field.column))
