"""What risks are seen by beside the work graph, read from the tables: only what one reader may see. Six statements."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Q

from ..access import visible
from ..models import KeyResult, ServiceClock, Task
from ..queries.base import Look
from ..rules.rollup import metric_progress
from ..rules.words import OPEN, Category, KeyResultType, Kind
from .load_rows import LoadRows, load_rows
from .rows import Rows, read

RECENT: Final = timedelta(days=14)
"""How far back missed occurrences are looked for."""
SOON: Final = timedelta(hours=24)
"""How long before a promised time runs out it is spoken of."""
MISSED: Final = "missed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What an open item says of itself beyond the work graph."""

    title: str
    owner: int | None
    start: date | None
    quiet: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured key result of an active goal: how far it is, in 0..1, and how much of its time has passed."""

    goal: int
    title: str
    progress: float
    passed: float


@dataclass(frozen=True, slots=True)
class Missed:
    """Occurrences of an operation that nobody did lately, the latest first."""

    operation: int
    tasks: tuple[int, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised time of an open request that runs out soon, or ran out: hours left, below zero if it ran out."""

    item: int
    what: str
    hours: float


@dataclass(frozen=True, slots=True)
class RiskRows:
    """All of it. `keys` are those of the items that may be named."""

    rows: Rows
    facts: Mapping[int, Facts]
    keys: Mapping[int, str]
    measures: tuple[Measure, ...]
    missed: tuple[Missed, ...]
    promises: tuple[Promise, ...]
    load: LoadRows


def risk_rows(look: Look, zone: ZoneInfo) -> RiskRows:
    """Read it."""
    rows = read(look, zone)
    facts, keys = _facts(look)
    late = missed(look, keys)
    load = load_rows(look, rows.day, zone)
    return RiskRows(rows, facts, keys, measures(look, rows.day, facts), late, promises(look, facts), load)


def _facts(look: Look) -> tuple[dict[int, Facts], dict[int, str]]:
    found, keys = {}, {}
    rows = visible.items(look.actor).filter(category__in=OPEN).order_by("id")
    for pk, key, title, owner, start, updated in rows.values_list(
        "id", "key", "title", "owner_id", "start", "updated_at"
    ):
        found[pk] = Facts(title, owner, start, max((look.now - updated) / timedelta(days=1), 0.0))
        keys[pk] = key
    return found, keys


def measures(look: Look, day: date, seen: Container[int]) -> tuple[Measure, ...]:
    """Metrics of active goals that stand in a period, or have both dates."""
    active = Q(goal__category=Category.DOING, goal__deleted_at=None, type=KeyResultType.METRIC, deleted_at=None)
    rows = KeyResult.objects.filter(active, goal__workspace_id=look.actor.workspace_id).order_by("id")
    columns = ("goal_id", "title", "direction", "start", "target", "current")
    dates = ("goal__start", "goal__due", "goal__goal__period_start", "goal__goal__period_end", "goal__created_at")
    found = []
    for goal, title, direction, start, target, current, *given in rows.values_list(*columns, *dates):
        first, last = given[0] or given[2] or given[4].date(), given[1] or given[3]
        if goal in seen and last is not None and last > first:
            far = metric_progress(direction=direction, start=start, target=target, current=current)
            found.append(Measure(goal, title, far, min(max((day - first).days / (last - first).days, 0.0), 1.0)))
    return tuple(found)


def missed(look: Look, keys: Container[int]) -> tuple[Missed, ...]:
    """Occurrences that nobody did lately, of the operations among these."""
    tasks = Task.objects.filter(
        item__in=visible.items(look.actor).filter(
            kind=Kind.TASK, category=Category.DROPPED, resolution=MISSED, closed_at__gt=look.now - RECENT
        ),
        occurs_at__gt=look.now - RECENT,
        operation__isnull=False,
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for operation, pk, key in tasks.order_by("-occurs_at", "-item_id").values_list(
        "operation_id", "item_id", "item__key"
    ):
        if operation in keys:
            found.setdefault(operation, []).append((pk, key))
    return tuple(
        Missed(operation, tuple(pk for pk, _ in told), tuple(key for _, key in told))
        for operation, told in found.items()
    )


def promises(look: Look, seen: Container[int]) -> tuple[Promise, ...]:
    """Promised times that run out soon, or ran out, of the items among these."""
    late: datetime = look.now + SOON
    clocks = ServiceClock.objects.filter(item__workspace_id=look.actor.workspace_id, item__category__in=OPEN)
    due = Q(resolved_at=None, resolve_due_at__lte=late) | Q(responded_at=None, respond_due_at__lte=late)
    found = []
    for pk, respond, responded, resolve, resolved in (
        clocks.filter(due)
        .order_by("item_id")
        .values_list("item_id", "respond_due_at", "responded_at", "resolve_due_at", "resolved_at")
    ):
        waits = [("answer", respond, responded), ("resolve", resolve, resolved)]
        first = min(((at, what) for what, at, kept in waits if at and kept is None and at <= late), default=None)
        if first is not None and pk in seen:
            found.append(Promise(pk, first[1], (first[0] - look.now) / timedelta(hours=1)))
    return tuple(found)
