"""What each of some tasks costs a goal once the others of them are done: what is worth doing only together with others.

What a task costs alone says nothing of two that hold a goal up side by side: without either, the goal is as late as
before. With all others of them gone, the goal is finished at T0, and with task i still there at

    T = max(T0, head(i) + d(i) + tail(i))

where head and tail are the longest ways through what is left: one pass for all of them together.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from headway.engine.draws import Begins, Spread
from headway.engine.simulate import Batch, Plan, Target, in_time
from headway.engine.taskgraph import Floats, early, late


def beside(
    *,
    plan: Plan,
    spread: Spread,
    keys: NDArray[np.uint64],
    runs: int,
    tasks: Collection[int],
    begins: Begins | None = None,
) -> list[dict[int, tuple[float, float]]]:
    """Return for each goal: task -> probability and days that it loses by the task, the others of them being done."""
    wanted = np.array(sorted(tasks), dtype=np.int64)
    places = [np.flatnonzero(np.isin(target.layout.tasks, wanted)) for target in plan.targets]
    sums = [np.zeros((2, at.size)) for at in places]
    count = 0
    for batch in plan.simulate(spread=spread, keys=keys, runs=runs, begins=begins):
        for target, at, total in zip(plan.targets, places, sums, strict=True):
            total += _lost(target, batch, at)
        count += batch.durations.shape[1]
    return [
        {
            int(task): (float(lost), float(days))
            for task, lost, days in zip(target.layout.tasks[at], *total, strict=True)
        }
        for target, at, total in zip(plan.targets, places, (total / max(count, 1) for total in sums), strict=True)
    ]


def _lost(target: Target, batch: Batch, at: NDArray[np.int64]) -> Floats:
    """Runs in which the goal is late by each task alone, and days by which it is later, summed: shape (2, tasks)."""
    durations = batch.durations[target.rows]
    own = durations[at]
    durations[at] = -np.inf
    start, finish = early(target.layout, durations, None if batch.begins is None else batch.begins[target.rows])
    whole = target.finish(finish)
    later = np.maximum(start[at] + own + late(target.layout, durations, target.ends)[0][at], whole)
    lost = in_time(whole, target.due).sum() - in_time(later, target.due).sum(axis=1)
    return np.stack([lost, (later - whole).sum(axis=1)])
