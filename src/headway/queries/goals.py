"""The tree of goals, with how far each has come."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..access import visible
from ..rules.rollup import Work, goal_progress, share
from ..rules.words import CLOSED, Category, Kind, RelationType
from .base import Look, Query
from .key_results import KeyResultRow, key_results
from .rows import ItemRow, item_rows


@dataclass(frozen=True, slots=True)
class GoalNode:
    """A goal in the tree, `depth` steps below its root.

    `progress` is rolled up (rules.rollup.goal_progress), None where nothing proves it yet. `contributions` counts by
    kind the work that contributes directly, `open_contributions` how much of it is still open.
    """

    row: ItemRow
    depth: int
    period_start: date | None
    period_end: date | None
    progress: float | None
    key_results: tuple[KeyResultRow, ...]
    contributions: Mapping[str, int]
    open_contributions: int


@dataclass(frozen=True, slots=True)
class _Part:
    goal: int
    weight: float
    kind: str
    category: str
    total: int
    done: int


class ShowGoals(Query):
    """Show the goals as a tree, each followed by those beneath it; ended ones only when asked for.

    Operations do not enter the progress of a goal: they never end, so they have no share done.
    """

    name = "goal.tree"
    route = "/goals"

    closed: bool = False

    def answer(self, look: Look) -> tuple[GoalNode, ...]:
        """Roll up over all goals that the reader sees, then tell those asked for."""
        columns = ("id", "parent_id", "category", "rank", "goal__period_start", "goal__period_end")
        rows = visible.items(look.actor).filter(kind=Kind.GOAL).values_list(*columns)
        goals = {row[0]: row for row in sorted(rows, key=lambda row: (row[3], row[0]))}
        parts, results = _parts(look), key_results(goals)
        progress = _progress(goals, parts, results)
        shown = {pk: row for pk, row in goals.items() if self.closed or row[2] not in CLOSED}
        lines = item_rows(look, shown)
        return tuple(
            GoalNode(
                row=lines[pk],
                depth=depth,
                period_start=goals[pk][4],
                period_end=goals[pk][5],
                progress=progress[pk],
                key_results=results.get(pk, ()),
                contributions=_by_kind(parts.get(pk, ())),
                open_contributions=sum(part.category not in CLOSED for part in parts.get(pk, ())),
            )
            for pk, depth in _in_tree_order(shown)
        )


def goal_shares(look: Look) -> dict[int, float | None]:
    """Return the progress of every goal that the reader sees, by id. Three statements."""
    columns = ("id", "parent_id", "category")
    rows = visible.items(look.actor).filter(kind=Kind.GOAL)
    goals = {row[0]: row for row in rows.values_list(*columns)}
    return _progress(goals, _parts(look), key_results(goals))


def _parts(look: Look) -> dict[int, list[_Part]]:
    """What contributes directly to each goal."""
    rows = visible.relations(look.actor).filter(type=RelationType.CONTRIBUTES_TO)
    source = ("kind", "category", "work_total", "work_done")
    found: dict[int, list[_Part]] = defaultdict(list)
    for row in rows.values_list("target_id", "weight", *(f"source__{name}" for name in source)):
        found[row[0]].append(_Part(*row))
    return found


def _progress(
    goals: Mapping[int, Sequence[Any]],
    parts: Mapping[int, Sequence[_Part]],
    results: Mapping[int, Sequence[KeyResultRow]],
) -> dict[int, float | None]:
    """Dropped goals and work count for nothing; goals that contribute to goals count like those beneath them."""
    children: dict[int, list[int]] = defaultdict(list)
    for pk, row in goals.items():
        if row[1] in goals and row[2] != Category.DROPPED:
            children[row[1]].append(pk)
    ends = {
        pk: [
            (part.weight, share(Work(part.total, part.done), category=part.category))
            for part in given
            if part.kind not in (Kind.OPERATION, Kind.GOAL) and part.category != Category.DROPPED
        ]
        for pk, given in parts.items()
    }
    return goal_progress(
        goals=goals,
        children=children,
        proofs={pk: [(result.weight, result.progress) for result in given] for pk, given in results.items()},
        work=ends,
        done=frozenset(pk for pk, row in goals.items() if row[2] == Category.DONE),
    )


def _by_kind(parts: Sequence[_Part]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for part in parts:
        counts[part.kind] += 1
    return dict(sorted(counts.items()))


def _in_tree_order(goals: Mapping[int, Sequence[Any]]) -> Iterator[tuple[int, int]]:
    """(goal, depth), each goal followed by those beneath it; a goal whose parent is not shown stands at the top."""
    beneath: dict[int | None, list[int]] = defaultdict(list)
    for pk, row in goals.items():
        beneath[row[1] if row[1] in goals else None].append(pk)
    stack = [(pk, 0) for pk in reversed(beneath[None])]
    while stack:
        pk, depth = stack.pop()
        yield pk, depth
        stack += [(child, depth + 1) for child in reversed(beneath[pk])]
