"""Key results, as rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from ..models import KeyResult
from ..rules.rollup import metric_progress
from ..rules.words import KeyResultType
from .check_ins import CheckInRow
from .rows import Known, Person


@dataclass(frozen=True, slots=True)
class KeyResultRow:
    """What proves a goal; `progress` in 0..1, None where nothing shows it. `score` is given when the goal is closed.

    A metric goes up or down from `start` to `target`, or is to be kept between the two. `check_in` is the last one.
    """

    id: int
    title: str
    type: str
    direction: str
    owner: Person | None
    start: float
    target: float
    current: float
    unit: str
    weight: float
    score: float | None
    progress: float | None
    check_in: CheckInRow | None = None

    def seen(self, told: Sequence[CheckInRow]) -> Self:
        """The same with the last of these check-ins, newest first."""
        return replace(self, check_in=told[0]) if told else self


_COLUMNS = (
    *("goal_id", "id", "title", "type", "direction", "owner_id", "owner__email", "owner__name"),
    *("start", "target", "current", "unit", "weight", "score"),
)


def key_results(
    goals: Iterable[int], *, known: Known, shares: Mapping[int, float | None]
) -> dict[int, tuple[KeyResultRow, ...]]:
    """Return goal id -> its key results in order; `shares` is how far those are that linked work proves.

    The goals are those that the reader has been found to see.
    """
    rows = KeyResult.objects.filter(goal_id__in=list(goals), deleted_at=None).order_by("goal_id", "position", "id")
    found: dict[int, tuple[KeyResultRow, ...]] = {}
    for goal, pk, title, type_, direction, owner, email, name, *figures in rows.values_list(*_COLUMNS):
        start, target, current = figures[:3]
        progress = shares.get(pk)
        if type_ == KeyResultType.METRIC:
            progress = metric_progress(direction=direction, start=start, target=target, current=current)
        facts = (pk, title, type_, direction, known.person(owner, email, name), *figures, progress)
        found[goal] = (*found.get(goal, ()), KeyResultRow(*facts))
    return found
