"""How goals have come along, week by week, as their check-ins tell it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from ..models import CheckIn, KeyResult
from ..models.ids import among, listed
from ..models.prepared import Prepared
from ..rules.rollup import metric_progress, weighted_mean
from ..rules.words import KeyResultType

Told = Sequence[tuple[datetime, float, float | None]]
"""(when, value, value until then), the oldest first."""


@dataclass(frozen=True, slots=True)
class _Metric:
    goal: int
    weight: float
    direction: str
    start: float
    target: float
    current: float

    def progress(self, told: Told, moment: datetime) -> float:
        """How far it had come at a moment."""
        at = bisect_right(told, moment, key=itemgetter(0))
        before = told[0][2] if told else self.current
        value = told[at - 1][1] if at else self.start if before is None else before
        return metric_progress(direction=self.direction, start=self.start, target=self.target, current=value)


def trends(goals: Iterable[int], moments: Sequence[datetime]) -> dict[int, tuple[float, ...]]:
    """Return goal -> progress of its measured key results at each moment, in 0..1, of goals that the reader sees.

    Of those alone on which at least one value was reported. Two statements.
    """
    metrics = _metrics(goals)
    told: dict[int, list[tuple[datetime, float, float | None]]] = defaultdict(list)
    for pk, at, value, before in _told.tuples(listed(metrics)) if metrics else ():
        if pk is not None and value is not None:
            told[pk].append((at, value, before))
    reported = {metrics[pk].goal for pk in told}
    return {goal: tuple(_mean(goal, metrics, told, moment) for moment in moments) for goal in sorted(reported)}


def _metrics(goals: Iterable[int]) -> dict[int, _Metric]:
    return {pk: _Metric(*facts) for pk, *facts in _measured.tuples(listed(goals))}


def _measured_rows(goals: str) -> QuerySet[KeyResult, Any]:
    rows = KeyResult.objects.filter(goal_id__in=among(goals), type=KeyResultType.METRIC, deleted_at=None)
    return rows.values_list("id", "goal_id", "weight", "direction", "start", "target", "current")


def _told_rows(metrics: str) -> QuerySet[CheckIn, Any]:
    rows = CheckIn.objects.filter(key_result_id__in=among(metrics), deleted_at=None, value__isnull=False)
    return rows.order_by("at", "id").values_list("key_result_id", "at", "value", "before")


_measured, _told = Prepared(_measured_rows), Prepared(_told_rows)


def _mean(goal: int, metrics: Mapping[int, _Metric], told: Mapping[int, Told], moment: datetime) -> float:
    own = ((pk, one) for pk, one in metrics.items() if one.goal == goal)
    return weighted_mean((one.weight, one.progress(told.get(pk, ()), moment)) for pk, one in own) or 0.0
