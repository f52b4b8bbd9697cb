"""All that stands beneath a project, as far as the actor sees it: one statement, whatever the depth."""

# ruff: noqa: S611 - the statement is made of constants; its value is a parameter.
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from ..models import Item, Team
from ..models.moments import read, written
from ..rules.rollup import Work, leaf_work
from ..rules.words import Category
from . import visible
from .actor import Actor
from .seen import Seen

_BENEATH: Final = (
    "WITH RECURSIVE w(id) AS (SELECT id FROM headway_item WHERE id = %s UNION"
    " SELECT s.id FROM w CROSS JOIN headway_item s {index} WHERE s.parent_id = w.id"
    " AND CASE WHEN w.id IS NOT NULL THEN s.deleted_at IS NULL END) SELECT id FROM w"
)
# Were what is in the bin left out without looking at w, SQLite would read all items for a Bloom filter first.
# Where most work stands beneath one parent SQLite would rather read all of it for each step.
_INDEX: Final = {"sqlite": "INDEXED BY item_by_parent"}
_COLUMNS: Final = (
    *("id", "parent_id", "kind", "key", "title", "state__name", "category", "priority"),
    *(written("start"), written("due"), "effort", "points", "task__milestone", "task__phase_id", "owner_id"),
    *("team_id", "private", "issue__severity", written("created_at"), written("closed_at"), "version"),
)
_READ: Final[Sequence[tuple[int, Callable[[str], Any]]]] = (
    *((8, date.fromisoformat), (9, date.fromisoformat)),
    *((18, read), (19, read)),
)
_MILESTONE: Final = 12
_WEIGHT: Final = attrgetter("category", "effort", "milestone")


class Node(NamedTuple):
    """An item of a project's tree; ids of what it refers to. `phase` is its own, `effort` in minutes.

    A tuple: thousands are made for a page.
    """

    id: int
    parent: int | None
    kind: str
    key: str
    title: str
    state: str
    category: str
    priority: int
    start: date | None
    due: date | None
    effort: int | None
    points: float | None
    milestone: bool
    phase: int | None
    owner: int | None
    team: int | None
    private: bool
    severity: int | None
    created: datetime
    closed: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether it still counts as open."""
        return self.category not in (Category.DONE, Category.DROPPED)


class Tree:
    """A project and all beneath it in the order of rank; what is reached only through something hidden is not there.

    `all_ids` are the ids of the project and all that is living beneath it, seen or not.
    """

    def __init__(self, root: Node, beneath: Iterable[Node], all_ids: frozenset[int]) -> None:
        self.root, self.all_ids = root, all_ids
        self.children: dict[int, list[Node]] = defaultdict(list)
        for node in beneath:
            if node.parent is not None:
                self.children[node.parent].append(node)
        self.nodes: tuple[Node, ...] = tuple(self._walk(root))

    def _walk(self, root: Node) -> Iterable[Node]:
        """Parents before their children; no recursion, trees may be deep."""
        waiting = list(reversed(self.children[root.id]))
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(self.children[node.id])

    @property
    def ids(self) -> list[int]:
        """The ids of the project and all beneath it."""
        return [self.root.id, *(node.id for node in self.nodes)]

    @cached_property
    def leaves(self) -> list[Node]:
        """What has no parts of its own, and does not stand beneath something dropped."""
        gone: set[int] = set()
        found = []
        for node in self.nodes:
            if node.category == Category.DROPPED or node.parent in gone:
                gone.add(node.id)
            elif not self.children[node.id]:
                found.append(node)
        return found

    def phases(self) -> dict[int, int]:
        """Item id -> the id of its phase: its own, or the nearest one's above it."""
        found: dict[int, int] = {}
        for node in self.nodes:
            phase = node.phase or found.get(node.parent or 0)
            if phase is not None:
                found[node.id] = phase
        return found

    def work(self, nodes: Iterable[Node] | None = None) -> Work:
        """The effort in total and done of these leaves, or of all."""
        alike = Counter(map(_WEIGHT, self.leaves if nodes is None else nodes))
        parts = [
            (count, leaf_work(category=category, effort=effort, milestone=milestone))
            for (category, effort, milestone), count in alike.items()
        ]
        return Work(*(sum(count * work[n] for count, work in parts) for n in range(len(Work._fields))))


def beneath(project: int) -> RawSQL:
    """Return a sub-query of the ids of a project and all that is living beneath it, seen or not."""
    return RawSQL(_BENEATH.format(index=_INDEX.get(connection.vendor, "")), (project,))


def _beneath_rows(actor: Actor, project: int) -> QuerySet[Item, Any]:
    """All of them, and of each at last whether the actor sees it."""
    rows = Item.objects.filter(workspace_id=actor.workspace_id, deleted_at=None, id__in=beneath(project))
    return rows.order_by("rank", "id").values_list(*_COLUMNS, visible.told(actor))


_rows: Final = Seen(_beneath_rows)


def tree(actor: Actor, project: int, *, told_to_all: bool = False) -> Tree | None:
    """Return a project's tree as the actor sees it; None where he does not see the project.

    With `told_to_all` only what everybody sees who sees the project: nothing private in it, nothing of other private
    teams. Two statements then, one without.
    """
    rows = _rows.tuples(actor, project)
    nodes = _nodes([row for row in rows if row[-1]])
    root = next((node for node in nodes if node.id == project), None)
    if root is None:
        return None
    if told_to_all:
        hidden = set(Team.objects.filter(workspace_id=actor.workspace_id, private=True).values_list("id", flat=True))
        nodes = [node for node in nodes if _open_to_all(node, root, hidden - {root.team})]
    return Tree(root, (node for node in nodes if node.id != project), frozenset(row[0] for row in rows))


def _open_to_all(node: Node, root: Node, hidden: set[int]) -> bool:
    return (root.private or not node.private) and node.team not in hidden


def open_rule(root: Node, prefix: str = "") -> Q:
    """The rule of `told_to_all` as a condition on items that are not beneath the project, such as issues."""
    private = Q() if root.private else Q(**{f"{prefix}private": False})
    plain = Q(**{f"{prefix}team": None}) | Q(**{f"{prefix}team__private": False}) | Q(**{f"{prefix}team": root.team})
    return private & plain


def _nodes(rows: Sequence[Sequence[Any]]) -> list[Node]:
    """What the database wrote, read column by column."""
    columns: list[Sequence[Any]] = []
    columns.extend(list(zip(*rows, strict=True))[: len(_COLUMNS)])
    for at, how in _READ if columns else ():
        columns[at] = [how(text) if text else None for text in columns[at]]
    if columns:
        columns[_MILESTONE] = [*map(bool, columns[_MILESTONE])]
    return [*map(Node._make, zip(*columns, strict=True))]


def plan(found: Tree, phases: Mapping[int, str]) -> list[dict[str, Any]]:
    """A project as rules.baselines describes it; `phases` are the names of its phases."""
    of = found.phases()
    return [_planned(node, phases.get(of.get(node.id, 0))) for node in (found.root, *found.nodes)]


def _planned(node: Node, phase: str | None) -> dict[str, Any]:
    facts = {name: getattr(node, name) for name in ("key", "title", "kind", "effort", "category", "milestone")}
    start, due = (day.isoformat() if day else None for day in (node.start, node.due))
    return {**facts, "start": start, "due": due, "phase": phase}
