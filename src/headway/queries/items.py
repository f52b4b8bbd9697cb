"""Lists of items, and how many there are."""

from dataclasses import dataclass

from ..rules.query import parse_sorts
from .base import Look, Query
from .compile import compiled
from .order import page
from .rows import ItemRow, item_rows
from .types import Cursor, Limit, Order, Q


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order, and the cursor of the page that follows; None at the end."""

    rows: tuple[ItemRow, ...]
    next: str | None


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

    def answer(self, look: Look) -> Page:
        """Find the ids of the page by an index, then read its rows."""
        asked = compiled(self.q, look, sort=self.sort)
        sorts = parse_sorts(self.sort, asked.known) if self.sort else asked.sorts
        ids, more = page(asked.items, sorts=sorts, limit=self.limit, cursor=self.cursor, known=asked.known)
        return Page(rows=tuple(item_rows(look, ids).values()), next=more)


class CountItems(Query):
    """Count the items that a query asks for."""

    name = "item.count"
    route = "/items/count"

    q: Q = ""

    def answer(self, look: Look) -> Count:
        """Count what is visible."""
        return Count(count=compiled(self.q, look).items.count())
