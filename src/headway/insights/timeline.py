"""The timeline of a project: its work by days, what waits for what, where dates contradict that, and what decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from pydantic import Field

from ..access import visible
from ..access.calendars import Calendars
from ..access.dependencies import Tie, ties
from ..access.project_tree import Node, Tree
from ..models import Baseline, Item, Phase
from ..queries.base import Look, Query
from ..queries.bearing import kept_about
from ..queries.clock import today
from ..queries.project_brief import baseline_rows
from ..queries.project_rows import BaselineRow
from ..queries.project_seen import find_project, seen_tree
from ..queries.rows import Known, Person, Ref
from ..queries.types import Id, ItemKey
from ..rules.errors import NotFound
from ..rules.timeline import DAY_MINUTES, contradicts, says, span, working_days
from ..tongue import say
from .chain import Chain, CriticalPath

MOST: Final = 2000
"""Items that a timeline shows; it says how many there are."""


@dataclass(slots=True, unsafe_hash=True)  # Frozen, it would take ten times as long to make, and thousands are made.
class TimelineRow:
    """An item with its planned days. `below_start` and `below_due`: those of its parts, where it has none itself.

    `parts` tells whether work stands beneath it, `phase` the number of its phase. `slack` in working days is how long
    it may slip before the end does, `critical` that it may not; both None where it is not on any path. `ghost_start`
    and `ghost_due` are its days in the baseline.
    """

    key: str
    kind: str
    title: str
    state: str
    category: str
    start: date | None
    due: date | None
    below_start: date | None
    below_due: date | None
    ghost_start: date | None
    ghost_due: date | None
    effort: int | None
    milestone: bool
    parts: bool
    phase: int | None
    depth: int
    owner: Person | None
    version: int
    critical: bool | None
    slack: float | None


@dataclass(frozen=True, slots=True)
class TimelineLink:
    """That `later` waits for `earlier`; `lag` in working minutes. `contradiction` says what is wrong with the dates."""

    earlier: str
    later: str
    type: str
    dependency: str
    lag: int
    critical: bool
    contradiction: str


@dataclass(frozen=True, slots=True)
class TimelinePhase:
    """A phase with its planned days; `place` counts from 1."""

    id: int
    name: str
    place: int
    start: date | None
    due: date | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """A project by days. `count` tells how many items there are where `rows` has the first 2,000."""

    project: Ref
    start: date | None
    due: date | None
    today: date
    phases: tuple[TimelinePhase, ...]
    rows: tuple[TimelineRow, ...]
    count: int
    links: tuple[TimelineLink, ...]
    critical: CriticalPath
    baselines: tuple[BaselineRow, ...]
    baseline: int | None


class ShowTimeline(Query):
    """Show a project by days: planned work, what waits for what, contradictions, the critical path, a baseline."""

    name = "project.timeline"
    route = "/projects/{key}/timeline"

    key: ItemKey
    baseline: Id | None = Field(default=None, description="a baseline's number: its days come along")

    def answer(self, look: Look) -> Timeline:
        """What was read is kept until something happens in the project: a long one is asked for in parts."""
        name = f"{self.name} {self.key} {self.baseline}"
        return kept_about(look, name, today(look), lambda: self._read(look), weigh=_weight)

    def _read(self, look: Look) -> tuple[Timeline, frozenset[int]]:
        """Read the tree once, and what ties it together; and tell of what it is made."""
        project = find_project(look, self.key)
        found = seen_tree(look, project)
        told = _Made(look, project, found, _ghosts(project, self.baseline)).timeline(self.baseline)
        return told, found.all_ids


def _weight(found: Timeline) -> int:
    return (len(found.rows) + len(found.links)) // 80


Days = tuple[date | None, date | None]


def _ghosts(project: Item, baseline: int | None) -> Mapping[str, Days]:
    """Item key -> its days in the baseline."""
    if baseline is None:
        return {}
    row = Baseline.objects.filter(pk=baseline, project=project).first()
    if row is None:
        raise NotFound(
            say("there is no baseline %(baseline)s of %(key)s", baseline=baseline, key=project.key), field="baseline"
        )
    return {one["key"]: (_day(one["start"]), _day(one["due"])) for one in row.plan}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


class _Made:
    """A timeline in the making."""

    def __init__(self, look: Look, project: Item, found: Tree, ghosts: Mapping[str, Days]) -> None:
        self.look, self.project, self.tree, self.ghosts = look, project, found, ghosts
        self.known = Known(look)
        self.calendars = Calendars(look.actor.workspace_id)
        self.phases = list(project.phases.order_by("position", "id"))
        self.phase_of = found.phases()
        places = {phase.pk: place for place, phase in enumerate(self.phases)}
        in_order = sorted(found.nodes, key=lambda one: places.get(self.phase_of.get(one.id, 0), len(places)))
        self.nodes = {one.id: one for one in in_order[:MOST]}
        self.ties = ties(list(self.nodes))
        self.spans = {pk: span(one.start, one.due, milestone=one.milestone) for pk, one in self.nodes.items()}

    def timeline(self, baseline: int | None) -> Timeline:
        """All of it."""
        row, path = self.project, self.path
        return Timeline(
            project=Ref(row.key, row.kind, row.title, row.category),
            start=row.start,
            due=row.due,
            today=today(self.look),
            phases=tuple(_phase(one, place) for place, one in enumerate(self.phases, start=1)),
            rows=tuple(self._rows()),
            count=len(self.tree.nodes),
            links=tuple(self._link(tie) for tie in self.ties),
            critical=path.told(self.nodes),
            baselines=baseline_rows(row, self.known),
            baseline=baseline,
        )

    @cached_property
    def path(self) -> "Chain":
        """The critical path of what is open; parts stand for what they are parts of, unless that is tied itself."""
        tied = {end for tie in self.ties for end in (tie.earlier, tie.later)}
        chosen = [
            one for pk, one in self.nodes.items() if one.is_open and (pk in tied or not self.tree.children.get(pk))
        ]
        lengths = {one.id: self._length(one) for one in chosen}
        return Chain(self.nodes, lengths, [tie for tie in self.ties if {tie.earlier, tie.later} <= lengths.keys()])

    def _length(self, one: Node) -> float:
        if one.milestone:
            return 0
        if one.start and one.due:
            return max(1, working_days(one.start, one.due, calendar=self.calendars.of(team=one.team)))
        return max(one.effort / DAY_MINUTES, 0) if one.effort else 1

    def _link(self, tie: Tie) -> TimelineLink:
        earlier, later = self.nodes[tie.earlier], self.nodes[tie.later]
        critical = self.path.decides(tie)
        kind, lag = tie.bond.dependency.value, tie.bond.lag
        return TimelineLink(earlier.key, later.key, tie.type, kind, lag, critical, self._contradiction(tie))

    def _contradiction(self, tie: Tie) -> str:
        """A sentence, where both are open and have dates that contradict."""
        earlier, later = self.nodes[tie.earlier], self.nodes[tie.later]
        days = self.spans[tie.earlier], self.spans[tie.later]
        if not (earlier.is_open and later.is_open and days[0] and days[1]):
            return ""
        first = contradicts(days[0], days[1], tie.bond, calendar=self.calendars.of(team=later.team))
        return says((earlier.key, later.key), days[0], days[1], tie.bond, first) if first else ""

    def _rows(self) -> Iterable[TimelineRow]:
        people, depth, below = self._people(), self._depths(), self._below()
        for pk, one in self.nodes.items():
            dated = bool(one.start or one.due)
            days = (one.start, one.due, *((None, None) if dated else below.get(pk, (None, None))))
            parts, phase = bool(self.tree.children.get(pk)), self.phase_of.get(pk)
            owner = people.get(one.owner) if one.owner else None
            yield TimelineRow(
                *(one.key, one.kind, one.title, one.state, one.category),
                *(*days, *self.ghosts.get(one.key, (None, None))),
                *(one.effort, one.milestone, parts, phase, depth[pk]),
                *(owner, one.version, *self.path.of(pk)),
            )

    def _people(self) -> Mapping[int, Person | None]:
        ids = {one.owner for one in self.nodes.values() if one.owner}
        rows = visible.members(self.look.actor).filter(id__in=ids).values_list("id", "email", "name")
        seen = {pk: self.known.person(pk, email, name) for pk, email, name in rows}
        return {pk: seen.get(pk) or self.known.person(pk, "", "") for pk in ids}

    def _depths(self) -> Mapping[int, int]:
        depth = {self.tree.root.id: 0}
        for one in self.tree.nodes:
            depth[one.id] = depth[one.parent or 0] + 1
        return depth

    def _below(self) -> Mapping[int, Days]:
        """Item id -> the first and the last day of what stands beneath it; parents come before their parts."""
        found: dict[int, tuple[date, date]] = {}
        for one in reversed(self.tree.nodes):
            first, last = one.start or one.due, one.due or one.start
            days = _over((first, last) if first and last else None, found.get(one.id))
            if days and one.parent is not None and one.category != "dropped":
                found[one.parent] = _over(days, found.get(one.parent)) or days
        return found


def _over(one: tuple[date, date] | None, other: tuple[date, date] | None) -> tuple[date, date] | None:
    """From the first to the last day of both."""
    return (min(one[0], other[0]), max(one[1], other[1])) if one and other else one or other


def _phase(row: Phase, place: int) -> TimelinePhase:
    return TimelinePhase(row.pk, row.name, place, row.start, row.due, row.passed_at is not None)
