"""Fields of the organisation's own in SQL: read out of the one JSON column and compared as what they are."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import BooleanField, Case, F, FloatField, Func, OuterRef, Q, Subquery, TextField, When
from django.db.models import Value as Constant
from django.db.models.fields import BigIntegerField
from django.db.models.functions import Cast, Lower
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IContains,
    In,
    LessThan,
    LessThanOrEqual,
)

from ..models import CustomField, Member
from ..models.prepared import Prepared
from ..rules.errors import Invalid
from ..rules.fields import Definition, FieldType, amount, is_key
from ..rules.query import Range, Value
from ..rules.query import values as read
from ..rules.query.fields import HOUSE, OWN, Vocabulary
from ..rules.query.refuse import fail
from .base import Look

_LOOKUPS: Mapping[str, Any] = {"<": LessThan, "<=": LessThanOrEqual, ">": GreaterThan, ">=": GreaterThanOrEqual}


def vocabulary(look: Look, *texts: str | None) -> Vocabulary:
    """Return what queries may speak of: one statement when one of them names a field of the organisation's own."""
    if not any(text and OWN in text.casefold() for text in texts):
        return HOUSE
    return Vocabulary({one.key: one for one in definitions(look)})


_fields: Final = Prepared(
    lambda workspace: CustomField.objects.filter(workspace_id=workspace).order_by("position", "id")
)


def definitions(look: Look, *, archived: bool = False) -> tuple[Definition, ...]:
    """Return the organisation's own fields in their order. One statement."""
    return tuple(row.definition for row in _fields.rows(look.actor.workspace_id) if archived or not row.archived)


class _Part(Func):
    """A part of the JSON column; the path is literal, of checked keys, so that an index on it is found again."""

    def __init__(self, *path: str, source: Any = None, **extra: Any) -> None:
        assert all(is_key(part) for part in path), path
        self.path = path
        super().__init__(source or F("custom"), **extra)

    @property
    def dollar(self) -> str:
        return "$" + "".join(f'."{part}"' for part in self.path)

    @property
    def braces(self) -> str:
        return "{" + ",".join(self.path) + "}"


class OwnText(_Part):
    """A value as text, NULL where there is none."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Read it with JSON_EXTRACT."""
        return self.as_sql(compiler, connection, template=f"JSON_EXTRACT(%(expressions)s, '{self.dollar}')")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Compared byte by byte, so that dates in ISO form and currencies have the order of their signs."""
        return self.as_sql(compiler, connection, template=f"(%(expressions)s #>> '{self.braces}') COLLATE \"C\"")


class OwnNumber(_Part):
    """A value as a number, NULL where there is none or, in somebody else's workspace, something else."""

    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """JSON's numbers are SQLite's."""
        return self.as_sql(compiler, connection, template=f"JSON_EXTRACT(%(expressions)s, '{self.dollar}')")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Guarded: a cast may be tried on rows that other conditions would leave out."""
        path = f"'{self.braces}'"
        number = f"(%(expressions)s #>> {path})::double precision"
        guard = f"jsonb_typeof(%(expressions)s #> {path}) = 'number'"
        return self.as_sql(compiler, connection, template=f"(CASE WHEN {guard} THEN {number} END)")


class OwnHolds(_Part):
    """Whether a list of ids holds one of these."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *path: str, ids: Sequence[int] = (), **extra: Any) -> None:
        self.ids = [int(pk) for pk in ids]
        super().__init__(*path, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Look through the list."""
        listed = ", ".join(map(str, self.ids)) or "NULL"
        # Numbers and a checked key: nothing here was typed by anybody.
        each = f"SELECT 1 FROM JSON_EACH(%(expressions)s, '{self.dollar}') AS one WHERE one.value IN ({listed})"  # noqa: S608
        return self.as_sql(compiler, connection, template=f"EXISTS ({each})")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Ask for each by containment, which an index can answer."""
        each = [f"%(expressions)s #> '{self.braces}' @> '[{pk}]'" for pk in self.ids] or ["FALSE"]
        return self.as_sql(compiler, connection, template=f"({' OR '.join(each)})")


def filled(name: str) -> Q:
    """Whether an item has a value in the field «field.<key>»."""
    return Q(custom__has_key=name.removeprefix(OWN))


def condition(
    one: Definition, op: str, values: Sequence[Value | Range], *, ids: Sequence[int], today: Callable[[], date]
) -> Q:
    """What it takes for a field to hold one of the values; `ids` are the members that they name.

    `today` is asked for where a date is named. Where the field is empty this is false, never unknown, so that the
    opposite is true.
    """
    found = Q()
    if one.type is FieldType.PERSON:
        found = Q(In(OwnNumber(one.key), list(ids))) if ids else Q(id__in=[])
    elif one.type in (FieldType.CHOICE, FieldType.CHOICES):
        found = _chosen(one, [value.text for value in values if isinstance(value, Value)])
    else:
        for value in values:
            found |= _compared(one, op, value, today)
    return filled(one.key) & found


def _chosen(one: Definition, names: Sequence[str]) -> Q:
    ids = [option.id for option in one.options if option.name.casefold() in names]
    if one.type is FieldType.CHOICES:
        return Q(OwnHolds(one.key, ids=ids))
    return Q(In(OwnNumber(one.key), ids))


def _compared(one: Definition, op: str, value: Value | Range, today: Callable[[], date]) -> Q:
    if isinstance(value, Range):
        low = _compared(one, ">=", value.low, today) if value.low else Q()
        return low & (_compared(one, "<=", value.high, today) if value.high else Q())
    match one.type:
        case FieldType.NUMBER:
            figure = read.number(value.text)
            return _between(OwnNumber(one.key), op, figure, figure)
        case FieldType.MONEY:
            return _amount(one, op, value)
        case FieldType.DATE:
            first, last = read.days(value.text, today=today())
            return _between(OwnText(one.key), op, first.isoformat(), last.isoformat())
    return Q(IContains(OwnText(one.key), value.text))


def _amount(one: Definition, op: str, value: Value) -> Q:
    """Amounts compare within a currency; what is in another does not match."""
    try:
        units, currency = amount(value.text, currency=one.currency)
    except Invalid as error:
        fail(f"{OWN}{one.key}: {error.message}", value.position, value.length, ['"99.50 EUR"'])
    return Q(Exact(OwnText(one.key, "currency"), currency)) & _between(OwnNumber(one.key, "amount"), op, units, units)


def _between(part: Any, op: str, low: Any, high: Any) -> Q:
    """A comparison with a stretch from low to high, both included."""
    if op in _LOOKUPS:
        return Q(_LOOKUPS[op](part, low if op in ("<", ">=") else high))
    return Q(GreaterThanOrEqual(part, low)) & Q(LessThanOrEqual(part, high))


def orders(one: Definition) -> list[tuple[str, Any]]:
    """Return (name, expression) of what a field is sorted by: money by currency first, a choice as it is listed."""
    own = f"own_{one.key}"
    match one.type:
        case FieldType.NUMBER:
            return [(own, OwnNumber(one.key))]
        case FieldType.MONEY:
            return [(f"{own}_in", OwnText(one.key, "currency")), (own, OwnNumber(one.key, "amount"))]
        case FieldType.DATE:
            return [(own, OwnText(one.key))]
        case FieldType.CHOICE:
            places = [When(Exact(OwnNumber(one.key), pk.id), then=Constant(at)) for at, pk in enumerate(one.options)]
            return [(own, Case(*places, output_field=BigIntegerField()))]
        case FieldType.PERSON:
            who = Cast(OwnNumber(one.key, source=OuterRef("custom")), BigIntegerField())
            return [(own, Subquery(Member.objects.filter(pk=who).values(by_name=Lower("name"))))]
    return [(own, Lower(OwnText(one.key)))]
