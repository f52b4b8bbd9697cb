"""Monte Carlo over the dependency graph: when will each goal be there?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from headway.engine.draws import Begins, ScoreBook, Spread, batches
from headway.engine.taskgraph import Floats, Ints, Layout, Links, ancestors, early, levels, neighbours

CELLS = 1 << 20  # tasks x runs held at a time, in each of about ten arrays
LEAST = 32  # runs a batch at least, however many the tasks; a batch has a multiple of it
SLACK = 1e-9  # days; sums in another order differ in their last bits, and 0.1 + 0.2 is in time for 0.3


class _Asked(TypedDict):
    runs: int
    width: int
    book: ScoreBook | None
    some: Ints | None


def in_time(finish: Floats, due: float) -> NDArray[np.bool_]:
    """Return in which runs a finish is not after due, both in days."""
    return finish <= due + SLACK


@dataclass(frozen=True, slots=True)
class Target:
    """A goal: there when the last task that it needs has finished. rows, ends: its tasks and needs in the layout.

    own: those of its rows that can begin for no other task's sake, later than day 0 perhaps.
    told: of which rows it is told when the goal is there without them, shape (rows,); of all where it is left out.
    """

    due: float
    layout: Layout
    rows: Ints
    ends: Ints
    own: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    told: NDArray[np.bool_] | None = None

    def finish(self, finish: Floats) -> Floats:
        """Return when the goal is there, shape (runs,), given the finishes of its tasks; day 0 if it needs none."""
        last: Floats = finish[self.ends].max(axis=0, initial=0.0)
        return last


@dataclass(frozen=True, slots=True)
class Batch:
    """Some runs: durations, start and finish, each of shape (rows, runs), by the rows of the plan's layout, in days.

    begins: the days from which on tasks can begin, where any waits for a day of its own.
    """

    durations: Floats
    start: Floats
    finish: Floats
    begins: Floats | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The tasks on which any goal depends, laid out, and the goals over them."""

    layout: Layout
    targets: list[Target]

    @classmethod
    def of(
        cls,
        *,
        count: int,
        links: Links,
        goals: Sequence[tuple[Sequence[int], float]],
        own: NDArray[np.bool_] | None = None,
    ) -> "Plan":
        """Lay out `count` tasks; a goal is (the tasks that it needs, day on which it is due).

        `own`, shape (count,), are the tasks that can begin for no other's sake (see `Begins`).

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
            part = Layout.of(tasks=layout.tasks[mask[layout.tasks]], level=level, links=links)
            ends = np.flatnonzero(np.isin(part.tasks, np.asarray(needs, dtype=np.int64)))
            free = np.flatnonzero(np.zeros(0) if own is None else own[part.tasks])
            targets.append(Target(due, part, row[part.tasks], ends, free))
        return cls(layout, targets)

    def simulate(
        self,
        *,
        spread: Spread,
        keys: NDArray[np.uint64],
        runs: int,
        book: ScoreBook | None = None,
        begins: Begins | None = None,
        some: Ints | None = None,
    ) -> Iterator[Batch]:
        """Yield all runs in batches, or `some` of them by their numbers.

        spread, keys (random streams) and begins are by task number, shape (count,).

        Equal keys and spreads give equal draws, whatever else is in the plan: pass keys made from item ids to compare
        two plans on the same random numbers, or `fingerprint.keys` for an answer that does not depend on names.
        """
        tasks = self.layout.tasks
        width = max(LEAST, CELLS // max(tasks.size, 1) // LEAST * LEAST)
        ask: _Asked = {"runs": runs, "width": width, "book": book, "some": some}
        drawn = batches(spread=spread.pick(tasks), keys=keys[tasks], **ask)
        days = begins.pick(tasks).batches(**ask) if begins else repeat(None)
        for durations, least in zip(drawn, days, strict=False):
            yield Batch(durations, *early(self.layout, durations, least), least)
