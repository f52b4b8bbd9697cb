"""The engine asked about goals, each by the part of the graph that leads to it; what it said is known again. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..engine.bypass import Bypass
from ..engine.draws import Keys, Spread
from ..engine.effects import Study, study
from ..engine.simulate import Plan, Target
from ..engine.taskgraph import Floats, Ints, Layout, Links, levels
from .memory import Memory, sign
from .snapshot import NOW, Snapshot


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the engine says of a goal: how likely it is in time, the days until it is there in 50 and 85 of 100 runs.

    `tasks` are what leads to it, `gain`, `days` and `critical` what each does to it (engine.effects).
    """

    probability: float
    p50: float
    p85: float
    tasks: Ints
    gain: Floats
    days: Floats
    critical: Floats


class Parts:
    """The parts of a snapshot that lead to one task each, on their own; `links` are those that are on no cycle."""

    def __init__(self, snapshot: Snapshot, links: Links) -> None:
        self.snapshot, self.links = snapshot, links
        self._number = np.full(len(snapshot.owner), -1, dtype=np.int64)

    @cached_property
    def _spread(self) -> tuple[Spread, Keys]:
        return self.snapshot.spread, self.snapshot.keys

    def inside(self, tasks: Ints) -> Links:
        """The links among tasks (ascending), and all that lead to them, by their places."""
        self._number[tasks] = np.arange(tasks.size)
        found = self.links.pick(self._number[self.links.target] >= 0)
        found = Links(self._number[found.source], self._number[found.target], found.lag)
        self._number[tasks] = -1
        return found

    def drawn(self, tasks: Ints) -> tuple[Spread, Keys]:
        """How long these take, and their random streams."""
        spread, keys = self._spread
        return Spread(spread.median[tasks], spread.sigma[tasks]), keys[tasks]

    def sign(self, tasks: Ints, *of: object) -> bytes:
        """What names all that decides when these tasks (ascending, with all that lead to them) are done."""
        links, (spread, keys) = self.inside(tasks), self.drawn(tasks)
        return sign(links.source, links.target, links.lag, spread.median, spread.sigma, keys, of=of)


def weigh(parts: Parts, goals: Sequence[tuple[int, float, Ints]], *, runs: int, memory: Memory) -> list[Weighed]:
    """Return what the engine says of goals: (the task that ends it, the day on which it is due, what leads to it).

    The tasks that lead to it are in ascending order, with its end and today among them. It is said what becomes of the
    goal without each task: as if nothing waited for it, nor for anything through it.
    """
    keys = [parts.sign(tasks, "goal", int(np.searchsorted(tasks, end)), due, runs) for end, due, tasks in goals]
    missing = {key: goal for key, goal in zip(keys, goals, strict=True) if memory.get(key) is None}
    if missing:
        for key, answer in zip(missing, _asked(parts, list(missing.values()), runs, memory), strict=True):
            memory.put(key, answer)
    kept: list[Weighed] = [memory.get(key) for key in keys]
    return [replace(one, tasks=tasks[one.tasks]) for one, (_, _, tasks) in zip(kept, goals, strict=True)]


def _asked(parts: Parts, goals: Sequence[tuple[int, float, Ints]], runs: int, memory: Memory) -> list[Weighed]:
    """Ask the engine about goals together, since most lean on the same work; `tasks` are places in each goal's part."""
    used = np.unique(np.concatenate([tasks for _, _, tasks in goals]))
    layout = laid_out(parts, used, memory)
    row = np.empty(len(parts.snapshot.owner), dtype=np.int64)
    row[used[layout.tasks]] = np.arange(used.size)
    targets, bypasses = [], []
    for end, due, tasks in goals:
        own = laid_out(parts, tasks, memory)
        ends = np.flatnonzero(np.isin(tasks[own.tasks], [end, NOW]))
        targets.append(Target(due, own, row[tasks[own.tasks]], ends))
        bypasses.append(_bypass(own, ends, memory))
    spread, keys = parts.drawn(used)
    found = study(
        plan=Plan(layout, targets),
        spread=spread,
        keys=keys,
        runs=runs,
        change=None,
        book=memory.book,
        bypasses=bypasses,
    )
    return [_weighed(one) for one in found]


def laid_out(parts: Parts, tasks: Ints, memory: Memory) -> Layout:
    """Return tasks (ascending, with all that lead to them) by level; while their links stay, that is known."""
    links = parts.inside(tasks)

    def made() -> Layout:
        return Layout.of(tasks=np.arange(tasks.size), level=levels(tasks.size, links), links=links)

    return memory.of(sign(links.source, links.target, links.lag, of=("layout", tasks.size)), made)


def _bypass(layout: Layout, ends: Ints, memory: Memory) -> Bypass:
    links = layout.links
    key = sign(links.source, links.target, links.lag, layout.starts, ends, of="bypass")
    return memory.of(key, lambda: Bypass.of(layout, ends))


def _weighed(it: Study) -> Weighed:
    p50, p85 = np.quantile(it.finish, [0.5, 0.85]).tolist()
    effect = it.effect
    return Weighed(it.probability, p50, p85, it.target.layout.tasks, effect.gain, effect.days, effect.critical)
