"""What waits for what, and what has to move when something moves: read once, as far as the actor sees it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from ..models import Item, Relation
from ..models.ids import those
from ..rules.calendars import Calendar
from ..rules.errors import Refused
from ..rules.timeline import Bond, Span, contradicts, pushed, span
from ..rules.words import OPEN, Dependency, RelationType
from ..tongue import say
from . import visible
from .actor import Actor
from .calendars import Calendars

MOST: Final = 500
"""How many items may be moved along with one."""
LAST: Final = date(2999, 12, 31)
WAITING: Final = (RelationType.DEPENDS_ON, RelationType.BLOCKS)
_AFTER: Final = """WITH RECURSIVE w(id) AS (SELECT id FROM headway_item WHERE id = %(start)s UNION
    SELECT CASE WHEN r.type = %(depends)s THEN r.source_id ELSE r.target_id END
    FROM w CROSS JOIN headway_relation r
    WHERE (r.target_id = w.id AND r.type = %(depends)s) OR (r.source_id = w.id AND r.type = %(blocks)s)
    ) SELECT id FROM w"""


@dataclass(frozen=True, slots=True)
class Tie:
    """That `later` waits for `earlier`, by the ids of the items; `type` is the relation's."""

    earlier: int
    later: int
    type: str
    bond: Bond


@dataclass(frozen=True, slots=True)
class Push:
    """An item that has to move, and where to; a date that it does not have stays away."""

    id: int
    key: str
    title: str
    start: date | None
    due: date | None
    was_start: date | None
    was_due: date | None


def ties(ids: Collection[int]) -> list[Tie]:
    """Return which of these items wait for which others of them, in a fixed order. One statement."""
    rows = Relation.objects.filter(type__in=WAITING, source__in=those(ids)).order_by("id")
    found = rows.values_list("type", "source_id", "target_id", "dependency", "lag")
    among = set(ids)  # To look here costs less than to hand thousands of numbers to the database twice.
    return [_tie(*row) for row in found if row[2] in among]


def _tie(type_: str, source: int, target: int, dependency: str, lag: int) -> Tie:
    """«a depends on b» and «b blocks a» both say that a waits for b; only the first has an end and a lag of its own."""
    if type_ == RelationType.BLOCKS:
        return Tie(source, target, type_, Bond())
    return Tie(target, source, type_, Bond(Dependency(dependency), lag))


def pushes(actor: Actor, item: Item, *, start: date | None, due: date | None) -> list[Push]:
    """Return what has to move so that nothing open contradicts an item on these days, each as little as possible.

    Four statements and those of the calendars, however long the chain. Raises Refused when it is too much, or when
    what waits for what goes round in a circle.
    """
    with connection.cursor() as cursor:
        words = {"depends": RelationType.DEPENDS_ON.value, "blocks": RelationType.BLOCKS.value}
        cursor.execute(_AFTER, {"start": item.pk, **words})
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = visible.items(actor).filter(id__in=ids, category__in=OPEN)
    columns = ("id", "key", "title", "start", "due", "task__milestone", "team_id")
    found = {row[0]: _Work(*row) for row in rows.values_list(*columns)}
    if item.pk not in found or len(found) == 1:
        return []
    chain = _Chain(found, ties(list(found)), Calendars(item.workspace_id))
    return list(chain.moved(item.pk, start, due))


@dataclass(frozen=True, slots=True)
class _Work:
    """An open item with its days as they are."""

    id: int
    key: str
    title: str
    start: date | None
    due: date | None
    milestone: bool | None
    team: int | None

    def span(self) -> Span | None:
        """The days that it lies on."""
        return span(self.start, self.due, milestone=bool(self.milestone))

    def push(self, to: Span) -> Push:
        """Where it goes; a date that it has not got it does not get."""
        start, due = to.start if self.start else None, to.due if self.due else None
        return Push(self.id, self.key, self.title, start, due, self.start, self.due)


class _Chain:
    """What waits for an item, directly and further on."""

    def __init__(self, works: Mapping[int, _Work], ties: Iterable[Tie], calendars: Calendars) -> None:
        self._works, self._calendars = works, calendars
        self._after: dict[int, list[Tie]] = defaultdict(list)
        for tie in ties:
            self._after[tie.earlier].append(tie)

    def moved(self, first: int, start: date | None, due: date | None) -> Iterator[Push]:
        """Yield what moves, nearest first."""
        spans = {pk: at for pk, work in self._works.items() if (at := work.span())}
        begun = span(start, due, milestone=bool(self._works[first].milestone))
        if begun is None:
            return
        spans[first] = begun
        order = self._relax(first, spans)
        for pk in order:
            yield self._works[pk].push(spans[pk])

    def _relax(self, first: int, spans: dict[int, Span]) -> dict[int, None]:
        """Move on what contradicts until nothing does; return what moved."""
        waiting, order, steps = [first], dict[int, None](), 0
        while waiting:
            at = waiting.pop(0)
            for tie in self._after[at]:
                to = self._asked(tie, spans)
                if to is None:
                    continue
                steps += 1
                if tie.later == first or steps > MOST * 20:
                    raise Refused(say("what waits for what goes round in a circle here; remove one of its links first"))
                order.setdefault(tie.later)
                if len(order) > MOST:
                    raise Refused(say("more than %(most)s items would have to move; move fewer at a time", most=MOST))
                spans[tie.later] = to
                waiting.append(tie.later)
        return order

    def _asked(self, tie: Tie, spans: Mapping[int, Span]) -> Span | None:
        """Where the later one has to go, None where it may stay."""
        earlier, later = spans.get(tie.earlier), spans.get(tie.later)
        if earlier is None or later is None:
            return None
        calendar = self._calendar(tie.later)
        first = contradicts(earlier, later, tie.bond, calendar=calendar)
        if first is None:
            return None
        to = pushed(later, tie.bond, first, calendar=calendar)
        if to.due > LAST:
            raise Refused(say("%(key)s would have to move beyond %(last)s", key=self._works[tie.later].key, last=LAST))
        return to

    def _calendar(self, pk: int) -> Calendar:
        return self._calendars.of(team=self._works[pk].team)
