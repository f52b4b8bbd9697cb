"""How a project is at a moment: every figure of its page and of its reports, from the rows that the actor sees."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from ..models import Deliverable, Item, Phase, Relation
from ..models.ids import among, listed
from ..models.prepared import Prepared
from ..rules.money import Line
from ..rules.reporting import SHOWN, DeliverableFigures, Figures, Mention, PhaseFigures, suggest
from ..rules.rollup import leaf_work, share
from ..rules.words import OPEN, Dependency, Kind, RelationType, Severity
from . import visible
from .actor import Actor
from .project_tree import Node, Tree, open_rule
from .seen import Seen

AHEAD: Final = timedelta(days=28)
_SEVERITIES: Final = tuple(word.value for word in Severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose figures these are and of when: `today` where the workspace is, `since` the moment of the report before."""

    actor: Actor
    now: datetime
    today: date
    zone: ZoneInfo
    since: datetime
    told_to_all: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """Something open at the other end that holds an item of the tree up, or hurts it."""

    inside: int
    key: str
    title: str
    kind: str
    severity: int | None
    holds: bool = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Tied:
    """What ties a tree to what holds it up or hurts it; `ends` are the ids of all that may, seen and open or not."""

    ties: tuple[Tie, ...]
    ends: frozenset[int]


def figures(
    asked: Asked,
    tree: Tree,
    *,
    phases: Sequence[Phase],
    deliverables: Sequence[Deliverable],
    budget: Sequence[Line] | None,
    tied: Tied | None = None,
) -> Figures:
    """Return how a project is. Three statements for what holds its tree up and hurts it, where that is not given."""
    ties = (tied or tied_to(asked, tree)).ties
    open_ = [node for node in tree.nodes if node.is_open]
    late = sorted((node for node in open_ if node.due and node.due < asked.today), key=_by_due)
    blocked = _blocked(open_, ties)
    done = [node for node in tree.nodes if node.category == "done"]
    recent = [node for node in done if node.closed and node.closed >= asked.since]
    coming = [node for node in open_ if node.due and asked.today <= node.due <= asked.today + AHEAD]
    issues = _issues(tree, ties)
    work = tree.work()
    root = tree.root
    made = Figures(
        as_of=asked.now,
        since=asked.since,
        state=root.state,
        start=root.start,
        due=root.due,
        total=work.total,
        done=work.done,
        progress=share(work, category=root.category),
        open_count=len(open_),
        done_count=len(done),
        late_count=len(late),
        late_minutes=_late_minutes(tree, late),
        blocked_count=len(blocked),
        done_since=_mentions(sorted(recent, key=_latest), lambda n: _closed(n, asked)),
        done_since_count=len(recent),
        late=_mentions(late, lambda n: _due(n, days=(asked.today - n.due).days if n.due else None)),
        blocked=tuple(blocked[:SHOWN]),
        upcoming=_mentions(sorted(coming, key=_coming), lambda n: _due(n, word="milestone" if n.milestone else "")),
        upcoming_count=len(coming),
        issues=tuple(issues[:SHOWN]),
        issue_count=len(issues),
        phases=_phases(tree, phases, asked.zone),
        deliverables=tuple(_deliverable(row, asked.zone) for row in deliverables),
        budget=tuple(budget) if budget is not None else None,
        days_over=(asked.today - root.due).days if root.is_open and root.due and root.due < asked.today else 0,
    )
    light, reasons = suggest(made, today=asked.today)
    return replace(made, suggested=light, reasons=reasons)


def _mentions(nodes: Iterable[Node], tell: object) -> tuple[Mention, ...]:
    return tuple(tell(node) for node in list(nodes)[:SHOWN])  # type: ignore[operator]


def _closed(node: Node, asked: Asked) -> Mention:
    day = node.closed.astimezone(asked.zone).date() if node.closed else None
    return Mention(key=node.key, title=node.title, day=day, word="milestone" if node.milestone else "")


def _due(node: Node, *, days: int | None = None, word: str = "") -> Mention:
    return Mention(key=node.key, title=node.title, day=node.due, days=days, word=word)


def _by_due(node: Node) -> tuple[date, str]:
    return node.due or date.max, node.key


def _latest(node: Node) -> float:
    return -node.closed.timestamp() if node.closed else 0.0


def _coming(node: Node) -> tuple[bool, date, str]:
    return not node.milestone, node.due or date.max, node.key


def _late_minutes(tree: Tree, late: Sequence[Node]) -> int:
    """The work that is late, counted once: that of leaves which are late, or stand beneath something late."""
    marked = {node.id for node in late}
    minutes = 0
    for node in tree.nodes:
        if node.parent in marked:
            marked.add(node.id)
        if node.id in marked and node.is_open and not tree.children[node.id]:
            minutes += leaf_work(category=node.category, effort=node.effort, milestone=node.milestone).total
    return minutes


def tied_to(asked: Asked, tree: Tree) -> Tied:
    """What is open and holds up or hurts something of the tree that is open, the project itself included."""
    inside = {node.id: node for node in (tree.root, *tree.nodes)}
    told = listed(inside)
    # Each by its own index: asked together, every relation is looked at.
    rows = sorted([*_waits.tuples(told), *_held.tuples(told)])
    ends = frozenset(there for *_, there in rows)
    seen = {pk: end for pk, *end in _ends(asked, tree, ends)}
    ties = (
        (here, type_ != RelationType.AFFECTS, seen[there])
        for _, type_, here, there in rows
        if there in seen and inside[here].is_open
    )
    return Tied(tuple(Tie(here, *end, holds=holds) for here, holds, end in ties), ends)


_waits: Final = Prepared(
    lambda ids: Relation.objects.filter(
        type=RelationType.DEPENDS_ON, dependency=Dependency.FS, source__in=among(ids)
    ).values_list("id", "type", "source_id", "target_id")
)
_held: Final = Prepared(
    lambda ids: Relation.objects.filter(
        type__in=(RelationType.BLOCKS, RelationType.AFFECTS), target__in=among(ids)
    ).values_list("id", "type", "target_id", "source_id")
)
_END: Final = ("id", "key", "title", "kind", "issue__severity")


def _open_ends(actor: Actor, ids: str) -> QuerySet[Item, Any]:
    return visible.items(actor).filter(category__in=list(OPEN), id__in=among(ids)).values_list(*_END)


_open: Final = Seen(_open_ends)


def _ends(asked: Asked, tree: Tree, ends: Collection[int]) -> Iterable[Sequence[Any]]:
    if not ends:
        return ()
    if asked.told_to_all:
        return _open_ends(asked.actor, listed(ends)).filter(open_rule(tree.root))
    return _open.tuples(asked.actor, listed(ends))


def _blocked(open_: Sequence[Node], ties: Sequence[Tie]) -> list[Mention]:
    holders: dict[int, list[str]] = defaultdict(list)
    for tie in ties:
        if tie.holds:
            holders[tie.inside].append(f"{tie.key} {tie.title}")
    waiting = [node for node in open_ if node.id in holders]
    return [_due(node, word=f"by {', '.join(dict.fromkeys(holders[node.id]))}") for node in waiting]


def _issues(tree: Tree, ties: Sequence[Tie]) -> list[Mention]:
    """Open issues beneath the project, and those elsewhere that block or affect it or something in it; worst first."""
    inside = [(node.severity, node.key, node.title) for node in tree.nodes if node.kind == Kind.ISSUE and node.is_open]
    outside = [(tie.severity, tie.key, tie.title) for tie in ties if tie.kind == Kind.ISSUE]
    order = sorted(dict.fromkeys(inside + outside), key=lambda one: (one[0] if one[0] is not None else 9, one[1]))
    return [
        Mention(key=key, title=title, word=_SEVERITIES[severity] if severity is not None else "")
        for severity, key, title in order
    ]


def _phases(tree: Tree, phases: Collection[Phase], zone: ZoneInfo) -> tuple[PhaseFigures, ...]:
    of = tree.phases()
    leaves: dict[int, list[Node]] = defaultdict(list)
    for node in tree.leaves:
        if node.id in of:
            leaves[of[node.id]].append(node)
    found = []
    for row in phases:
        work = tree.work(leaves[row.pk])
        passed = row.passed_at.astimezone(zone).date() if row.passed_at else None
        found.append(
            PhaseFigures(name=row.name, start=row.start, due=row.due, passed=passed, total=work.total, done=work.done)
        )
    return tuple(found)


def _deliverable(row: Deliverable, zone: ZoneInfo) -> DeliverableFigures:
    accepted = row.accepted_at.astimezone(zone).date() if row.accepted_at else None
    return DeliverableFigures(title=row.title, due=row.due, accepted=accepted)
