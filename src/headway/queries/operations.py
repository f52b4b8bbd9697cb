"""Operations: their schedules, what comes next, how punctually it was done, and what is ahead in hours."""

from collections import Counter
from typing import Any, Final

from django.db.models import Q, QuerySet

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Item
from ..rules.errors import NotFound
from ..rules.schedules import on_time_rate
from ..rules.words import CLOSED, OPEN, Kind
from ..tongue import say
from .base import Look, Query
from .operation_book import Book
from .operation_rows import OperationPage, OperationRow
from .rows import item_rows
from .service_levels import level_row, levels
from .types import ItemKey, TeamKey

RECENT: Final = 30
MOST: Final = 200


class ListOperations(Query):
    """List the operations that are not over: when each comes next, how punctual it is, and its load in the weeks ahead.

    At most 200, those of one team where its key is given.
    """

    name = "operation.list"
    route = "/operations"

    team: TeamKey | None = None

    def answer(self, look: Look) -> tuple[OperationRow, ...]:
        """The same statements for any number of operations."""
        ids = [pk for (pk,) in _open.tuples(look.actor, *((self.team,) if self.team else ()))]
        book = Book(look, ids)
        told = item_rows(look, ids)
        return tuple(book.line(pk, told[pk]) for pk in ids)


def _open_rows(actor: Actor, *team: str) -> QuerySet[Item, Any]:
    rows = visible.items(actor).filter(kind=Kind.OPERATION, category__in=list(OPEN))
    rows = rows.filter(team__key__in=team) if team else rows
    return rows.order_by("priority", "title", "id").values_list("id")[:MOST]


_open: Final = Seen(_open_rows)


class ShowOperation(Query):
    """Show an operation's schedules, what comes next, how punctually it was done and what is ahead of it."""

    name = "operation.show"
    route = "/operations/{key}"

    key: ItemKey

    def answer(self, look: Look) -> OperationPage:
        """The same statements, however often it has recurred."""
        found = visible.items(look.actor).filter(key=self.key.upper(), kind=Kind.OPERATION)
        row = found.values_list("id", "key", "title", "operation__procedure").first()
        if row is None:
            raise NotFound(say("there is no operation %(key)s here", key=repr(self.key)), field="key")
        return operation_page(look, *row)


def operation_page(look: Look, pk: int, key: str, title: str, procedure: str) -> OperationPage:
    """The page of an operation that the reader has been found to see."""
    book = Book(look, [pk])
    past = [one for one in book.tasks[pk] if one.at <= look.now or one.category in CLOSED]
    told = [book.outcome(one) for one in past]
    rows = levels(look.actor).filter(Q(operation=pk)).select_related("team", "operation", "calendar")
    return OperationPage(
        key=key,
        procedure=procedure,
        schedules=tuple(book.schedule(one) for one in book.schedules[pk]),
        coming=tuple(book.coming(pk, title)),
        recent=tuple(book.past(one, how) for one, how in list(zip(past, told, strict=True))[::-1][:RECENT]),
        outcomes=dict(sorted(Counter(told).items())),
        on_time=on_time_rate(told),
        load=book.load(pk),
        levels=tuple(level_row(one, {}) for one in rows.order_by("name")),
        requests=book.requests[pk][0],
        broken=book.requests[pk][1],
    )
