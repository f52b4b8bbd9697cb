"""The portfolio: what is in flight over all kinds of work, where the effort goes, and how fast it is closed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum

from ..access import visible
from ..models import Item, Task
from ..rules.query import parse
from ..rules.words import CLOSED, OPEN, Category, Kind
from .base import Look, Query
from .clock import start_of, today, zone_of
from .compile import compiled, condition_of
from .goals import goal_shares
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
    """What was closed in the week that begins on `start`, by kind; dropped work is not counted."""

    start: date
    done: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal and how far it is, in 0..1; None where nothing proves it yet."""

    row: ItemRow
    progress: float | None


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
        """A dozen sums over an index."""
        zone = zone_of(look)
        day = today(look, zone)
        monday = day - timedelta(days=day.weekday())
        items = compiled(self.q, look).items.order_by()
        tops = {kind: _top(items, kind) for kind in (Kind.GOAL, Kind.PROJECT, Kind.OPERATION)}
        rows = item_rows(look, [pk for ids in tops.values() for pk in ids])
        shares = goal_shares(look)
        return Portfolio(
            kinds=_kinds(items, look, day=day),
            goals=tuple(GoalLine(rows[pk], shares.get(pk)) for pk in tops[Kind.GOAL]),
            projects=tuple(rows[pk] for pk in tops[Kind.PROJECT]),
            operations=tuple(rows[pk] for pk in tops[Kind.OPERATION]),
            effort_open=_effort(look, _work(items).filter(category__in=OPEN)),
            effort_done=_effort(look, _done_since(_work(items), start_of(day - timedelta(days=27), zone))),
            weeks=_weeks(items, monday, zone),
        )


def _top(items: QuerySet[Item], kind: Kind) -> list[int]:
    rows = items.filter(kind=kind, category__in=OPEN)
    return list(rows.order_by("priority", F("due").asc(nulls_last=True), "id").values_list("id", flat=True)[:TOP])


def _kinds(items: QuerySet[Item], look: Look, *, day: date) -> tuple[KindCounts, ...]:
    categories: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Category, 0))
    for kind, category, count in items.values_list("kind", "category").annotate(count=Count("*")):
        categories[kind][category] = count
    active = items.filter(kind__in=list(Kind), category__in=OPEN)
    alarms = active.values_list("kind").annotate(
        overdue=Count("*", filter=Q(due__lt=day)), unassigned=Count("*", filter=Q(owner=None))
    )
    late = {kind: (overdue, unassigned) for kind, overdue, unassigned in alarms}
    held = active.filter(condition_of(parse("is:blocked").where, look))
    blocked = dict(held.values_list("kind").annotate(count=Count("*")))
    return tuple(_kind(kind, categories[kind], *late.get(kind, (0, 0)), blocked.get(kind, 0)) for kind in Kind)


def _kind(kind: Kind, categories: Mapping[str, int], overdue: int, unassigned: int, blocked: int) -> KindCounts:
    return KindCounts(
        kind=kind.value,
        categories={category.value: categories[category] for category in Category},
        open=sum(categories[category] for category in OPEN),
        closed=sum(categories[category] for category in CLOSED),
        overdue=overdue,
        blocked=blocked,
        unassigned=unassigned,
    )


def _work(items: QuerySet[Item]) -> QuerySet[Item]:
    return items.filter(kind__in=(Kind.ISSUE, Kind.TASK))


def _done_since(rows: QuerySet[Item], since: datetime) -> QuerySet[Item]:
    return rows.filter(category=Category.DONE, closed_at__gte=since)


def _effort(look: Look, rows: QuerySet[Item]) -> Effort:
    """Sum by kind, then part the tasks by what they stand under. Two statements."""
    total = dict(rows.values_list("kind").annotate(sum=Sum("effort")))
    tasks = rows.filter(kind=Kind.TASK)
    above = visible.items(look.actor)
    recurring = Q(id__in=Task.objects.filter(operation__isnull=False).values("item_id"))
    recurring |= Q(parent_id__in=above.filter(kind=Kind.OPERATION).values("id"))
    reactive = Q(parent_id__in=above.filter(kind=Kind.ISSUE).values("id"))
    parts = tasks.aggregate(
        recurring=Sum("effort", filter=recurring), reactive=Sum("effort", filter=reactive & ~recurring)
    )
    again, hurt = parts["recurring"] or 0, parts["reactive"] or 0
    planned = (total.get(Kind.TASK) or 0) - again - hurt
    return Effort(planned=planned, reactive=(total.get(Kind.ISSUE) or 0) + hurt, recurring=again)


def _weeks(items: QuerySet[Item], monday: date, zone: ZoneInfo) -> tuple[Week, ...]:
    starts = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    moments = [start_of(start, zone) for start in [*starts, monday + timedelta(weeks=1)]]
    done = _done_since(items, moments[0])
    counts = {
        f"week_{number}": Count("*", filter=Q(closed_at__gte=moments[number], closed_at__lt=moments[number + 1]))
        for number in range(WEEKS)
    }
    found: Sequence[Sequence[int]] = list(done.values_list("kind").annotate(**counts))
    return tuple(
        Week(start, {str(row[0]): row[number + 1] for row in found if row[number + 1]})
        for number, start in enumerate(starts)
    )
