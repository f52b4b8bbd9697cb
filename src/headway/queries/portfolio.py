"""The portfolio: what is in flight over all kinds of work, where the effort goes, and how fast it is closed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Issue, Item, Operation, Relation, State, Task
from ..models.ids import those
from ..models.prepared import Prepared
from ..rules.words import CLOSED, OPEN, Category, Dependency, Kind, RelationType
from .base import Look, Query
from .bearing import Facts, kept_since, since
from .clock import end_of, start_of, today, zone_of
from .compile import compiled
from .goal_trend import trends
from .goals import goal_shares
from .kept import kept, while_quiet
from .rows import ItemRow, item_rows
from .types import Q as Asked

WEEKS: Final = 8
TOP: Final = 12


@dataclass(frozen=True, slots=True)
class KindCounts:
    """How much there is of a kind, by category; the rest counts open items alone."""

    kind: str
    categories: Mapping[str, int]
    open: int
    closed: int
    overdue: int
    blocked: int
    unassigned: int


@dataclass(frozen=True, slots=True)
class Effort:
    """Minutes of estimated effort: planned (tasks), reactive (issues and what stands under them), recurring
    (occurrences of operations and what stands under operations).
    """

    planned: int
    reactive: int
    recurring: int


@dataclass(frozen=True, slots=True)
class Week:
    """What was done in the week that begins on `start`, by kind, and its effort; dropped work is not counted."""

    start: date
    done: Mapping[str, int]
    effort: Effort


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal and how far it is, in 0..1; None where nothing proves it yet.

    `trend` is how far its measured key results had come at the end of each of the weeks; empty where none was told.
    """

    row: ItemRow
    progress: float | None
    trend: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All that is visible of the work that `q` asks for. Goals and projects are the first by priority and date."""

    kinds: tuple[KindCounts, ...]
    goals: tuple[GoalLine, ...]
    projects: tuple[ItemRow, ...]
    operations: tuple[ItemRow, ...]
    effort_open: Effort
    effort_done: Effort
    weeks: tuple[Week, ...]


class ShowPortfolio(Query):
    """Show counts over all kinds, the leading goals, projects and operations, effort by nature, and throughput.

    `effort_done` sums what was done in the last four weeks; `weeks` are the last eight, the present one last.
    """

    name = "portfolio.show"
    route = "/portfolio"

    q: Asked = ""

    def answer(self, look: Look) -> Portfolio:
        """A dozen sums over an index, kept until something happens."""
        zone = zone_of(look)
        day = today(look, zone)
        if self.q:
            # Some words ask for the moment; none of them is told more often than by the minute.
            named = f"{self.name} {int(look.now.timestamp()) // 60} {self.q}"
            return while_quiet(look, named, day, lambda: self._answer(look, zone, day))
        return kept(look, self.name, day, lambda: self._answer(look, zone, day))

    def _answer(self, look: Look, zone: ZoneInfo, day: date) -> Portfolio:
        monday = day - timedelta(days=day.weekday())
        items = compiled(self.q, look).items.order_by()
        summed = self._summed(look, items, zone, day)
        kinds = (Kind.GOAL, Kind.PROJECT, Kind.OPERATION)
        tops = {kind: _top(items, kind) if self.q else _all_tops(look.actor, kind) for kind in kinds}
        rows = item_rows(look, [pk for ids in tops.values() for pk in ids])
        shares = goal_shares(look)
        ends = [min(start_of(start + timedelta(weeks=1), zone), end_of(day, zone)) for start in _starts(monday)]
        course = trends(tops[Kind.GOAL], ends)
        return Portfolio(
            kinds=_kinds(summed, _blocked(look, items if self.q else None)),
            goals=tuple(GoalLine(rows[pk], shares.get(pk), course.get(pk, ())) for pk in tops[Kind.GOAL]),
            projects=tuple(rows[pk] for pk in tops[Kind.PROJECT]),
            operations=tuple(rows[pk] for pk in tops[Kind.OPERATION]),
            effort_open=_effort(summed.active),
            effort_done=_effort(summed.recent),
            weeks=_weeks(summed.weeks, monday),
        )

    def _summed(self, look: Look, items: QuerySet[Item], zone: ZoneInfo, day: date) -> "_Summed":
        """The sums over all items, read again once one of them may come out otherwise."""
        edges = _edges(day, zone)
        if self.q:
            return _Summed(*(list(rows) for rows in _asked(items, _done_states(look.actor), day, edges)))
        mark = since(look, Facts.PLANS)
        of = (look.actor, _done_states(look.actor), day, edges)
        read = lambda: _Summed(*(rows.tuples(of=of) for rows in _PREPARED))  # noqa: E731 - as short as it is plain.
        return kept_since(look, mark, f"{self.name} sums", day, read)


def _top(items: QuerySet[Item], kind: Kind) -> list[int]:
    return [pk for (pk,) in _top_rows(items, kind)]


def _top_rows(items: QuerySet[Item], kind: Kind) -> QuerySet[Item, Any]:
    rows = items.filter(kind=kind, category__in=OPEN)
    return rows.order_by("priority", F("due").asc(nulls_last=True), "id").values_list("id")[:TOP]


_tops: Final = Seen(lambda actor, kind: _top_rows(visible.items(actor), kind))


def _all_tops(actor: Actor, kind: Kind) -> list[int]:
    return [pk for (pk,) in _tops.tuples(actor, of=(kind,))]


@dataclass(frozen=True, slots=True)
class _Sums:
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
class _Summed:
    """Sums over open items, over what was done in four weeks and in each of the weeks, and counts of what has ended."""

    active: Sequence[Any]
    recent: Sequence[Any]
    weeks: Sequence[Any]
    ended: Sequence[Any]

    def __post_init__(self) -> None:
        self.active, self.recent, self.weeks = (
            [_Sums(*row) for row in rows] for rows in (self.active, self.recent, self.weeks)
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
    weeks = (start_of(start, zone) for start in (*_starts(monday), monday + timedelta(weeks=1)))
    return (*weeks, start_of(day - timedelta(days=27), zone), end_of(day, zone))


def _asked(
    items: QuerySet[Item], states: tuple[int, ...], day: date, edges: _Edges
) -> tuple[QuerySet[Item, Any], QuerySet[Item, Any], QuerySet[Item, Any], QuerySet[Item, Any]]:
    """The sums as queries, in the order of _Summed."""
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


def _kinds(summed: _Summed, blocked: Mapping[str, int]) -> tuple[KindCounts, ...]:
    active = summed.active
    counts = defaultdict(int, {(one.kind, one.category): one.count for one in active})
    counts |= {(kind, category): count for kind, category, count in summed.ended}
    return tuple(
        KindCounts(
            kind=kind.value,
            categories={category.value: counts[kind, category] for category in Category},
            open=sum(counts[kind, category] for category in OPEN),
            closed=sum(counts[kind, category] for category in CLOSED),
            overdue=sum(one.overdue for one in active if one.kind == kind),
            blocked=blocked.get(kind, 0),
            unassigned=sum(one.unassigned for one in active if one.kind == kind),
        )
        for kind in Kind
    )


def _blocked(look: Look, some: QuerySet[Item] | None) -> dict[str, int]:
    """Kind -> how many open items wait for open ones; only of `some` where these are given."""
    held = {*_blocks.tuples(look.actor), *_depends.tuples(look.actor)}
    if some is not None:
        among = set(some.filter(id__in=those(pk for pk, _ in held)).values_list("id", flat=True))
        held = {one for one in held if one[0] in among}
    return Counter(kind for _, kind in held)


def _blocking(actor: Actor) -> QuerySet[Relation, Any]:
    rows = visible.relations(actor).filter(source__category__in=OPEN, target__category__in=OPEN)
    return rows.filter(type=RelationType.BLOCKS).values_list("target_id", "target__kind")


def _depending(actor: Actor) -> QuerySet[Relation, Any]:
    rows = visible.relations(actor).filter(source__category__in=OPEN, target__category__in=OPEN)
    rows = rows.filter(type=RelationType.DEPENDS_ON, dependency=Dependency.FS)
    return rows.values_list("source_id", "source__kind")


_blocks, _depends = Seen(_blocking), Seen(_depending)


def _effort(sums: Sequence[_Sums]) -> Effort:
    issues = sum(one.effort or 0 for one in sums if one.kind == Kind.ISSUE)
    tasks = [one for one in sums if one.kind == Kind.TASK]
    hurt, again = sum(one.reactive or 0 for one in tasks), sum(one.recurring or 0 for one in tasks)
    return Effort(planned=sum(one.effort or 0 for one in tasks) - hurt - again, reactive=issues + hurt, recurring=again)


def _starts(monday: date) -> list[date]:
    return [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]


def _weeks(weeks: Iterable[_Sums], monday: date) -> tuple[Week, ...]:
    found: dict[int, list[_Sums]] = defaultdict(list)
    for sums in weeks:
        found[int(sums.category)].append(sums)
    return tuple(
        Week(start, {one.kind: one.count for one in found[at]}, _effort(found[at]))
        for at, start in enumerate(_starts(monday))
    )


def _week_of(edges: Sequence[datetime]) -> Case:
    """Which of the weeks between these edges something was closed in, from 0."""
    within = [When(closed_at__lt=edge, then=Value(at)) for at, edge in enumerate(edges[1:])]
    return Case(*within, output_field=IntegerField())
