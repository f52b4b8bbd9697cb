"""Items as rows: plain values for every list, card and link. Five statements, however many rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Item, ItemLabel, Relation
from ..models.ids import among, listed
from ..models.moments import read, written
from ..models.prepared import Prepared
from ..rules.lifecycle import is_open
from ..rules.rollup import Work, share
from ..rules.words import OPEN, Dependency, Kind, Priority, RelationType, Role, Severity
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


@dataclass(slots=True, unsafe_hash=True)  # Frozen, it would take ten times as long to make, and hundreds are made.
class ItemRow:
    """An item as a line of a list. Effort and work in minutes; `progress` in 0..1, None where it has no end.

    `place` is the nearest project or operation above it. `goals` are those that it serves: the first on every way
    up by parents, operations and contributions. `blocked` is open work that waits for something open that the reader
    knows of.
    """

    key: str
    kind: str
    title: str
    state: str
    category: str
    team: TeamRef | None
    owner: Person | None
    parent: Ref | None
    place: Ref | None
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
    blocked: bool
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
    *("owner_id", "owner__email", "owner__name", "priority", "issue__severity", "start", "due", "effort"),
    *("points", "task__milestone", "private", "resolution", "work_total", "work_done", "parts_total", "parts_done"),
    *("version", written("created_at"), written("updated_at"), written("started_at"), written("closed_at")),
)


_items: Final = Prepared(lambda ids: Item.objects.filter(id__in=among(ids)).values_list(*_COLUMNS))
_labels: Final = Prepared(
    lambda ids: (
        ItemLabel.objects.filter(item_id__in=among(ids)).order_by("label__name").values_list("item_id", "label__name")
    )
)
_members: Final = Seen(lambda actor: visible.members(actor).values_list("id"))


_Up = tuple[Ref | None, Ref | None, tuple[Ref, ...]]
"""Parent, nearest project or operation, goals."""


class Known:
    """Whom and which teams the reader may know of."""

    def __init__(self, look: Look) -> None:
        self.actor = look.actor
        self._members: frozenset[int] | None = None
        self._people: dict[int, Person] = {}
        self._teams: dict[int, TeamRef | None] = {}
        if look.actor.role is Role.GUEST:
            self._members = frozenset(pk for (pk,) in _members.tuples(look.actor))

    def person(self, pk: int | None, email: str | None, name: str | None) -> Person | None:
        """Return a member as the reader may know him."""
        if pk is None:
            return None
        if pk not in self._people:
            shown = self._members is None or pk in self._members
            self._people[pk] = Person(email or "", name or "") if shown else NOBODY
        return self._people[pk]

    def team(self, pk: int | None, key: str | None, name: str | None) -> TeamRef | None:
        """Return a team, or None where the reader may not know of it."""
        if pk is None:
            return None
        if pk not in self._teams:
            beyond = pk in self.actor.hidden or (self.actor.role is Role.GUEST and pk not in self.actor.teams)
            self._teams[pk] = None if beyond else TeamRef(key or "", name or "")
        return self._teams[pk]


def item_rows(look: Look, ids: Iterable[int], *, known: Known | None = None) -> dict[int, ItemRow]:
    """Return id -> row in the given order; the ids are of items that the reader has been found to see."""
    wanted = list(dict.fromkeys(ids))
    known = known or Known(look)
    if not wanted:
        return {}
    found = {row[0]: row for row in _items.tuples(listed(wanted))}
    labels = labels_of(wanted)
    ways = _Ways(look, wanted)
    blocked = blocked_among(look, (pk for pk, row in found.items() if is_open(row[5])))
    return {
        pk: _row(found[pk], known, labels.get(pk, ()), ways.of(pk), blocked=pk in blocked)
        for pk in wanted
        if pk in found
    }


def _row(row: Sequence[Any], known: Known, labels: tuple[str, ...], up: _Up, *, blocked: bool) -> ItemRow:
    parent, place, goals = up
    (_pk, key, kind, title, state, category, team, team_key, team_name, owner, email, name, priority) = row[:13]
    (severity, start, due, effort, points, milestone, private, resolution, *figures) = row[13:25]
    version, created, updated, started, closed = row[25:]
    work = Work(*figures)
    ends = kind not in (Kind.GOAL, Kind.OPERATION)
    return ItemRow(
        key=key,
        kind=kind,
        title=title,
        state=state,
        category=category,
        team=known.team(team, team_key, team_name),
        owner=known.person(owner, email, name),
        parent=parent,
        place=place,
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
        blocked=blocked and is_open(category),
        work_total=work.total,
        work_done=work.done,
        progress=share(work, category=category) if ends else None,
        version=version,
        created=read(created),
        updated=read(updated),
        started=read(started) if started else None,
        closed=read(closed) if closed else None,
    )


def blocked_among(look: Look, ids: Iterable[int]) -> set[int]:
    """Return those of these that something open blocks, or that depend on the end of something open. One statement."""
    wanted = [*ids]
    ties = _holding.tuples(look.actor, listed(wanted)) if wanted else ()
    return {target if type_ == RelationType.BLOCKS else source for type_, source, target in ties}


def _holding_rows(actor: Actor, ids: str) -> QuerySet[Relation, Any]:
    blocks = Q(type=RelationType.BLOCKS, target_id__in=among(ids), source__category__in=OPEN)
    ends = Q(type=RelationType.DEPENDS_ON, dependency=Dependency.FS)
    ties = blocks | (ends & Q(source_id__in=among(ids), target__category__in=OPEN))
    return visible.relations(actor).filter(ties).values_list("type", "source_id", "target_id")


_holding: Final = Seen(_holding_rows)


def refs(look: Look, ids: Iterable[int], *, deleted: bool = False) -> dict[int, Ref]:
    """Return id -> named item, of those that the reader may see; with `deleted` of those in the bin, too."""
    wanted = [*ids]
    found = _refs.tuples(look.actor, listed(wanted), of=(deleted,)) if wanted else ()
    return {pk: Ref(*rest) for pk, *rest in found}


def _ref_rows(actor: Actor, deleted: bool, ids: str) -> QuerySet[Item, Any]:
    rows = visible.items(actor)
    rows = (rows | visible.items(actor, deleted=True) if deleted else rows).filter(id__in=among(ids))
    return rows.values_list("id", "key", "kind", "title", "category")


_refs: Final = Seen(_ref_rows)


def labels_of(ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return id -> the item's labels in alphabetical order."""
    found: dict[int, list[str]] = defaultdict(list)
    wanted = [*ids]
    for pk, name in _labels.tuples(listed(wanted)) if wanted else ():
        found[pk].append(name)
    return {pk: tuple(names) for pk, names in found.items()}


class _Ways:
    """What stands above items. Two statements, however many items."""

    def __init__(self, look: Look, ids: Iterable[int]) -> None:
        steps = above(look.actor, ids, together=True)
        self._named = refs(look, {step.above for step in steps})
        self._up: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for _, below, via, there in steps:
            self._up[below].append((via, there))
        self._found: dict[tuple[tuple[str, int], ...], _Up] = {}

    def of(self, pk: int) -> _Up:
        """Return the parent, the nearest project or operation, and the goals served; alike for all beneath the same."""
        first = tuple(self._up.get(pk, ()))
        if first not in self._found:
            parent = next((self._named.get(there) for via, there in first if via == "parent"), None)
            self._found[first] = (parent, self._place(first), self._goals(first))
        return self._found[first]

    def _place(self, steps: Iterable[tuple[str, int]]) -> Ref | None:
        at = next((there for via, there in steps if via in _BELONGS), None)
        named = self._named.get(at or 0)
        if named is None or named.kind in (Kind.PROJECT, Kind.OPERATION):
            return named
        return None if named.kind == Kind.GOAL else self._place(self._up.get(at or 0, ()))

    def _goals(self, steps: Iterable[tuple[str, int]]) -> tuple[Ref, ...]:
        """The first goal on every way up."""
        seen: set[int] = set()
        found: list[Ref] = []
        ahead = [there for _, there in steps]
        while ahead:
            at = ahead.pop()
            named = self._named.get(at)
            if at in seen or named is None:
                continue
            seen.add(at)
            if named.kind == Kind.GOAL:
                found.append(named)
            else:
                ahead += [there for _, there in self._up.get(at, ())]
        return tuple(sorted(found, key=lambda ref: (len(ref.key), ref.key)))


_BELONGS: Final = ("operation", "parent")
