"""Service levels and how they are kept, and the clock of a request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.lookups import LessThanOrEqual

from ..access import visible
from ..access.actor import Actor
from ..models import ServiceClock, ServiceLevel
from ..models.prepared import Prepared
from ..rules.words import OPEN
from .base import Look, Query
from .rows import PRIORITIES, SEVERITIES, TeamRef

SPAN: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ServiceLevelRow:
    """A service level, times in minutes; what is None or empty holds for all.

    `open`, `broken`: requests at work under it, and how many of them have broken a promise. `kept`: of those resolved
    in the last 90 days the share with both promises kept, 0..1.
    """

    id: int
    name: str
    kind: str
    priority: str | None
    severity: str | None
    team: TeamRef | None
    operation: str | None
    respond: int | None
    resolve: int | None
    calendar: str | None
    always: bool
    on_acceptance: bool
    open: int
    broken: int
    kept: float | None


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A request's clock. A promise is «met», «broken», «running», or «waiting» while it stands still; None without one.

    `spent` is working seconds up to the latest stop of the clock.
    """

    level: str
    started: datetime
    respond: str | None
    respond_due: datetime | None
    responded: datetime | None
    resolve: str | None
    resolve_due: datetime | None
    resolved: datetime | None
    waiting_since: datetime | None
    spent: int


class ListServiceLevels(Query):
    """List the service levels, the most particular first, and how they are kept."""

    name = "service_level.list"
    route = "/service-levels"

    def answer(self, look: Look) -> tuple[ServiceLevelRow, ...]:
        """Two statements."""
        rows = levels(look.actor).select_related("team", "operation", "calendar")
        counted = _counts(look)
        return tuple(level_row(row, counted.get(row.pk, {})) for row in rows.order_by("name", "id"))


def levels(actor: Actor) -> Any:
    """The service levels that the actor may know of."""
    rows = ServiceLevel.objects.filter(workspace_id=actor.workspace_id, deleted_at=None)
    rows = rows.filter(Q(operation=None) | visible.through(actor, "operation__"))
    return rows if actor.sees_all else rows.filter(Q(team=None) | Q(team__in=visible.teams(actor)))


def broken(now: datetime) -> Q:
    """The condition for clocks of which a promise is broken."""
    respond = Q(responded_at__gt=F("respond_due_at")) | Q(responded_at=None, respond_due_at__lt=now)
    resolve = Q(resolved_at__gt=F("resolve_due_at")) | Q(resolved_at=None, resolve_due_at__lt=now)
    return respond | resolve


def shows(words: Sequence[str], *, now: datetime) -> Q:
    """The condition for clocks that show one of these: breached, met, running, paused, or at-risk, a part of running.

    A clock is running while a moment lies ahead by which something is to happen; it is at risk when at most a quarter
    of the time from its beginning to that moment is left.
    """
    known: dict[str, Callable[[], Q]] = {
        "breached": lambda: broken(now),
        "met": lambda: _whole(now) & _met(),
        "running": lambda: _whole(now) & (_ahead("respond") | _ahead("resolve")),
        "paused": lambda: _whole(now) & ~_met() & ~(_ahead("respond") | _ahead("resolve")),
        "at-risk": lambda: _whole(now) & (_near("respond", now) | _near("resolve", now)),
    }
    condition = Q()
    for word in words:
        condition |= known[word]()
    return condition


def _whole(now: datetime) -> Q:
    """No promise is broken: said so that it is never unknown, whatever is empty."""
    return _kept("respond", now) & _kept("resolve", now)


_ENDS: Final = {"respond": "responded_at", "resolve": "resolved_at"}


def _kept(promise: str, now: datetime) -> Q:
    due, end = f"{promise}_due_at", _ENDS[promise]
    return Q(**{due: None}) | Q(**{f"{end}__lte": F(due)}) | Q(**{end: None, f"{due}__gte": now})


def _met() -> Q:
    """Whatever was promised has happened."""
    responded = Q(responded_at__isnull=False) | Q(respond_due_at=None)
    return responded & (Q(resolved_at__isnull=False) | Q(level__resolve=None))


def _ahead(promise: str) -> Q:
    return Q(**{f"{promise}_due_at__isnull": False, _ENDS[promise]: None})


def _near(promise: str, now: datetime) -> Q:
    due = F(f"{promise}_due_at")
    left = ExpressionWrapper((due - Value(now, DateTimeField())) * Value(4), DurationField())
    return _ahead(promise) & Q(LessThanOrEqual(left, ExpressionWrapper(due - F("started_at"), DurationField())))


def _counts(look: Look) -> dict[int, dict[str, int]]:
    ended = Q(resolved_at__gte=look.now - SPAN)
    rows = ServiceClock.objects.filter(item__in=visible.items(look.actor).values("id")).order_by()
    counted = rows.values_list("level_id").annotate(
        open=Count("item", filter=Q(item__category__in=list(OPEN))),
        broken=Count("item", filter=Q(item__category__in=list(OPEN)) & broken(look.now)),
        ended=Count("item", filter=ended),
        lost=Count("item", filter=ended & broken(look.now)),
    )
    return {pk: dict(zip(("open", "broken", "ended", "lost"), counts, strict=True)) for pk, *counts in counted}


def level_row(row: ServiceLevel, counts: Mapping[str, int]) -> ServiceLevelRow:
    """A service level, with what was counted of it."""
    ended = counts.get("ended", 0)
    return ServiceLevelRow(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        priority=None if row.priority is None else PRIORITIES[row.priority],
        severity=None if row.severity is None else SEVERITIES[row.severity],
        team=TeamRef(row.team.key, row.team.name) if row.team else None,
        operation=row.operation.key if row.operation else None,
        respond=row.respond,
        resolve=row.resolve,
        calendar=row.calendar.name if row.calendar else None,
        always=row.always,
        on_acceptance=row.on_acceptance,
        open=counts.get("open", 0),
        broken=counts.get("broken", 0),
        kept=(ended - counts.get("lost", 0)) / ended if ended else None,
    )


_clocks: Final = Prepared(lambda item: ServiceClock.objects.filter(item=item).select_related("level"))


def clock_of(item: int, now: datetime) -> ClockRow | None:
    """The clock of an item that the reader has been found to see. One statement."""
    row = _clocks.first(item)
    return None if row is None else clock_row(row, now)


def clock_row(row: ServiceClock, now: datetime) -> ClockRow:
    """A clock as it shows at a moment."""
    level = row.level
    return ClockRow(
        level=level.name,
        started=row.started_at,
        respond=standing(row.respond_due_at, row.responded_at, None, now, promised=level.respond is not None),
        respond_due=row.respond_due_at,
        responded=row.responded_at,
        resolve=standing(row.resolve_due_at, row.resolved_at, row.paused_at, now, promised=level.resolve is not None),
        resolve_due=row.resolve_due_at,
        resolved=row.resolved_at,
        waiting_since=row.paused_at,
        spent=row.spent,
    )


def standing(
    due: datetime | None, met: datetime | None, paused: datetime | None, now: datetime, *, promised: bool
) -> str | None:
    """How a promise stands: broken once its due moment has passed unmet."""
    if not promised:
        return None
    if due is not None and (met or now) > due:
        return "broken"
    if met is not None:
        return "met"
    return "waiting" if paused is not None or due is None else "running"
