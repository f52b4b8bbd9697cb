"""Roll-up: how far work and goals are, from what stands beneath them. Pure arithmetic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from .words import Category

DEFAULT_EFFORT: Final = 240
"""Minutes that a piece of work without an estimate weighs among its siblings: half a working day."""


@dataclass(frozen=True, slots=True)
class Work:
    """Minutes of effort in total and done, and how many pieces of work without parts that is."""

    total: int = 0
    done: int = 0
    parts: int = 0
    parts_done: int = 0


def leaf_work(*, category: str, effort: int | None, milestone: bool) -> Work:
    """What a piece of work without parts weighs: dropped work weighs nothing, a milestone has no effort."""
    if category == Category.DROPPED:
        return Work()
    weight = 0 if milestone else DEFAULT_EFFORT if effort is None else effort
    return Work(weight, weight, 1, 1) if category == Category.DONE else Work(weight, 0, 1, 0)


def share(work: Work, *, category: str) -> float:
    """Share done in 0..1, by effort; where nothing has effort (milestones) by the count of what is done."""
    if category == Category.DONE:
        return 1.0
    if work.total:
        return work.done / work.total
    return work.parts_done / work.parts if work.parts else 0.0


def metric_progress(*, start: float, target: float, current: float) -> float:
    """How far a metric has come from `start` to `target`, clipped to 0..1; falling targets count downwards."""
    if target == start:
        return 1.0 if current >= target else 0.0
    return min(1.0, max(0.0, (current - start) / (target - start)))


def weighted_mean(parts: Iterable[tuple[float, float]]) -> float | None:
    """Mean of (weight, value) pairs; None when nothing has weight."""
    pairs = [(w, v) for w, v in parts if w > 0]
    total = sum(w for w, _ in pairs)
    return sum(w * v for w, v in pairs) / total if total else None


def goal_progress(
    *,
    goals: Iterable[int],
    children: Mapping[int, Iterable[int]],
    proofs: Mapping[int, Iterable[tuple[float, float | None]]],
    work: Mapping[int, Iterable[tuple[float, float]]],
    done: frozenset[int] = frozenset(),
) -> dict[int, float | None]:
    """Return the progress of every goal in 0..1, or None where nothing proves it yet.

    `children`: goal -> goals beneath it. `proofs`: goal -> (weight, progress) of its key results, where a progress of
    None means «the share done of the linked work». `work`: goal -> (weight, share done) of what contributes to it.
    A goal with key results is proved by them alone; otherwise by its linked work and the goals beneath it, each
    goal beneath counting as one. Goals in `done` are at 1. Cycles must have been refused before.
    """
    found: dict[int, float | None] = {}

    def progress(goal: int) -> float | None:
        if goal not in found:
            found[goal] = None
            found[goal] = 1.0 if goal in done else _one(goal)
        return found[goal]

    def _one(goal: int) -> float | None:
        linked = weighted_mean(work.get(goal, ()))
        results = [(w, linked if value is None else value) for w, value in proofs.get(goal, ())]
        if results:
            return weighted_mean((w, value or 0.0) for w, value in results)
        beneath = [(1.0, value or 0.0) for child in children.get(goal, ()) for value in [progress(child)]]
        return weighted_mean([*work.get(goal, ()), *beneath])

    for goal in goals:
        progress(goal)
    return found
