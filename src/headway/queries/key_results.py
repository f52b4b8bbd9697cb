"""Key results, as rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..models import KeyResult
from ..rules.rollup import metric_progress
from ..rules.words import KeyResultType


@dataclass(frozen=True, slots=True)
class KeyResultRow:
    """What proves a goal; `progress` in 0..1, None where it is the share done of linked work."""

    id: int
    title: str
    type: str
    start: float
    target: float
    current: float
    unit: str
    weight: float
    progress: float | None


def key_results(goals: Iterable[int]) -> dict[int, tuple[KeyResultRow, ...]]:
    """Return goal id -> its key results in order. The goals are those that the reader has been found to see."""
    rows = KeyResult.objects.filter(goal_id__in=list(goals), deleted_at=None).order_by("goal_id", "position", "id")
    columns = ("goal_id", "id", "title", "type", "start", "target", "current", "unit", "weight")
    found: dict[int, tuple[KeyResultRow, ...]] = {}
    for goal, pk, title, type_, start, target, current, unit, weight in rows.values_list(*columns):
        metric = type_ == KeyResultType.METRIC
        progress = metric_progress(start=start, target=target, current=current) if metric else None
        row = KeyResultRow(pk, title, type_, start, target, current, unit, weight, progress)
        found[goal] = (*found.get(goal, ()), row)
    return found
