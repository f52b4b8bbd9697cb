"""Orders, and pages through them by keyset: a page begins after the last row of the one before, not at a count."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.core.signing import BadSignature, Signer
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from ..models import Item
from ..models.base import KeyPrefix
from ..rules.errors import Invalid
from ..rules.query import Sort
from ..rules.query.fields import HOUSE, OWN, Vocabulary
from ..tongue import say
from . import own_fields

DEFAULT: Final = (Sort("updated", descending=True),)
_NULLABLE: Final = frozenset({"due", "start", "started_at", "closed_at", "effort"})
_COLUMNS: Final = {
    **{name: (name,) for name in ("due", "start", "priority", "rank", "effort", "title")},
    **{name: (f"{name}_at",) for name in ("updated", "created", "started", "closed")},
    "key": ("prefix", "number"),
}
_EXPRESSIONS: Final[dict[str, Any]] = {
    "prefix": KeyPrefix("key"),
    "title": Lower("title"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order."""

    column: str
    descending: bool
    computed: Any = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The name under which the order knows the column."""
        return f"by_{self.column}" if self.computed is not None else self.column

    @property
    def nullable(self) -> bool:
        """Whether the column can be empty; empty ones come last, whichever way the order goes."""
        return self.column in _NULLABLE or self.column.startswith("own_")


def keys_of(sorts: Sequence[Sort], known: Vocabulary = HOUSE) -> tuple[Key, ...]:
    """Return the columns of an order that leaves no two items alike.

    «-impact» is urgent before lowest, and within a priority what is due first.
    """
    keys: list[Key] = []
    for sort in sorts or DEFAULT:
        if sort.field == "impact":
            keys += [Key("priority", not sort.descending), Key("due", not sort.descending)]
        elif sort.field.startswith(OWN):
            parts = own_fields.orders(known.own[sort.field])
            keys += [Key(column, sort.descending, computed) for column, computed in parts]
        else:
            keys += [Key(name, sort.descending, _EXPRESSIONS.get(name)) for name in _COLUMNS[sort.field]]
    seen = {key.column: key for key in reversed(keys)}
    ordered = [key for key in dict.fromkeys(keys) if seen[key.column] is key]
    return (*ordered, Key("id", ordered[0].descending))


def page(
    rows: QuerySet[Item], *, sorts: Sequence[Sort], limit: int, cursor: str | None, known: Vocabulary = HOUSE
) -> tuple[list[int], str | None]:
    """Return the ids of one page in order, and the cursor of the next; None at the end. At most two statements.

    Where the first column can be empty, the filled rows and the empty ones are read apart, so that an index serves.
    Raises Invalid naming `cursor` for one that this house has not given out for this order.
    """
    keys = keys_of(sorts, known)
    after = _read(cursor, keys) if cursor else None
    rows = rows.annotate(**{key.name: key.computed for key in keys if key.computed is not None})
    found: list[tuple[Any, ...]] = []
    for empty in _segments(keys, after):
        part = rows if empty is None else rows.filter(**{f"{keys[0].name}__isnull": empty})
        part = part.filter(_beyond(keys, after)) if after and (empty is not False or after[0] is not None) else part
        left = limit + 1 - len(found)
        if left:
            found += part.order_by(*map(_ordering, keys)).values_list(*(key.name for key in keys))[:left]
        after = None
    more = _write(found[limit - 1], keys) if len(found) > limit else None
    return [row[-1] for row in found[:limit]], more


def _segments(keys: Sequence[Key], after: Sequence[Any] | None) -> tuple[bool | None, ...]:
    if not keys[0].nullable:
        return (None,)
    return (True,) if after is not None and after[0] is None else (False, True)


def _ordering(key: Key) -> Any:
    column = F(key.name)
    if not key.nullable:
        return column.desc() if key.descending else column.asc()
    return column.desc(nulls_last=True) if key.descending else column.asc(nulls_last=True)


def _beyond(keys: Sequence[Key], after: Sequence[Any]) -> Q:
    """What comes after a row: more in the first column, or the same there and more in the rest."""
    condition = Q()
    for key, value in zip(reversed(keys), reversed(list(after)), strict=True):
        same = Q(**{f"{key.name}__isnull": True}) if value is None else Q(**{key.name: value})
        more = _more(key, value)
        rest = same & condition if condition else None
        condition = more | rest if more and rest else (more or rest or Q())
    first, value = keys[0], after[0]
    if value is None:
        return condition
    # Said twice, so that the database can start reading its index at the right place.
    return Q(**{f"{first.name}__{'lte' if first.descending else 'gte'}": value}) & condition


def _more(key: Key, value: Any) -> Q:
    if value is None:
        return Q()
    more = Q(**{f"{key.name}__{'lt' if key.descending else 'gt'}": value})
    return more | Q(**{f"{key.name}__isnull": True}) if key.nullable else more


def _shape(keys: Sequence[Key]) -> str:
    return ",".join(("-" if key.descending else "") + key.column for key in keys)


def _write(row: Sequence[Any], keys: Sequence[Key]) -> str:
    return Signer(salt="headway.cursor").sign_object([_shape(keys), [_plain(value) for value in row]])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"m": value.isoformat()}
    return {"d": value.isoformat()} if isinstance(value, date) else value


def _read(cursor: str, keys: Sequence[Key]) -> list[Any]:
    try:
        shape, values = Signer(salt="headway.cursor").unsign_object(cursor)
    except (BadSignature, ValueError, TypeError) as error:
        raise Invalid(say("this cursor was not given out here; leave it out to begin again"), field="cursor") from error
    if shape != _shape(keys):
        raise Invalid(say("this cursor belongs to another order; leave it out to begin again"), field="cursor")
    return [_value(value) for value in values]


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return datetime.fromisoformat(value["m"]) if "m" in value else date.fromisoformat(value["d"])
