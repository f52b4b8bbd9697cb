"""The tree of goals, with how far each has come."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..access import aims, visible
from ..rules.cadence import next_due
from ..rules.words import CLOSED, Category, Kind
from .base import Look, Query
from .check_ins import CheckInRow, latest
from .clock import zone_of
from .key_results import KeyResultRow, key_results
from .rows import ItemRow, Known, item_rows
from .types import PeriodName


@dataclass(frozen=True, slots=True)
class GoalNode:
    """A goal in the tree, `depth` steps below its root.

    `progress` is rolled up (rules.goals.standing), None where nothing shows it yet; `work` is the share done of the
    work that contributes. `contributions` counts by kind the work that contributes directly, `open_contributions` how
    much of it is still open. `check_in` is the last one on the goal itself, `due` the day of its next one.
    """

    row: ItemRow
    depth: int
    period: str | None
    period_start: date | None
    period_end: date | None
    progress: float | None
    work: float | None
    score: float | None
    key_results: tuple[KeyResultRow, ...]
    check_in: CheckInRow | None
    due: date | None
    contributions: Mapping[str, int]
    open_contributions: int


_COLUMNS = (
    *("id", "parent_id", "category", "rank", "goal__period_start", "goal__period_end", "goal__period__name"),
    *("goal__score", "goal__cadence", "started_at"),
)


class ShowGoals(Query):
    """Show the goals as a tree, each followed by those beneath it; ended ones only when asked for, or one period's.

    Operations do not enter the progress of a goal: they never end, so they have no share done.
    """

    name = "goal.tree"
    route = "/goals"

    closed: bool = False
    period: PeriodName | None = None

    def answer(self, look: Look) -> tuple[GoalNode, ...]:
        """Roll up over all goals that the reader sees, then tell those asked for."""
        rows = visible.items(look.actor).filter(kind=Kind.GOAL).values(*_COLUMNS)
        goals = {row["id"]: row for row in sorted(rows, key=lambda row: (row["rank"], row["id"]))}
        seen = aims.seen_by(look.actor)
        stand = seen.standing()
        shown = {pk: row for pk, row in goals.items() if self._asked(row)}
        known = Known(look)
        results = key_results(shown, known=known, shares=stand.results)
        told = latest(look, shown, known=known)
        reports: dict[int, list[CheckInRow]] = defaultdict(list)
        for (goal, _), given in told.items():
            reports[goal] += given
        lines, zone = item_rows(look, shown, known=known), zone_of(look)
        return tuple(
            GoalNode(
                row=lines[pk],
                depth=depth,
                period=goals[pk]["goal__period__name"],
                period_start=goals[pk]["goal__period_start"],
                period_end=goals[pk]["goal__period_end"],
                progress=stand.goals.get(pk),
                work=stand.work.get(pk),
                score=goals[pk]["goal__score"],
                key_results=tuple(one.seen(told.get((pk, one.id), ())) for one in results.get(pk, ())),
                check_in=next(iter(told.get((pk, None), ())), None),
                due=due_on(goals[pk], reports[pk], zone=zone),
                contributions=_by_kind(seen.ties.get(pk, ())),
                open_contributions=sum(tie.category not in CLOSED for tie in seen.ties.get(pk, ())),
            )
            for pk, depth in in_tree_order(shown)
        )

    def _asked(self, row: Mapping[str, Any]) -> bool:
        if self.period and (row["goal__period__name"] or "").casefold() != self.period.casefold():
            return False
        return self.closed or row["category"] not in CLOSED


def goal_shares(look: Look) -> dict[int, float | None]:
    """Return the progress of every goal that the reader sees, by id. Five statements."""
    return aims.seen_by(look.actor).standing().goals


def due_on(goal: Mapping[str, Any], told: Iterable[CheckInRow], *, zone: Any) -> date | None:
    """The day of an active goal's next check-in: a cadence after the last one on it or on any of its key results."""
    if goal["category"] != Category.DOING or not goal["goal__cadence"]:
        return None
    times = [goal["started_at"], *(one.at for one in told)]
    since = max((time.astimezone(zone).date() for time in times if time), default=None)
    return next_due(since=since, cadence=goal["goal__cadence"]) if since else None


def _by_kind(ties: Sequence[aims.Tie]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for tie in ties:
        counts[tie.kind] += 1
    return dict(sorted(counts.items()))


def in_tree_order(goals: Mapping[int, Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    """(goal, depth), each goal followed by those beneath it; a goal whose parent is not shown stands at the top."""
    beneath: dict[int | None, list[int]] = defaultdict(list)
    for pk, row in goals.items():
        beneath[row["parent_id"] if row["parent_id"] in goals else None].append(pk)
    stack = [(pk, 0) for pk in reversed(beneath[None])]
    while stack:
        pk, depth = stack.pop()
        yield pk, depth
        stack += [(child, depth + 1) for child in reversed(beneath[pk])]
