"""Monte Carlo over the dependency graph: when will each goal be there?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.engine.draws import ScoreBook, Spread, batches
from headway.engine.taskgraph import Floats, Ints, Layout, Links, ancestors, early, levels, neighbours

CELLS = 1 << 20  # tasks x runs held at a time, in each of about ten arrays
LEAST = 32  # runs a batch at least, however many the tasks; a batch has a multiple of it
SLACK = 1e-9  # days; sums in another order differ in their last bits, and 0.1 + 0.2 is in time for 0.3


def in_time(finish: Floats, due: float) -> NDArray[np.bool_]:
    """Return in which runs a finish is not after due, both in days."""
    return finish <= due + SLACK


@dataclass(frozen=True, slots=True)
class Target:
    """A goal: there when the last task that it needs has finished. rows, ends: its tasks and needs in the layout."""

    due: float
    layout: Layout
    rows: Ints
    ends: Ints

    def finish(self, finish: Floats) -> Floats:
        """Return when the goal is there, shape (runs,), given the finishes of its tasks; day 0 if it needs none."""
        last: Floats = finish[self.ends].max(axis=0, initial=0.0)
        return last


@dataclass(frozen=True, slots=True)
class Batch:
    """Some runs: durations, start and finish, each of shape (rows, runs), by the rows of the plan's layout, in days."""

    durations: Floats
    start: Floats
    finish: Floats


@dataclass(frozen=True, slots=True)
class Plan:
    """The tasks on which any goal depends, laid out, and the goals over them."""

    layout: Layout
    targets: list[Target]

    @classmethod
    def of(cls, *, count: int, links: Links, goals: Sequence[tuple[Sequence[int], float]]) -> "Plan":
        """Lay out `count` tasks; a goal is (the tasks that it needs, day on which it is due).

        Raises:
            CycleError: if the links form a cycle.
        """
        level = levels(count, links)
        before = neighbours(count, links.reversed())
        reach = [ancestors(count, links, needs, before=before) for needs, _ in goals]
        used = np.flatnonzero(np.logical_or.reduce(reach)) if reach else np.empty(0, dtype=np.int64)
        layout = Layout.of(tasks=used, level=level, links=links)
        row = np.empty(count, dtype=np.int64)
        row[layout.tasks] = np.arange(layout.tasks.size)
        targets = []
        for (needs, due), mask in zip(goals, reach, strict=True):
            own = Layout.of(tasks=layout.tasks[mask[layout.tasks]], level=level, links=links)
            ends = np.flatnonzero(np.isin(own.tasks, np.asarray(needs, dtype=np.int64)))
            targets.append(Target(due, own, row[own.tasks], ends))
        return cls(layout, targets)

    def simulate(
        self, *, spread: Spread, keys: NDArray[np.uint64], runs: int, book: ScoreBook | None = None
    ) -> Iterator[Batch]:
        """Yield all runs in batches; spread and keys (random streams) are by task number, shape (count,).

        Equal keys and spreads give equal draws, whatever else is in the plan: pass keys made from item ids to compare
        two plans on the same random numbers, or `fingerprint.keys` for an answer that does not depend on names.
        """
        tasks = self.layout.tasks
        width = max(LEAST, CELLS // max(tasks.size, 1) // LEAST * LEAST)
        chosen = Spread(spread.median[tasks], spread.sigma[tasks])
        for durations in batches(spread=chosen, keys=keys[tasks], runs=runs, width=width, book=book):
            yield Batch(durations, *early(self.layout, durations))
