"""The sums of the portfolio: over open work, over what was done in four weeks and in each of eight, by kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When

from ..access import visible
from ..access.actor import Actor
from ..models import Issue, Item, Operation, State, Task
from ..models.prepared import Prepared
from ..rules.words import CLOSED, OPEN, Category, Kind
from .base import Look
from .bearing import Facts, kept_since, since
from .clock import end_of, start_of

WEEKS: Final = 8


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures of one kind and category, or week in its place."""

    kind: str
    category: str
    count: int
    overdue: int
    unassigned: int
    effort: int | None
    reactive: int | None
    recurring: int | None


@dataclass(slots=True)
class Summed:
    """Sums over open items, over what was done in four weeks and in each of the weeks, and counts of what has ended."""

    active: Sequence[Any]
    recent: Sequence[Any]
    weeks: Sequence[Any]
    ended: Sequence[Any]

    def __post_init__(self) -> None:
        self.active, self.recent, self.weeks = (
            [Sums(*row) for row in rows] for rows in (self.active, self.recent, self.weeks)
        )


def _sums(items: QuerySet[Item], by: str = "category", *, day: date) -> QuerySet[Item, Any]:
    """Sums in one pass over an index that is sorted by kind and category; or by kind and another column."""
    # Without a condition of their own these are looked up in the tables' indexes, not gathered first.
    under_issue = Q(kind=Kind.TASK, parent_id__in=Issue.objects.values("item_id"))
    under_operation = Q(parent_id__in=Operation.objects.values("item_id"))
    occurrence = Q(id__in=Task.objects.filter(operation__isnull=False).values("item_id"))
    return items.values_list("kind", by).annotate(
        count=Count("*"),
        overdue=Count("id", filter=Q(due__lt=day)),
        unassigned=Count("id", filter=Q(owner=None)),
        all=Sum("effort"),
        reactive=Sum("effort", filter=under_issue & ~occurrence),
        recurring=Sum("effort", filter=Q(kind=Kind.TASK) & (under_operation | occurrence)),
    )


_Edges = tuple[datetime, ...]


def _edges(day: date, zone: ZoneInfo) -> _Edges:
    """When each of the weeks begins, when the last one ends, when the four weeks began, and when this day ends."""
    monday = day - timedelta(days=day.weekday())
    weeks = (start_of(start, zone) for start in (*starts(monday), monday + timedelta(weeks=1)))
    return (*weeks, start_of(day - timedelta(days=27), zone), end_of(day, zone))


def _asked(
    items: QuerySet[Item], states: tuple[int, ...], day: date, edges: _Edges
) -> tuple[QuerySet[Item, Any], QuerySet[Item, Any], QuerySet[Item, Any], QuerySet[Item, Any]]:
    """The sums as queries, in the order of Summed."""
    *weeks, since_, until = edges
    items = items.filter(kind__in=list(Kind)).order_by()
    # Kinds and states are named so that an index leads straight to a stretch of time.
    done = items.filter(category=Category.DONE, state_id__in=states)
    recent = done.filter(closed_at__gte=since_, closed_at__lt=until)
    within = done.filter(closed_at__gte=weeks[0], closed_at__lt=weeks[-1]).annotate(week=_week_of(weeks))
    return (
        _sums(items.filter(category__in=OPEN), day=day),
        _sums(recent, day=day),
        _sums(within, "week", day=day),
        items.filter(category__in=CLOSED).values_list("kind", "category").annotate(count=Count("*")),
    )


def _prepared(at: int) -> Prepared[Item]:
    return Prepared(lambda actor, states, day, edges: cast("Any", _asked(visible.items(actor), states, day, edges)[at]))


_PREPARED: Final = tuple(map(_prepared, range(4)))
"""The same over all that somebody sees, written once a day."""


def _done_states(actor: Actor) -> tuple[int, ...]:
    states = State.objects.filter(workspace_id=actor.workspace_id, category=Category.DONE)
    return tuple(states.order_by("id").values_list("id", flat=True))


def starts(monday: date) -> list[date]:
    """Return the Mondays of the weeks that are told, the present one last."""
    return [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]


def _week_of(edges: Sequence[datetime]) -> Case:
    """Which of the weeks between these edges something was closed in, from 0."""
    within = [When(closed_at__lt=edge, then=Value(at)) for at, edge in enumerate(edges[1:])]
    return Case(*within, output_field=IntegerField())


def summed_up(look: Look, items: QuerySet[Item], zone: ZoneInfo, day: date, *, some: bool) -> Summed:
    """Return the sums over `items`, all that the reader sees unless it is `some`.

    Those over all are read again once one of them may come out otherwise.
    """
    edges = _edges(day, zone)
    if some:
        return Summed(*(list(rows) for rows in _asked(items, _done_states(look.actor), day, edges)))
    of = (look.actor, _done_states(look.actor), day, edges)
    read = lambda: Summed(*(rows.tuples(of=of) for rows in _PREPARED))  # noqa: E731 - as short as it is plain.
    return kept_since(look, since(look, Facts.PLANS), "portfolio sums", day, read)
