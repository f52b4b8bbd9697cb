"""Lists of items, and how many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import Field

from ..models import Item
from ..rules.errors import Invalid
from ..rules.fields import Definition
from ..rules.query import parse_sorts
from ..rules.query.fields import OWN, Vocabulary
from ..tongue import say
from .base import Look, Query
from .compile import compiled
from .fields import FieldValue, field_value, persons
from .order import page
from .rows import ItemRow, item_rows
from .types import Cursor, Limit, Order, Q


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order, and the cursor of the page that follows; None at the end.

    `fields`: by the item's key what it holds in those of the organisation's own fields that were asked for, in order.
    """

    rows: tuple[ItemRow, ...]
    next: str | None
    fields: Mapping[str, tuple[FieldValue, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Count:
    """How many."""

    count: int


class ListItems(Query):
    """List the items that a query asks for. `sort` («-updated,key») wins over the query's own order."""

    name = "item.list"
    route = "/items"

    q: Q = ""
    sort: Order | None = None
    limit: Limit = 50
    cursor: Cursor | None = None
    fields: Order | None = Field(default=None, description="own fields to tell, by key, such as cost,tier")

    def answer(self, look: Look) -> Page:
        """Find the ids of the page by an index, then read its rows.

        Own fields cost two statements, three where they name people, however many they are.
        """
        asked = compiled(self.q, look, sort=self.sort, own=bool(self.fields))
        shown = _fields(self.fields, asked.known) if self.fields else ()
        sorts = parse_sorts(self.sort, asked.known) if self.sort else asked.sorts
        ids, more = page(asked.items, sorts=sorts, limit=self.limit, cursor=self.cursor, known=asked.known)
        return Page(rows=tuple(item_rows(look, ids).values()), next=more, fields=_values(look, ids, shown))


def _fields(stated: str, known: Vocabulary) -> tuple[Definition, ...]:
    keys = dict.fromkeys(key.strip().casefold().removeprefix(OWN) for key in stated.split(",") if key.strip())
    for key in keys:
        if OWN + key not in known.own:
            told = ", ".join(name.removeprefix(OWN) for name in known.own) or "none"
            raise Invalid(
                say("there is no field %(key)s of your own; known are: %(told)s", key=repr(key), told=told),
                field="fields",
            )
    return tuple(known.own[OWN + key] for key in keys)


def _values(look: Look, ids: Sequence[int], shown: Sequence[Definition]) -> dict[str, tuple[FieldValue, ...]]:
    """What these items hold: one statement, and one more for the people whom they name."""
    if not shown:
        return {}
    found = dict(Item.objects.filter(id__in=ids).values_list("key", "custom"))
    people = persons(look, found.values(), shown)
    return {key: tuple(field_value(one, custom.get(one.key), people) for one in shown) for key, custom in found.items()}


class CountItems(Query):
    """Count the items that a query asks for."""

    name = "item.count"
    route = "/items/count"

    q: Q = ""

    def answer(self, look: Look) -> Count:
        """Count what is visible."""
        return Count(count=compiled(self.q, look).items.count())
