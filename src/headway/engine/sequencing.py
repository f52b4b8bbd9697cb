"""A good plan under limited resources at once: priority rules and forward-backward improvement.

Serial schedule generation (J. E. Kelley, 1963) puts one task after another at the earliest time at which its
predecessors and the resources allow it. Forward-backward improvement (R. Li and J. Willis, 1992) repeats it from
both ends, in the order of the last result; it never makes a plan longer. Times are whole numbers.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

REACHES: Final = (0.06, 0.1, 0.15)  # of the length of the plan; measured on PSPLIB j60

Gaps = Sequence[Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Tasks 0..n-1 in an order that goes along the links.

    `after[i]` lists (j, gap): start[j] >= start[i] + gap. `demands[i]` and `capacity` have one number a resource.
    """

    durations: Sequence[int]
    demands: Sequence[Sequence[int]]
    capacity: Sequence[int]
    after: Gaps
    order: Sequence[int]

    def reversed(self) -> "Problem":
        """Return the same problem with time running backwards."""
        after: list[list[tuple[int, int]]] = [[] for _ in self.durations]
        for i, links in enumerate(self.after):
            for j, gap in links:
                after[j].append((i, gap - self.durations[i] + self.durations[j]))
        return Problem(
            durations=self.durations,
            demands=self.demands,
            capacity=self.capacity,
            after=after,
            order=self.order[::-1],
        )

    def finish(self, starts: Sequence[int]) -> int:
        """Return when the last task ends."""
        return max((start + length for start, length in zip(starts, self.durations, strict=True)), default=0)

    def tails(self) -> list[int]:
        """Return for each task the longest way from its start to the end of the project."""
        tails = list(self.durations)
        for task in reversed(self.order):
            tails[task] = max([tails[task], *(tails[j] + gap for j, gap in self.after[task])])
        return tails


class Usage:
    """What is in use of every resource over time, as steps: `used[k]` holds from `times[k]` to the next time."""

    def __init__(self, capacity: Sequence[int]) -> None:
        self._capacity = capacity
        self._times = [0]
        self._used = [[0] * len(capacity)]

    def place(self, earliest: int, duration: int, demand: Sequence[int]) -> int:
        """Book the task at the first time from `earliest` on at which it fits; return that time."""
        needs = [(resource, amount) for resource, amount in enumerate(demand) if amount]
        if not duration or not needs:
            return earliest
        start = self._first_fit(earliest, duration, needs)
        for step in range(self._cut(start), self._cut(start + duration)):
            for resource, amount in needs:
                self._used[step][resource] += amount
        return start

    def _first_fit(self, earliest: int, duration: int, needs: Sequence[tuple[int, int]]) -> int:
        start, step = earliest, bisect_right(self._times, earliest) - 1
        while step < len(self._times) and self._times[step] < start + duration:
            used = self._used[step]
            if any(used[resource] + amount > self._capacity[resource] for resource, amount in needs):
                start = self._times[step + 1]
            step += 1
        return start

    def _cut(self, time: int) -> int:
        """Return the number of the step that begins at `time`, made if there is none."""
        step = bisect_left(self._times, time)
        if step == len(self._times) or self._times[step] != time:
            self._times.insert(step, time)
            self._used.insert(step, list(self._used[step - 1]))
        return step


def heuristic(problem: Problem, *, rounds: int, seed: int) -> list[int]:
    """Return the starts of the best of `rounds` plans, each drawn around the best so far and improved at both ends."""
    backward, random = problem.reversed(), Random(seed)
    best = _improved(problem, backward, _serial(problem, [-tail for tail in problem.tails()]))
    for number in range(rounds):
        reach = problem.finish(best) * REACHES[number % len(REACHES)]
        drawn = [start + random.uniform(-reach, reach) for start in best]
        new = _improved(problem, backward, _serial(problem, drawn))
        best = new if problem.finish(new) <= problem.finish(best) else best  # a draw moves on: plateaus are wide
    return best


def _serial(problem: Problem, priority: Sequence[float]) -> list[int]:
    """Return starts by serial generation, tasks of lower priority value first as far as the links allow."""
    starts, usage = [0] * len(problem.durations), Usage(problem.capacity)
    for task in _sorted_along(problem, priority):
        starts[task] = usage.place(starts[task], problem.durations[task], problem.demands[task])
        for j, gap in problem.after[task]:
            starts[j] = max(starts[j], starts[task] + gap)
    return starts


def _sorted_along(problem: Problem, priority: Sequence[float]) -> list[int]:
    """Return the tasks by priority, each after everything that links to it."""
    keys = list(priority)
    for task in problem.order:
        for j, _ in problem.after[task]:
            keys[j] = max(keys[j], keys[task])
    place = {task: number for number, task in enumerate(problem.order)}
    return sorted(problem.order, key=lambda task: (keys[task], place[task]))


def _improved(problem: Problem, backward: Problem, starts: list[int]) -> list[int]:
    while True:
        ends = [-(start + length) for start, length in zip(starts, problem.durations, strict=True)]
        mirrored = _serial(backward, ends)
        finish = problem.finish(mirrored)
        turned = [finish - start - length for start, length in zip(mirrored, problem.durations, strict=True)]
        again = _serial(problem, turned)
        if problem.finish(again) >= problem.finish(starts):
            return starts
        starts = again
