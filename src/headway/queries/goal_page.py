"""A goal's own page: its key results with their history and proof, how far it is, and where it came from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ..access import aims, visible
from ..models import Goal, Proof
from ..rules.errors import NotFound
from ..rules.rollup import weighted_mean
from ..rules.words import Kind
from ..tongue import say
from .base import Look, Query
from .check_ins import CheckInRow, latest
from .clock import zone_of
from .goals import due_on
from .key_results import KeyResultRow, key_results
from .rows import ItemRow, Known, Ref, item_rows, refs
from .types import ItemKey

CHECK_INS: Final = 50
"""How many check-ins of each key result, and of the goal itself, are told."""


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A piece of work that proves a key result, by its weight among the others."""

    row: ItemRow
    weight: float


@dataclass(frozen=True, slots=True)
class KeyResultPage:
    """A key result with its check-ins, newest first, the work linked to it, and the score its progress suggests."""

    row: KeyResultRow
    check_ins: tuple[CheckInRow, ...]
    proofs: tuple[ProofRow, ...]
    suggested: float


@dataclass(frozen=True, slots=True)
class GoalPage:
    """A goal as its page shows it. `check_ins` are those on the goal itself, `due` the day of its next one.

    `progress` is rolled up (rules.goals.standing), `work` the share done of what contributes; None where nothing shows
    it. `suggested` is the score that those of the key results come to, or their progress.
    """

    key: str
    period: str | None
    period_start: date | None
    period_end: date | None
    cadence: int | None
    progress_by: str
    progress: float | None
    work: float | None
    score: float | None
    suggested: float | None
    reflection: str
    due: date | None
    carried_from: Ref | None
    carried_to: tuple[Ref, ...]
    key_results: tuple[KeyResultPage, ...]
    check_ins: tuple[CheckInRow, ...]


_COLUMNS: Final = (
    *("id", "key", "category", "started_at", "goal__period__name", "goal__period_start", "goal__period_end"),
    *("goal__cadence", "goal__progress_by", "goal__score", "goal__reflection", "goal__carried_from_id"),
)


class ShowGoal(Query):
    """Show a goal: how far it is, its key results with their check-ins and proof, and what it was carried over from."""

    name = "goal.show"
    route = "/goals/{key}"

    key: ItemKey

    def answer(self, look: Look) -> GoalPage:
        """Find it among what the reader sees; roll up; read what was reported."""
        rows = visible.items(look.actor).filter(key=self.key.upper(), kind=Kind.GOAL)
        goal = rows.values(*_COLUMNS).first()
        if goal is None:
            raise NotFound(say("there is no goal %(key)s here", key=repr(self.key)), field="key")
        pk, known = goal["id"], Known(look)
        stand = aims.seen_by(look.actor).standing()
        told = latest(look, [pk], known=known, most=CHECK_INS)
        results = key_results([pk], known=known, shares=stand.results).get(pk, ())
        pages = _pages(results, told={result: rows for (_, result), rows in told.items()}, proofs=_proofs(look, pk))
        carried = list(Goal.objects.filter(carried_from_id=pk).order_by("item_id").values_list("item_id", flat=True))
        named = refs(look, [goal["goal__carried_from_id"] or 0, *carried])
        reported = [rows[0] for rows in told.values()]
        return GoalPage(
            key=goal["key"],
            **{name: goal[f"goal__{name}"] for name in ("period_start", "period_end", "cadence", "progress_by")},
            period=goal["goal__period__name"],
            progress=stand.goals.get(pk),
            work=stand.work.get(pk),
            score=goal["goal__score"],
            suggested=suggested(results, stand.goals.get(pk)),
            reflection=goal["goal__reflection"] or "",
            due=due_on(goal, reported, zone=zone_of(look)),
            carried_from=named.get(goal["goal__carried_from_id"]),
            carried_to=tuple(named[one] for one in carried if one in named),
            key_results=pages,
            check_ins=told.get((pk, None), ()),
        )


def suggested(results: Iterable[KeyResultRow], progress: float | None) -> float | None:
    """The score that a goal comes to: the mean of its key results' by weight, or how far it is without any."""
    scores = [(one.weight, one.progress or 0.0 if one.score is None else one.score) for one in results]
    found = weighted_mean(scores) if scores else progress
    return None if found is None else round(found, 2)


def _pages(
    results: Iterable[KeyResultRow],
    *,
    told: Mapping[int | None, tuple[CheckInRow, ...]],
    proofs: Mapping[int, tuple[ProofRow, ...]],
) -> tuple[KeyResultPage, ...]:
    return tuple(
        KeyResultPage(
            row=one.seen(told.get(one.id, ())),
            check_ins=told.get(one.id, ()),
            proofs=proofs.get(one.id, ()),
            suggested=round(one.progress or 0.0, 2),
        )
        for one in results
    )


def _proofs(look: Look, goal: int) -> dict[int, tuple[ProofRow, ...]]:
    """Key result -> the work linked to it that the reader sees."""
    rows = Proof.objects.filter(visible.through(look.actor, "item__"), key_result__goal_id=goal).order_by("id")
    linked: list[Any] = list(rows.values_list("key_result_id", "item_id", "weight"))
    lines = item_rows(look, [item for _, item, _ in linked])
    found: dict[int, list[ProofRow]] = defaultdict(list)
    for result, item, weight in linked:
        found[result].append(ProofRow(lines[item], weight))
    return {result: tuple(given) for result, given in found.items()}
