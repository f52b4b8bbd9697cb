"""What a forecast of goals is made of, read from the tables: only what one reader may see. Seven statements."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Case, Q, Value, When

from ..access import visible
from ..models import KeyResult, Proof
from ..queries.base import Look
from ..queries.clock import start_of, today
from ..rules.words import OPEN, Category, Kind, RelationType

HISTORY: Final = 5000
"""How many of the finished pieces of work the pace is learned from, the latest."""
TIES: Final = (RelationType.CONTRIBUTES_TO, RelationType.DEPENDS_ON, RelationType.BLOCKS, RelationType.AFFECTS)
WORK: Final = (Kind.TASK, Kind.ISSUE)


@dataclass(frozen=True)
class Piece:
    """An open project, operation, issue or task, occurrences of operations aside.

    `age` is in days since it was written down, `begun` since it was begun.
    `effort` in minutes; `hours` are those that its owner works in a week; `wait` days until its planned start.
    """

    id: int
    key: str
    kind: str
    category: str
    parent: int | None
    team: int
    effort: int | None
    milestone: bool
    age: float
    begun: float | None
    wait: int
    hours: float
    priority: int
    due: date | None

    @cached_property
    def least(self) -> float:
        """Days that the estimate of work takes which nobody has begun, if its owner does nothing else."""
        return (self.effort or 0) / 60 / self.hours * 7 if self.begun is None else 0.0

    @cached_property
    def sort(self) -> tuple[int, int, float]:
        """Team, estimate (-1 for none) and the days that it takes at least: with kind and age all that pace asks."""
        return self.team, self.effort or -1, self.least

    @cached_property
    def turn(self) -> tuple[object, ...]:
        """The order in which a team takes up its work: ready first; by priority, by date, what has none last."""
        return self.category == Category.BACKLOG, self.priority, self.due is None, self.due or date.min, self.id


@dataclass(frozen=True, slots=True)
class Finished:
    """Work that was done: days from being written down, and from being begun (None where nobody said); on which day."""

    kind: str
    team: int
    effort: int | None
    lead: float
    cycle: float | None
    on: int


@dataclass(frozen=True, slots=True)
class Aim:
    """An open goal. `by_results`: its key results alone prove it; `metrics` counts those that are measured.

    `whole`: a key result stands for all work that contributes, whatever it is.
    """

    id: int
    key: str
    category: str
    parent: int | None
    due: date | None
    by_results: bool
    metrics: int
    whole: bool
    proofs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation of two open items; `lag` in working minutes."""

    type: str
    source: int
    target: int
    dependency: str
    lag: int


@dataclass(frozen=True, slots=True)
class Rows:
    """All of it. What was finished is as of the beginning of the day: a pace is learned from whole days."""

    day: date
    pieces: tuple[Piece, ...]
    finished: tuple[Finished, ...]
    aims: tuple[Aim, ...]
    ties: tuple[Tie, ...]


PIECE: Final = (
    *("id", "key", "kind", "category", "parent_id", "team_id", "owner_id", "effort", "start", "created_at"),
    *("started_at", "task__milestone", "priority", "due"),
)
"""The columns that `piece_of` takes."""
FINISHED: Final = ("kind", "team_id", "effort", "created_at", "started_at", "closed_at")
"""The columns that `finished_of` takes."""
AIM: Final = ("id", "key", "category", "parent_id", "due", "goal__period_end", "goal__progress_by")
TIE: Final = ("type", "source_id", "target_id", "dependency", "lag")


def read(look: Look, zone: ZoneInfo) -> Rows:
    """Read what the reader sees of open work, what was done before, goals and what ties them, in days of `zone`."""
    day = today(look, zone)
    hours = hours_of(look)
    open_items = visible.items(look.actor).filter(category__in=OPEN).order_by("id")
    rows = open_items.exclude(kind=Kind.GOAL).filter(task__operation=None).values_list(*PIECE)
    return Rows(
        day=day,
        pieces=tuple(piece_of(row, hours, day, zone) for row in rows),
        finished=finished(look, day, zone),
        aims=_aims(look, open_items.filter(kind=Kind.GOAL)),
        ties=_ties(look),
    )


def hours_of(look: Look) -> dict[int, float]:
    """Return the hours that each member works in a week, where that is known."""
    members = visible.members(look.actor).values_list("id", "hours_per_week")
    return {pk: float(given) for pk, given in members if given > 0}


def piece_of(row: Any, hours: dict[int, float], day: date, zone: Any) -> Piece:
    """Return the piece that a row of PIECE tells."""
    pk, key, kind, category, parent, team, owner, effort, start, created, started, milestone, priority, due = row

    def age(moment: datetime) -> float:
        return float(max((day - moment.astimezone(zone).date()).days, 0))

    return Piece(
        id=pk,
        key=key,
        kind=kind,
        category=category,
        parent=parent,
        team=team or 0,
        effort=effort,
        milestone=bool(milestone),
        age=age(created),
        begun=age(started) if started else None,
        wait=max((start - day).days, 0) if start else 0,
        hours=hours.get(owner, 40.0),
        priority=priority,
        due=due,
    )


def finished(look: Look, day: date, zone: ZoneInfo) -> tuple[Finished, ...]:
    """Return the latest of the work that was done before a day."""
    rows = done(look, start_of(day, zone)).values_list(*FINISHED)
    return tuple(finished_of(row, zone) for row in rows[:HISTORY])


def done(look: Look, before: datetime) -> Any:
    """Work without parts that was done, milestones and what recurs aside: neither takes its time by itself."""
    rows = visible.items(look.actor).filter(kind__in=WORK, category=Category.DONE, parts_total__lte=1)
    rows = rows.filter(closed_at__lt=before)
    return rows.filter(task__operation=None).exclude(task__milestone=True).order_by("-closed_at", "-id")


def finished_of(row: Any, zone: Any) -> Finished:
    """Return the finished work that a row of FINISHED tells."""
    kind, team, effort, created, started, closed = row
    return Finished(
        *(kind, team or 0, effort, in_days(created, closed), in_days(started, closed) if started else None),
        on=closed.astimezone(zone).date().toordinal(),
    )


def in_days(begin: datetime, end: datetime) -> float:
    """Return the days between two moments; none where the second comes first."""
    return max((end - begin) / timedelta(days=1), 0.0)


def _aims(look: Look, goals: Any) -> tuple[Aim, ...]:
    found = list(goals.values_list(*AIM))
    results: dict[int, list[tuple[int, str]]] = {}
    given = KeyResult.objects.filter(goal_id__in=[row[0] for row in found], deleted_at=None).order_by("id")
    for goal, pk, type_ in given.values_list("goal_id", "id", "type"):
        results.setdefault(goal, []).append((pk, type_))
    proofs, linked = _proofs(look)
    return tuple(aim_of(row, results.get(row[0], ()), proofs, linked) for row in found)


def aim_of(
    row: Any, results: Sequence[tuple[int, str]], proofs: Mapping[int, Sequence[int]], linked: Container[int]
) -> Aim:
    """Return the goal that a row of AIM tells; `proofs` are the items seen that prove a key result."""
    pk, key, category, parent, due, end, by = row
    return Aim(
        id=pk,
        key=key,
        category=category,
        parent=parent,
        due=due or end,
        by_results=by == "key-results" and bool(results),
        metrics=sum(type_ == "metric" for _, type_ in results),
        whole=any(type_ == "work" and one not in linked for one, type_ in results),
        proofs=tuple(sorted({item for one, _ in results for item in proofs.get(one, ())})),
    )


def _proofs(look: Look) -> tuple[dict[int, list[int]], set[int]]:
    """Key result -> the open work linked to it that the reader sees; and those to which any is linked."""
    rule = Q(item__deleted_at=None, item__category__in=OPEN) & visible.item_rule(look.actor, "item__")
    seen = Case(When(rule, then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = Proof.objects.filter(item__workspace_id=look.actor.workspace_id).annotate(seen=seen).order_by("id")
    proofs: dict[int, list[int]] = {}
    linked: set[int] = set()
    for result, item, shown in rows.values_list("key_result_id", "item_id", "seen"):
        linked.add(result)
        if shown:
            proofs.setdefault(result, []).append(item)
    return proofs, linked


def _ties(look: Look) -> tuple[Tie, ...]:
    rows = visible.relations(look.actor).filter(type__in=TIES, source__category__in=OPEN, target__category__in=OPEN)
    return tuple(Tie(*row) for row in rows.order_by("id").values_list(*TIE))
