"""What each task costs each goal, exactly and without simulating again.

In one run let head(i) be the start of task i, d(i) its duration, tail(i) the longest way from its finish to the goal.
The goal is finished at T, the longest of all ways. If task i took d' instead, the goal would be finished at

    T' = max(head(i) + d' + tail(i), longest way that avoids i)

since neither head nor tail contains i. A way that avoids i passes the level of i either through another task of that
level, or along a link that leaps over the level: so the last term is a maximum over the other tasks of the level, and a
range maximum over the levels: O(tasks + links + levels x log levels) a run for all tasks together.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.engine.bypass import Bypass
from headway.engine.draws import Spread
from headway.engine.simulate import SLACK, Batch, Plan, Target, in_time
from headway.engine.taskgraph import Floats, late

Change = Callable[[Floats], Floats]


def no_time(durations: Floats) -> Floats:
    """Return durations as if the work were done: all zero."""
    return np.zeros_like(durations)


def slipped(days: float) -> Change:
    """Return the change by which a task takes `days` longer (shorter, if negative, but never less than no time)."""
    return lambda durations: np.maximum(durations + days, 0.0)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of each task alone does to one goal; arrays of shape (rows,), by the rows of the goal's layout.

    gain: probability of the goal with the change, minus without. days: by how many days, in the mean over all runs, the
    goal is finished earlier. critical: share of the runs in which a longest way to the goal passes through the task.
    """

    gain: Floats
    days: Floats
    critical: Floats


class Tally:
    """Adds up the effect of a change on one goal, batch of runs by batch of runs."""

    def __init__(self, target: Target, change: Change = no_time) -> None:
        self.target = target
        self._change = change
        self._bypass = Bypass.of(target.layout, target.ends)
        self._sums = np.zeros((3, target.layout.tasks.size))
        self._runs = 0

    def add(self, batch: Batch) -> Floats:
        """Count more runs, and return when the goal is there in each, shape (runs,), in days."""
        rows, due = self.target.rows, self.target.due
        start, finish, durations = batch.start[rows], batch.finish[rows], batch.durations[rows]
        tail = late(self.target.layout, durations, self.target.ends)
        whole = self.target.finish(finish)
        changed = start + self._change(durations) + tail
        np.maximum(changed, self._avoiding(finish, durations, tail), out=changed)
        self._sums[0] += in_time(changed, due).sum(axis=1) - in_time(whole, due).sum()
        self._sums[1] += (whole - changed).sum(axis=1)
        self._sums[2] += (finish + tail >= whole - SLACK).sum(axis=1)
        self._runs += whole.size
        return whole

    def _avoiding(self, finish: Floats, durations: Floats, tail: Floats) -> Floats:
        """Return the longest way that avoids each task, shape (rows, runs)."""
        starts = self.target.layout.starts
        past = self._bypass.longest(finish=finish, whole=durations + tail, levels=starts.size - 1)
        avoiding = finish + tail
        for a, b, leap in zip(starts[:-1], starts[1:], past, strict=True):
            _others(avoiding[a:b])
            np.maximum(avoiding[a:b], leap, out=avoiding[a:b])
        return avoiding

    def effect(self) -> Effect:
        """Return the means over all runs counted so far."""
        return Effect(*(self._sums / self._runs))


@dataclass(frozen=True, slots=True)
class Study:
    """One goal simulated: its finish in each run, shape (runs,), in days, and what each task alone does to it."""

    target: Target
    finish: Floats
    effect: Effect

    @property
    def probability(self) -> float:
        """Share of the runs in which everything that the goal needs is there by its date."""
        return float(in_time(self.finish, self.target.due).mean())


def study(*, plan: Plan, spread: Spread, keys: NDArray[np.uint64], runs: int, change: Change = no_time) -> list[Study]:
    """Simulate a plan and weigh the same change of each task alone, for every goal; see `Plan.simulate`."""
    tallies = [Tally(target, change) for target in plan.targets]
    finishes: list[list[Floats]] = [[] for _ in tallies]
    for batch in plan.simulate(spread=spread, keys=keys, runs=runs):
        for tally, kept in zip(tallies, finishes, strict=True):
            kept.append(tally.add(batch))
    found = zip(tallies, finishes, strict=True)
    return [Study(tally.target, np.concatenate(kept), tally.effect()) for tally, kept in found]


def _others(lengths: Floats) -> None:
    """Replace each value, in place, by the largest of the others in its column; shape (rows, runs)."""
    columns = np.arange(lengths.shape[1])
    at = lengths.argmax(axis=0)
    largest = lengths[at, columns]
    lengths[at, columns] = -np.inf
    second = lengths.max(axis=0)
    lengths[:] = largest
    lengths[at, columns] = second
