"""The engine asked about goals, each by the part of the graph that leads to it; what it said is known again. Pure."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from ..engine.bypass import Bypass
from ..engine.draws import Drawn
from ..engine.effects import Study, study
from ..engine.simulate import Plan, Target
from ..engine.taskgraph import Floats, Ints, Layout, Links, levels
from .edges import Edge, Part, columns_of
from .edges import Weighed as Weighed
from .memory import Memory, sign
from .rows import WORK
from .snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal to be weighed: the task that ends it, the day on which it is due, what leads to it and itself."""

    end: int
    due: float
    tasks: Ints


class Parts:
    """The parts of a snapshot that lead to one task each, on their own; `links` are those that are on no cycle."""

    def __init__(self, snapshot: Snapshot, links: Links) -> None:
        self.snapshot, self.links = snapshot, links
        self._number = np.full(len(snapshot.owner), -1, dtype=np.int64)

    def inside(self, tasks: Ints) -> Links:
        """The links among tasks (ascending), and all that lead to them, by their places."""
        self._number[tasks] = np.arange(tasks.size)
        found = self.links.pick(self._number[self.links.target] >= 0)
        found = Links(self._number[found.source], self._number[found.target], found.lag)
        self._number[tasks] = -1
        return found

    def drawn(self, tasks: Ints) -> Drawn:
        """How long these take, from when on they can begin, and their random streams."""
        it = self.snapshot
        return {"spread": it.spread.pick(tasks), "keys": it.keys[tasks], "begins": it.begins.pick(tasks)}

    def part(self, tasks: Ints, end: int) -> Part:
        """These tasks (ascending, with all that lead to them) on their own, for the sake of one of them."""
        place, keys = int(np.searchsorted(tasks, end)), self.snapshot.keys[tasks]
        return Part(place, self.told[tasks], self.inside(tasks), keys, self._columns[:, tasks])

    @cached_property
    def _columns(self) -> Floats:
        return columns_of(self.snapshot.spread, self.snapshot.begins)

    @cached_property
    def told(self) -> NDArray[np.bool_]:
        """Of which tasks it is told what they do to a goal: of those that end a piece of work."""
        it, told = self.snapshot, np.zeros(len(self.snapshot.owner), dtype=np.bool_)
        told[[it.exits[pk] for pk, one in it.pieces.items() if one.kind in WORK]] = True
        return told


def weigh(parts: Parts, goals: Sequence[Goal], *, runs: int, memory: Memory) -> list[Weighed]:
    """Return what the engine says of goals: also what becomes of each without each task, as if nothing waited for it.

    What has changed too far from deciding when a goal is there is not simulated (see `edges`).
    """
    made = [parts.part(goal.tasks, goal.end) for goal in goals]
    keys = [part.sign("goal", goal.due, runs) for part, goal in zip(made, goals, strict=True)]
    missing = {}
    for key, part, goal in zip(keys, made, goals, strict=True):
        name = _name(part, goal, runs, memory)
        last: Edge | None = memory.get(name)
        if memory.get(key) is not None:
            continue
        edge = last.carried(part, partial(_again, goal.due, runs, memory), memory.book) if last else None
        if edge is None:
            missing[key] = goal, part
        else:
            memory.put(name, edge)
            memory.put(key, edge.said())
    for (key, (goal, part)), found in zip(missing.items(), _asked(parts, missing.values(), runs, memory), strict=True):
        edge = memory.put(_name(part, goal, runs, memory), Edge.of(part, goal.due, found))
        memory.put(key, edge.said())
    kept: list[Weighed] = [memory.get(key) for key in keys]
    return [replace(one, tasks=goal.tasks) for one, goal in zip(kept, goals, strict=True)]


def _name(part: Part, goal: Goal, runs: int, memory: Memory) -> Hashable:
    return "edge", memory.eyes, int(part.keys[part.end]), goal.due, runs


def _again(due: float, runs: int, memory: Memory, part: Part, some: Ints) -> Study:
    """Some runs of a part by itself."""
    target = _target(part, due, _layout(part.links, part.keys.size, memory))
    (found,) = study(
        plan=Plan(target.layout, [target]),
        **part.drawn,
        runs=runs,
        some=some,
        change=None,
        book=memory.book,
        bypasses=[_bypass(target, memory)],
    )
    return found


def _target(part: Part, due: float, layout: Layout) -> Target:
    """A goal as the engine knows it, by the rows of its own layout."""
    at, own, told = layout.tasks, part.drawn["begins"].own, part.told
    return Target(due, layout, np.arange(at.size), np.flatnonzero(at == part.end), np.flatnonzero(own[at]), told[at])


def _asked(parts: Parts, asked: Collection[tuple[Goal, Part]], runs: int, memory: Memory) -> list[Study]:
    """Ask the engine about goals together, since most lean on the same work."""
    if not asked:
        return []
    used = np.unique(np.concatenate([goal.tasks for goal, _ in asked]))
    layout = laid_out(parts, used, memory)
    row = np.empty(len(parts.snapshot.owner), dtype=np.int64)
    row[used[layout.tasks]] = np.arange(used.size)
    targets = []
    for goal, part in asked:
        own = _target(part, goal.due, _layout(part.links, part.keys.size, memory))
        targets.append(replace(own, rows=row[goal.tasks[own.layout.tasks]]))
    return study(
        plan=Plan(layout, targets),
        **parts.drawn(used),
        runs=runs,
        change=None,
        book=memory.book,
        bypasses=[_bypass(one, memory) for one in targets],
    )


def laid_out(parts: Parts, tasks: Ints, memory: Memory) -> Layout:
    """Return tasks (ascending, with all that lead to them) by level; while their links stay, that is known."""
    return _layout(parts.inside(tasks), tasks.size, memory)


def _layout(links: Links, count: int, memory: Memory) -> Layout:
    def made() -> Layout:
        return Layout.of(tasks=np.arange(count), level=levels(count, links), links=links)

    return memory.of(sign(links.source, links.target, links.lag, of=("layout", count)), made)


def _bypass(it: Target, memory: Memory) -> Bypass:
    links = it.layout.links
    key = sign(links.source, links.target, links.lag, it.layout.starts, it.ends, it.own, of="bypass")
    return memory.of(key, lambda: Bypass.of(it.layout, it.ends, it.own))
