"""Items as rows: plain values for every list, card and link. Four statements, however many rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from ..access import visible
from ..models import Item, ItemLabel
from ..rules.rollup import Work, share
from ..rules.words import Kind, Priority, Role, Severity
from .base import Look
from .closure import above

PRIORITIES: Final = tuple(word.value for word in Priority)
SEVERITIES: Final = tuple(word.value for word in Severity)


@dataclass(frozen=True, slots=True)
class Person:
    """A member; without address or name where the reader may not know of him."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class TeamRef:
    """A team, named."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Ref:
    """An item, named."""

    key: str
    kind: str
    title: str
    category: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as a line of a list. Effort and work in minutes; `progress` in 0..1, None where it has no end.

    `goals` are those that it serves: the first on every way up by parents, operations and contributions.
    """

    key: str
    kind: str
    title: str
    state: str
    category: str
    team: TeamRef | None
    owner: Person | None
    parent: Ref | None
    priority: str
    severity: str | None
    start: date | None
    due: date | None
    effort: int | None
    points: float | None
    labels: tuple[str, ...]
    goals: tuple[Ref, ...]
    milestone: bool
    private: bool
    resolution: str
    work_total: int
    work_done: int
    progress: float | None
    version: int
    created: datetime
    updated: datetime
    started: datetime | None
    closed: datetime | None


NOBODY: Final = Person("", "not shown")

_COLUMNS: Final = (
    *("id", "key", "kind", "title", "state__name", "category", "team_id", "team__key", "team__name"),
    *("owner_id", "owner__email", "owner__name", "parent_id", "priority", "issue__severity", "start", "due", "effort"),
    *("points", "task__milestone", "private", "resolution", "work_total", "work_done", "version"),
    *("created_at", "updated_at", "started_at", "closed_at"),
)


class Known:
    """Whom and which teams the reader may know of."""

    def __init__(self, look: Look) -> None:
        self.actor = look.actor
        self._members: frozenset[int] | None = None
        if look.actor.role is Role.GUEST:
            self._members = frozenset(visible.members(look.actor).values_list("id", flat=True))

    def person(self, pk: int | None, email: str | None, name: str | None) -> Person | None:
        """Return a member as the reader may know him."""
        if pk is None:
            return None
        return Person(email or "", name or "") if self._members is None or pk in self._members else NOBODY

    def team(self, pk: int | None, key: str | None, name: str | None) -> TeamRef | None:
        """Return a team, or None where the reader may not know of it."""
        if pk is None or pk in self.actor.hidden or (self.actor.role is Role.GUEST and pk not in self.actor.teams):
            return None
        return TeamRef(key or "", name or "")


def item_rows(look: Look, ids: Iterable[int], *, known: Known | None = None) -> dict[int, ItemRow]:
    """Return id -> row in the given order; the ids are of items that the reader has been found to see."""
    wanted = list(dict.fromkeys(ids))
    known = known or Known(look)
    found = {row[0]: row for row in Item.objects.filter(id__in=wanted).values_list(*_COLUMNS)}
    parents = refs(look, {row[12] for row in found.values() if row[12] is not None})
    labels = labels_of(wanted)
    goals = goals_of(look, wanted)
    return {pk: _row(found[pk], known, parents, labels.get(pk, ()), goals.get(pk, ())) for pk in wanted if pk in found}


def _row(
    row: Sequence[Any], known: Known, parents: Mapping[int, Ref], labels: tuple[str, ...], goals: tuple[Ref, ...]
) -> ItemRow:
    (_, key, kind, title, state, category, team, team_key, team_name, owner, email, name, parent, priority) = row[:14]
    (severity, start, due, effort, points, milestone, private, resolution, total, done, version) = row[14:25]
    created, updated, started, closed = row[25:]
    ends = kind not in (Kind.GOAL, Kind.OPERATION)
    return ItemRow(
        key=key,
        kind=kind,
        title=title,
        state=state,
        category=category,
        team=known.team(team, team_key, team_name),
        owner=known.person(owner, email, name),
        parent=parents.get(parent) if parent is not None else None,
        priority=PRIORITIES[priority],
        severity=SEVERITIES[severity] if severity is not None else None,
        start=start,
        due=due,
        effort=effort,
        points=points,
        labels=labels,
        goals=goals,
        milestone=bool(milestone),
        private=private,
        resolution=resolution,
        work_total=total,
        work_done=done,
        progress=share(Work(total, done), category=category) if ends else None,
        version=version,
        created=created,
        updated=updated,
        started=started,
        closed=closed,
    )


def refs(look: Look, ids: Iterable[int]) -> dict[int, Ref]:
    """Return id -> named item, of those that the reader may see."""
    rows = visible.items(look.actor).filter(id__in=list(ids))
    return {pk: Ref(*rest) for pk, *rest in rows.values_list("id", "key", "kind", "title", "category")}


def labels_of(ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return id -> the item's labels in alphabetical order."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = ItemLabel.objects.filter(item_id__in=list(ids)).order_by("label__name")
    for pk, name in rows.values_list("item_id", "label__name"):
        found[pk].append(name)
    return {pk: tuple(names) for pk, names in found.items()}


def goals_of(look: Look, ids: Iterable[int]) -> dict[int, tuple[Ref, ...]]:
    """Return id -> the goals that the item serves, by key."""
    ways = above(look.actor, ids)
    rows = visible.items(look.actor).filter(kind=Kind.GOAL, id__in={edge.above for edge in ways})
    named = {pk: Ref(*rest) for pk, *rest in rows.values_list("id", "key", "kind", "title", "category")}
    found: dict[int, dict[str, Ref]] = defaultdict(dict)
    for edge in ways:
        if edge.above in named:
            found[edge.root][named[edge.above].key] = named[edge.above]
    return {pk: tuple(goals[key] for key in sorted(goals)) for pk, goals in found.items()}
