"""A dependency graph laid out by level, so that one NumPy statement moves many tasks and many runs at once.

Tasks are numbered 0..n-1; a link (u, v, lag) says that v starts no earlier than lag days after u has finished.
The level of a task is the number of links on the longest chain that leads to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WIDE = 16  # beyond this many links a row is reduced on its own: a hub must not cost a statement per link


class CycleError(ValueError):
    """The links go round in a circle; `tasks` lists the task numbers along it, the first one once."""

    def __init__(self, tasks: list[int]) -> None:
        super().__init__(f"the links form a cycle through tasks {tasks}")
        self.tasks = tasks


@dataclass(frozen=True, slots=True)
class Links:
    """Finish-to-start links as three parallel arrays of shape (links,); lag in days, negative for an overlap."""

    source: Ints
    target: Ints
    lag: Floats

    def reversed(self) -> "Links":
        """Return the same links walked from target to source."""
        return Links(self.target, self.source, self.lag)

    def pick(self, mask: NDArray[np.bool_]) -> "Links":
        """Return the links for which mask, shape (links,), is true."""
        return Links(self.source[mask], self.target[mask], self.lag[mask])


def neighbours(count: int, links: Links) -> list[list[int]]:
    """Return for each of `count` tasks the targets of its links."""
    order = np.argsort(links.source, kind="stable")
    targets = links.target[order].tolist()
    first = np.searchsorted(links.source[order], np.arange(count + 1)).tolist()
    return [targets[a:b] for a, b in pairwise(first)]


def levels(count: int, links: Links) -> Ints:
    """Return the level of each task, shape (count,).

    Raises:
        CycleError: if the links form a cycle.
    """
    after = neighbours(count, links)
    waiting = np.bincount(links.target, minlength=count).tolist()
    level = [0] * count
    ready = [v for v in range(count) if not waiting[v]]
    for u in ready:  # grows while it is walked
        for v in after[u]:
            level[v] = max(level[v], level[u] + 1)
            waiting[v] -= 1
            if not waiting[v]:
                ready.append(v)
    if len(ready) < count:
        raise CycleError(_cycle(after, {v for v in range(count) if waiting[v]}))
    return np.array(level, dtype=np.int64)


def _cycle(after: Sequence[Sequence[int]], stuck: set[int]) -> list[int]:
    """Walk backwards among stuck tasks, each of which waits for a stuck one, until a task comes round again."""
    before = {v: u for u in sorted(stuck, reverse=True) for v in after[u] if v in stuck}
    path: list[int] = []
    seen: dict[int, int] = {}
    here = min(stuck)
    while here not in seen:
        seen[here] = len(path)
        path.append(here)
        here = before[here]
    circle = path[seen[here] :][::-1]
    first = circle.index(min(circle))
    return circle[first:] + circle[:first]


def ancestors(
    count: int, links: Links, ends: Sequence[int], *, before: Sequence[Sequence[int]] | None = None
) -> NDArray[np.bool_]:
    """Return which tasks are in `ends` or lead to one of them, shape (count,).

    `before` are the neighbours along the reversed links, for those who ask more than once.
    """
    before = neighbours(count, links.reversed()) if before is None else before
    reached = np.zeros(count, dtype=np.bool_)
    todo = list(dict.fromkeys(ends))
    reached[todo] = True
    while todo:
        fresh = [u for u in before[todo.pop()] if not reached[u]]
        reached[fresh] = True
        todo.extend(dict.fromkeys(fresh))
    return reached


@dataclass(frozen=True, slots=True)
class Step:
    """One statement: rows receive the maximum with values[take] + lag (lag None where all are zero)."""

    rows: Ints | slice
    take: Ints
    lag: Floats | None
    wide: bool


@dataclass(frozen=True, slots=True)
class Fold:
    """A plan that takes, for each group, the maximum over its members: out[g] = max(values[member] + lag)."""

    steps: list[Step]

    @classmethod
    def plan(cls, *, group: Ints, member: Ints, lag: Floats) -> "Fold":
        """Plan for pairs (group, member, lag), each an array of shape (pairs,)."""
        return cls(list(_steps(group, member, lag)))

    def into(self, out: Floats, values: Floats) -> None:
        """Fold values, shape (members, runs), into out, shape (groups, runs); groups without members are untouched.

        The first statement for a group overwrites, so out may be values itself when no group is its own member.
        """
        for step in self.steps:
            found = values[step.take]
            if step.lag is not None:
                found += step.lag
            if step.wide:
                found = found.max(axis=0, keepdims=True)
            if step.wide or step is not self.steps[0]:
                np.maximum(found, out[step.rows], out=found)
            out[step.rows] = found


def _steps(group: Ints, member: Ints, lag: Floats) -> Iterator[Step]:
    order = np.argsort(group, kind="stable")
    group, member, lag = group[order], member[order], lag[order]
    rows, first, size = np.unique(group, return_index=True, return_counts=True)
    for k in range(min(int(size.max(initial=0)), WIDE)):
        at = first[size > k] + k
        yield Step(_run(rows[size > k]), member[at], _column(lag[at]), wide=False)
    for row, start, length in zip(rows[size > WIDE], first[size > WIDE], size[size > WIDE], strict=True):
        at = np.arange(start + WIDE, start + length)
        yield Step(np.array([row]), member[at], _column(lag[at]), wide=True)


def _run(rows: Ints) -> Ints | slice:
    """Rows as a slice where they follow one another, which is most of the time and saves a copy."""
    first, last = int(rows[0]), int(rows[-1]) + 1
    return slice(first, last) if last - first == rows.size else rows


def _column(lag: Floats) -> Floats | None:
    return lag[:, None] if lag.any() else None


@dataclass(frozen=True, slots=True)
class Layout:
    """Tasks sorted by level. Row r of every array is the task `tasks[r]`; level l is rows starts[l]:starts[l+1]."""

    tasks: Ints
    starts: Ints
    level: Ints
    links: Links
    forward: list[Fold]
    backward: list[Fold]

    @classmethod
    def of(cls, *, tasks: Ints, level: Ints, links: Links) -> "Layout":
        """Lay out the chosen tasks (numbers, shape (rows,)); level is by task number; links among others are left out.

        The chosen tasks must include everything that leads to them, so that levels are without gaps.
        """
        tasks = tasks[np.argsort(level[tasks], kind="stable")]
        row = np.full(level.size, -1, dtype=np.int64)
        row[tasks] = np.arange(tasks.size)
        inside = links.pick((row[links.source] >= 0) & (row[links.target] >= 0))
        inside = Links(row[inside.source], row[inside.target], inside.lag)
        depth = level[tasks]
        starts = np.searchsorted(depth, np.arange(int(depth.max(initial=-1)) + 2))
        return cls(tasks, starts, depth, inside, _folds(depth, inside), _folds(depth, inside.reversed()))


def _folds(level: Ints, links: Links) -> list[Fold]:
    """Plan, level by level of the target, how targets take from sources."""
    order = np.argsort(level[links.target], kind="stable")
    cuts = np.searchsorted(level[links.target][order], np.arange(int(level.max(initial=-1)) + 2))
    parts = [order[a:b] for a, b in pairwise(cuts)]
    return [Fold.plan(group=links.target[p], member=links.source[p], lag=links.lag[p]) for p in parts]


def early(layout: Layout, durations: Floats, begins: Floats | None = None) -> tuple[Floats, Floats]:
    """Return start and finish, each of shape (rows, runs), of every task begun as early as its links allow.

    durations has shape (rows, runs), in days. Nothing starts before day 0, nor before the day in `begins`.
    """
    start = np.zeros_like(durations)
    finish = np.empty_like(durations)
    for fold, a, b in zip(layout.forward, layout.starts[:-1], layout.starts[1:], strict=True):
        fold.into(start, finish)
        np.maximum(start[a:b], 0.0 if begins is None else begins[a:b], out=start[a:b])
        np.add(start[a:b], durations[a:b], out=finish[a:b])
    return start, finish


def late(layout: Layout, durations: Floats, ends: Ints, *, more: int = 0) -> tuple[Floats, Floats]:
    """Return the tail of every task, shape (rows, runs): the longest way from its finish to the last finish in `ends`.

    ends are rows. A tail can be negative, where a link has a negative lag. Every row must lead to an end. The second is
    the tail with the task's own duration; `more` rows of 0 follow.
    """
    rows, runs = durations.shape
    tail = np.full(durations.shape, -np.inf)
    whole = np.empty((rows + more, runs))
    whole[rows:] = 0.0
    needed = np.zeros(layout.tasks.size, dtype=np.bool_)
    needed[ends] = True
    spans = list(zip(layout.backward, layout.starts[:-1], layout.starts[1:], strict=True))
    for fold, a, b in reversed(spans):
        fold.into(tail, whole)
        if needed[a:b].any():
            here = np.flatnonzero(needed[a:b]) + a
            tail[here] = np.maximum(tail[here], 0.0)
        np.add(tail[a:b], durations[a:b], out=whole[a:b])
    return tail, whole
