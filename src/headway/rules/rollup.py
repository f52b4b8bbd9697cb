"""Roll-up: how far work and goals are, from what stands beneath them. Pure arithmetic."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from .words import Category, Direction

DEFAULT_EFFORT: Final = 240
"""Minutes that a piece of work without an estimate weighs among its siblings: half a working day."""


class Work(NamedTuple):
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


def metric_progress(*, direction: str, start: float, target: float, current: float) -> float:
    """How far a metric has come from `start` to `target`, in 0..1; one that is kept is at 1 while between the two."""
    if direction == Direction.KEEP:
        return 1.0 if start <= current <= target else 0.0
    if target == start:
        return 1.0 if current >= target else 0.0
    return min(1.0, max(0.0, (current - start) / (target - start)))


def weighted_mean(parts: Iterable[tuple[float, float]]) -> float | None:
    """Mean of (weight, value) pairs; None when nothing has weight."""
    pairs = [(w, v) for w, v in parts if w > 0]
    total = sum(w for w, _ in pairs)
    return sum(w * v for w, v in pairs) / total if total else None
