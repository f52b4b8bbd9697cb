"""The portfolio: what is in flight over all kinds of work, where the effort goes, and how fast it is closed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Item, Relation
from ..models.ids import those
from ..rules.words import CLOSED, OPEN, Category, Dependency, Kind, RelationType
from .base import Look, Query
from .clock import end_of, start_of, today, zone_of
from .compile import compiled
from .goal_trend import trends
from .goals import goal_shares
from .kept import kept, while_quiet
from .portfolio_sums import Summed, Sums, starts, summed_up
from .rows import ItemRow, item_rows
from .types import Q as Asked

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
        summed = summed_up(look, items, zone, day, some=bool(self.q))
        kinds = (Kind.GOAL, Kind.PROJECT, Kind.OPERATION)
        tops = {kind: _top(items, kind) if self.q else _all_tops(look.actor, kind) for kind in kinds}
        rows = item_rows(look, [pk for ids in tops.values() for pk in ids])
        shares = goal_shares(look)
        ends = [min(start_of(start + timedelta(weeks=1), zone), end_of(day, zone)) for start in starts(monday)]
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


def _top(items: QuerySet[Item], kind: Kind) -> list[int]:
    return [pk for (pk,) in _top_rows(items, kind)]


def _top_rows(items: QuerySet[Item], kind: Kind) -> QuerySet[Item, Any]:
    rows = items.filter(kind=kind, category__in=OPEN)
    return rows.order_by("priority", F("due").asc(nulls_last=True), "id").values_list("id")[:TOP]


_tops: Final = Seen(lambda actor, kind: _top_rows(visible.items(actor), kind))


def _all_tops(actor: Actor, kind: Kind) -> list[int]:
    return [pk for (pk,) in _tops.tuples(actor, of=(kind,))]


def _kinds(summed: Summed, blocked: Mapping[str, int]) -> tuple[KindCounts, ...]:
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


def _effort(sums: Sequence[Sums]) -> Effort:
    issues = sum(one.effort or 0 for one in sums if one.kind == Kind.ISSUE)
    tasks = [one for one in sums if one.kind == Kind.TASK]
    hurt, again = sum(one.reactive or 0 for one in tasks), sum(one.recurring or 0 for one in tasks)
    return Effort(planned=sum(one.effort or 0 for one in tasks) - hurt - again, reactive=issues + hurt, recurring=again)


def _weeks(weeks: Iterable[Sums], monday: date) -> tuple[Week, ...]:
    found: dict[int, list[Sums]] = defaultdict(list)
    for sums in weeks:
        found[int(sums.category)].append(sums)
    return tuple(
        Week(start, {one.kind: one.count for one in found[at]}, _effort(found[at]))
        for at, start in enumerate(starts(monday))
    )
