"""What each task costs each goal, exactly and without simulating again.

In one run let head(i) be the start of task i, d(i) its duration, tail(i) the longest way from its finish to the goal.
The goal is finished at T, the longest of all ways. If task i took d' instead, the goal would be finished at

    T' = max(head(i) + d' + tail(i), longest way that avoids i)

since neither head nor tail contains i. A way that avoids i passes the level of i either through another task of that
level, or along a link that leaps over the level: so the last term is a maximum over the other tasks of the level, and a
range maximum over the levels: O(tasks + links + levels x log levels) a run for all tasks together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from headway.engine.bypass import Bypass
from headway.engine.draws import Begins, ScoreBook, Spread
from headway.engine.simulate import LEAST, SLACK, Batch, Plan, Target, in_time
from headway.engine.taskgraph import Floats, Ints, late

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
    """Adds up the effect of a change on one goal, batch of runs by batch of runs; no change: without the task.

    Of the tasks of a level, all but one leave the longest way past them as it is: so what a change does to the goal is
    summed up for the level, and for the one task that is on the longest way there, run by run.
    """

    def __init__(self, target: Target, change: Change | None = no_time, bypass: Bypass | None = None) -> None:
        self.target = target
        self._change = change
        self._bypass = bypass or Bypass.of(target.layout, target.ends, target.own)
        self._sums = np.zeros((3, target.layout.tasks.size))
        self._runs = 0
        self.least: list[Floats] = []

    def add(self, batch: Batch) -> Floats:
        """Count more runs, and return when the goal is there in each, shape (runs,), in days."""
        rows = self.target.rows
        durations = batch.durations[rows]
        own = self._bypass.own
        finish = np.zeros((rows.size + 1 + own.size, durations.shape[1]))  # leaps go out from day 0, and from begins
        np.take(batch.finish, rows, axis=0, out=finish[: rows.size], mode="clip")
        if batch.begins is not None:
            np.take(batch.begins, rows[own], axis=0, out=finish[rows.size + 1 :], mode="clip")
        tail, rest = late(self.target.layout, durations, self.target.ends, more=2)
        past = self._bypass.longest(finish=finish, whole=rest, levels=self._levels)
        np.maximum(past, 0.0, out=past)  # what waits for nothing is there today
        finish = finish[: rows.size]
        whole = self.target.finish(finish)
        through = np.add(finish, tail, out=finish)
        self._sums[2] += (through >= whole - SLACK).sum(axis=1)
        if self._change is None:
            self._add_without(through, past, whole)
        else:
            changed = batch.start[rows] + self._change(durations) + tail
            np.maximum(changed, self._avoiding(through, past), out=changed)
            self._add_changed(changed, whole)
        self._runs += whole.size
        return whole

    @property
    def _levels(self) -> int:
        return self.target.layout.starts.size - 1

    def _add_changed(self, changed: Floats, whole: Floats) -> None:
        """Count the finish with each task changed, shape (rows, runs)."""
        due = self.target.due
        self._sums[0] += in_time(changed, due).sum(axis=1) - in_time(whole, due).sum()
        _add_up(self._sums[1], whole - changed)

    def _add_without(self, through: Floats, past: Floats, whole: Floats) -> None:
        """Count the finish without each task; through each the longest way, past each level the longest leap."""
        starts, due = self.target.layout.starts, self.target.due
        at, usual, other = np.empty(past.shape, dtype=np.int64), past.copy(), past
        columns = np.arange(whole.size)
        for level, (a, b) in enumerate(pairwise(starts.tolist())):
            at[level], largest, second = _two(through[a:b], columns)
            np.maximum(usual[level], largest, out=usual[level])
            np.maximum(other[level], second, out=other[level])
        at += starts[:-1, None]
        self.least.append(self._least(at, usual, other))
        early = in_time(usual, due)
        more = in_time(other, due).astype(np.float64) - early
        size, rows = np.diff(starts), self._sums.shape[1]
        self._sums[0] += np.repeat(early.sum(axis=1) - in_time(whole, due).sum(), size)
        self._sums[0] += np.bincount(at.ravel(), weights=more.ravel(), minlength=rows)
        usually = whole - usual
        gained = np.subtract(usual, other, out=np.zeros_like(usual), where=usual > other)
        for c in range(0, whole.size, LEAST):
            some = slice(c, c + LEAST)
            self._sums[1] += np.repeat(usually[:, some].sum(axis=1), size)
            self._sums[1] += np.bincount(at[:, some].ravel(), weights=gained[:, some].ravel(), minlength=rows)

    def _least(self, at: Ints, usual: Floats, other: Floats) -> Floats:
        """The first day in each run on which the goal is there without one of the tasks that are told."""
        told = np.ones(self._sums.shape[1], dtype=np.bool_) if self.target.told is None else self.target.told
        some = np.logical_or.reduceat(told, self.target.layout.starts[:-1])
        days = np.where(told[at], np.minimum(usual, other), usual)
        return np.asarray(days.min(axis=0, where=some[:, None], initial=np.inf), dtype=np.float64)

    def _avoiding(self, avoiding: Floats, past: Floats) -> Floats:
        """Return the longest way that avoids each task, shape (rows, runs): through others or past its level."""
        starts = self.target.layout.starts
        for a, b, leap in zip(starts[:-1], starts[1:], past, strict=True):
            _others(avoiding[a:b])
            np.maximum(avoiding[a:b], leap, out=avoiding[a:b])
        return avoiding

    def effect(self) -> Effect:
        """Return the means over all runs counted so far."""
        return Effect(*(self._sums / self._runs))


@dataclass(frozen=True, slots=True)
class Study:
    """One goal simulated: its finish in each run, shape (runs,), in days, and what each task alone does to it.

    least: where it was weighed what comes of it without each task, the earliest of these days in each run.
    """

    target: Target
    finish: Floats
    effect: Effect
    least: Floats

    @property
    def probability(self) -> float:
        """Share of the runs in which everything that the goal needs is there by its date."""
        return float(in_time(self.finish, self.target.due).mean())


def study(
    *,
    plan: Plan,
    spread: Spread,
    keys: NDArray[np.uint64],
    runs: int,
    change: Change | None = no_time,
    book: ScoreBook | None = None,
    bypasses: Sequence[Bypass | None] = (),
    begins: Begins | None = None,
    some: Ints | None = None,
) -> list[Study]:
    """Simulate a plan and weigh the same change of each task alone, for every goal; see `Plan.simulate`.

    What is said of a goal depends, to the last bit, on nothing that does not lead to it. `bypasses` are those of the
    goals, for those who ask more than once; `some`: only these of the runs, by their numbers. Without a change it is
    weighed what comes of the goal without the task.
    """
    given = bypasses or [None] * len(plan.targets)
    tallies = [Tally(target, change, one) for target, one in zip(plan.targets, given, strict=True)]
    finishes: list[list[Floats]] = [[] for _ in tallies]
    for batch in plan.simulate(spread=spread, keys=keys, runs=runs, book=book, begins=begins, some=some):
        for tally, kept in zip(tallies, finishes, strict=True):
            kept.append(tally.add(batch))
    found = zip(tallies, finishes, strict=True)
    return [
        Study(tally.target, np.concatenate(kept), tally.effect(), np.concatenate(tally.least or kept))
        for tally, kept in found
    ]


def _add_up(sums: Floats, values: Floats) -> None:
    """Add each row's values to its sum, always so many at a time: whatever the batches, it is the same sum."""
    for a in range(0, values.shape[1], LEAST):
        sums += values[:, a : a + LEAST].sum(axis=1)


def _others(lengths: Floats) -> None:
    """Replace each value, in place, by the largest of the others in its column; shape (rows, runs)."""
    columns = np.arange(lengths.shape[1])
    at, largest, second = _two(lengths, columns)
    lengths[:] = largest
    lengths[at, columns] = second


def _two(lengths: Floats, columns: Ints) -> tuple[Ints, Floats, Floats]:
    """Where the largest value of each column is, that, and the next, each of shape (runs,); the values are used up."""
    at = lengths.argmax(axis=0)
    largest = lengths[at, columns]
    lengths[at, columns] = -np.inf
    return at, largest, lengths.max(axis=0)
