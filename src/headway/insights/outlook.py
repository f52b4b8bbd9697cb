"""What the engine makes of a snapshot: how likely each goal is, and what each open item costs it. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..engine.simulate import SLACK
from ..engine.taskgraph import CycleError, Ints, Links, ancestors, levels, neighbours
from ..rules.words import Category, Kind
from ..tongue import say
from . import words
from .memory import Memory, Same
from .pace import Pace, knows, pace
from .rows import WORK, Aim, Rows
from .snapshot import Snapshot, built, leaves, waiting
from .studies import Goal, Parts, Weighed, weigh

MODEL: Final = "impact-2"
RUNS: Final = 1000
LEAST_RUNS: Final = 200
COUNTS: Final = (LEAST_RUNS, 250, 350, 500, 700, RUNS)
CELLS: Final = 6_000_000
"""Tasks of all goals x runs that are computed at most; where there is more to do, there are fewer runs."""
AHEAD: Final = 3650
"""Days beyond which no date is told."""
DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Outlook:
    """How likely a goal is to be met. None where it cannot be told; `because` says why, empty where all is told.

    `p50` and `p85` are the days by which its work is done with that probability; `pieces` of it are open.
    """

    goal: int
    key: str
    due: date | None
    probability: float | None
    p50: date | None
    p85: date | None
    pieces: int
    metrics: int
    because: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What one goal gains if one item were done now: probability, and days in the mean over all runs.

    `critical` is the share of runs in which the goal waits for the item to the last; `through` are the keys of what
    stands between the two.
    """

    item: int
    key: str
    kind: str
    goal: int
    gain: float
    days: float
    critical: float
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The findings, and what they rest on: equal `snapshot`, `model` and `runs` give equal findings."""

    snapshot: str
    model: str
    runs: int
    goals: dict[int, Outlook]
    effects: tuple[Effect, ...]
    ahead: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Item -> the keys of open work that has to come before it can be begun, for those of which effects speak."""


def prepared(rows: Rows, memory: Memory | None = None) -> Snapshot:
    """Return the snapshot of these rows, the pace learned from what is finished among them."""
    return memory.of(("prepared", Same(rows)), lambda: _prepared(rows, memory)) if memory else _prepared(rows, None)


def _prepared(rows: Rows, memory: Memory | None) -> Snapshot:
    open_work = leaves(rows)
    if not knows(rows.finished):
        return built(rows, Pace({}, {}))
    day = rows.day.toordinal()
    return built(rows, pace(leaves=open_work, finished=rows.finished, waiting=waiting(rows), day=day, memory=memory))


def found(snapshot: Snapshot, *, known: int, runs: int = RUNS) -> Found:
    """Compute everything; `known` pieces of work were finished before."""
    return Computation(snapshot, known, runs).found()


class Computation:
    """One computation: which goals can be spoken of, then the engine, then its findings in the snapshot's terms."""

    def __init__(self, snapshot: Snapshot, known: int, runs: int, memory: Memory | None = None) -> None:
        self.snapshot, self.known, self.runs = snapshot, known, runs
        self.memory = memory or Memory()
        self.count = len(snapshot.owner)
        self.stuck = stuck(self.count, snapshot.links)
        self.back = neighbours(self.count, snapshot.links.reversed())
        self._onward: dict[int, Mapping[int, int]] = {}

    def onward(self, end: int) -> Mapping[int, int]:
        """Task -> the next on a shortest way to `end`, for all that lead there."""
        if end not in self._onward:
            self._onward[end] = _onward(self.back, end)
        return self._onward[end]

    def leading(self, end: int) -> list[int]:
        """The tasks that lead to one, itself left out, the nearest first."""
        return list(self.onward(end))

    def part(self, end: int) -> Ints:
        """A task and all that lead to it, in ascending order."""
        return np.array(sorted({end, *self.onward(end)}), dtype=np.int64)

    @cached_property
    def parts(self) -> Parts:
        """The graph without what is on a cycle, or waits for one."""
        return Parts(self.snapshot, self.snapshot.links.pick(~self.stuck[self.snapshot.links.target]))

    def reached(self, ends: Sequence[int]) -> Ints:
        """These tasks and all that lead to them, in ascending order; over no link to what is on a cycle."""
        found = np.flatnonzero(ancestors(self.count, self.parts.links, ends, before=self._free))
        return found.astype(np.int64)

    @cached_property
    def _free(self) -> Sequence[Sequence[int]]:
        return neighbours(self.count, self.parts.links.reversed()) if self.stuck.any() else self.back

    def found(self) -> Found:
        """All findings."""
        told: dict[int, Outlook] = {}
        chosen: list[Aim] = []
        reach: dict[int, list[int]] = {}
        for aim in self.snapshot.aims.values():
            reach[aim.id] = self.leading(self.snapshot.exits[aim.id])
            because = self.because(aim, reach[aim.id])
            if because:
                told[aim.id] = self._untold(aim, reach[aim.id], because)
            else:
                chosen.append(aim)
        effects: list[Effect] = []
        runs = runs_for(sum(len(reach[aim.id]) for aim in chosen), self.runs)
        for aim, it in zip(chosen, self._weighed(chosen, runs), strict=True):
            told[aim.id] = self._told(aim, it, reach[aim.id])
            effects += self._effects(aim, it)
        goals = {pk: told[pk] for pk in self.snapshot.aims}
        return Found(self.snapshot.digest, MODEL, runs, goals, tuple(effects), self._ahead(effects))

    def ahead(self, pk: int) -> frozenset[int]:
        """What is open and must come before a piece of work, or what stands above it, can be begun."""
        found: set[int] = set()
        for one in (pk, *self.snapshot.above(pk)):
            piece = self.snapshot.pieces.get(one)
            if piece is None:
                break
            before = {self.snapshot.owner[task] for task in self.back[self.snapshot.entries[one]]}
            found |= before - {one, piece.parent}
            if self.snapshot.under_way(piece):
                break
        return frozenset(found)

    def _ahead(self, effects: Sequence[Effect]) -> dict[int, tuple[str, ...]]:
        """Item -> the keys of what must come before it, for those of which effects speak and that have any."""
        before = {pk: self.ahead(pk) for pk in {one.item for one in effects}}
        return {pk: tuple(sorted(self._key(self.snapshot.exits[one]) for one in it)) for pk, it in before.items() if it}

    def because(self, aim: Aim, reach: Sequence[int]) -> str:
        """Why nothing can be told of a goal; empty where something can."""
        if aim.category in (Category.BACKLOG, Category.WAITING):
            return words.not_active(aim.category)
        if self.stuck[self.snapshot.exits[aim.id]]:
            return words.cycle(self._cycle(reach))
        pieces = self.pieces(reach)
        if not pieces:
            served = any(self._kind(task) == Kind.OPERATION for task in reach)
            return words.no_work(metrics=aim.metrics, operations=served)
        if not self.snapshot.pace.takes:
            return words.no_history(self.known)
        taken = self.snapshot.pace.takes
        far = [pk for pk in pieces if pk in taken and taken[pk].low > AHEAD]
        return words.absurd(sorted(self.snapshot.pieces[pk].key for pk in far)) if far else ""

    def _kind(self, task: int) -> str:
        piece = self.snapshot.pieces.get(self.snapshot.owner[task])
        return piece.kind if piece else ""

    def pieces(self, reach: Sequence[int]) -> list[int]:
        """The pieces of work without parts among these."""
        found: list[int] = np.unique(self._leaves[np.asarray(reach, dtype=np.int64)]).tolist()
        return found[1:] if found[:1] == [-1] else found

    @cached_property
    def _leaves(self) -> Ints:
        """The piece of work without parts that each task belongs to, -1 where it belongs to none."""
        inner = self.snapshot.inner
        known = {pk for pk, piece in self.snapshot.pieces.items() if piece.kind in WORK and pk not in inner}
        return np.array([pk if pk in known else -1 for pk in self.snapshot.owner], dtype=np.int64)

    def _cycle(self, reach: Sequence[int]) -> list[str]:
        mask = np.zeros(self.count, dtype=np.bool_)
        mask[list(reach)] = True
        links = self.snapshot.links
        try:
            levels(self.count, links.pick(mask[links.source] & mask[links.target]))
        except CycleError as error:
            keys = (self._key(task) for task in error.tasks)
            return list(dict.fromkeys(keys))
        return []

    def _key(self, task: int) -> str:
        pk = self.snapshot.owner[task]
        return self.snapshot.pieces[pk].key if pk in self.snapshot.pieces else self.snapshot.aims[pk].key

    def _weighed(self, chosen: Sequence[Aim], runs: int) -> list[Weighed]:
        """Ask the engine about these goals, with what leads to them alone."""
        ends = [self.snapshot.exits[aim.id] for aim in chosen]
        goals = [Goal(end, self.snapshot.due(aim), self.part(end)) for end, aim in zip(ends, chosen, strict=True)]
        return weigh(self.parts, goals, runs=runs, memory=self.memory)

    def _told(self, aim: Aim, it: Weighed, reach: Sequence[int]) -> Outlook:
        p50, p85 = (day_of(self.snapshot.day, days) for days in (it.p50, it.p85))
        because = "" if aim.due else say(words.NO_DATE)
        probability = round(it.probability, DIGITS) if aim.due else None
        return Outlook(
            *(aim.id, aim.key, aim.due, probability, p50, p85, len(self.pieces(reach)), aim.metrics),
            because=because or ("" if p85 else say(words.TOO_FAR)),
        )

    def _untold(self, aim: Aim, reach: Sequence[int], because: str) -> Outlook:
        pieces = len(self.pieces(reach))
        return Outlook(aim.id, aim.key, aim.due, None, None, None, pieces, aim.metrics, because)

    def _effects(self, aim: Aim, it: Weighed) -> Iterator[Effect]:
        """What items cost, each by the task that ends it; only what makes a difference."""
        onward = self.onward(self.snapshot.exits[aim.id])
        gain, days = it.gain.round(DIGITS), it.days.round(DIGITS)
        tells = ((gain > 0) | (days > 0)) & np.isfinite(days)
        told = (column[tells].tolist() for column in (it.tasks, gain, days, it.critical))
        for task, gain, earlier, critical in zip(*told, strict=True):
            pk = self.snapshot.owner[task]
            if pk in self.snapshot.pieces and self.snapshot.exits[pk] == task and self._kind(task) in WORK:
                one = self.snapshot.pieces[pk]
                figures = (gain, earlier, round(critical, DIGITS))
                yield Effect(pk, one.key, one.kind, aim.id, *figures, self._through(task, onward))

    def _through(self, task: int, onward: Mapping[int, int]) -> tuple[str, ...]:
        own, keys = self.snapshot.owner[task], []
        while task in onward:
            task = onward[task]
            keys.append((self.snapshot.owner[task], self._key(task)))
        return tuple(dict.fromkeys(key for pk, key in keys[:-1] if pk not in (own, keys[-1][0])))


def runs_for(rows: int, most: int) -> int:
    """Return how many runs are made of so many tasks: in steps, for with another number everything is drawn anew."""
    return min(most, max(count for count in COUNTS if count <= max(CELLS // max(rows, 1), LEAST_RUNS)))


def day_of(begin: date, days: float) -> date | None:
    """The day on which a moment lies, counted in days from the beginning of `begin`."""
    ahead = max(math.ceil(days - SLACK) - 1, 0)
    return begin + timedelta(days=ahead) if ahead <= AHEAD else None


def stuck(count: int, links: Links) -> NDArray[np.bool_]:
    """Which tasks, shape (count,), lie on a cycle or wait for one."""
    after, left = neighbours(count, links), np.bincount(links.target, minlength=count).tolist()
    free = [task for task in range(count) if not left[task]]
    for task in free:  # grows while it is walked
        for later in after[task]:
            left[later] -= 1
            if not left[later]:
                free.append(later)
    stuck = np.ones(count, dtype=np.bool_)
    stuck[free] = False
    return stuck


def _onward(back: Sequence[Sequence[int]], end: int) -> dict[int, int]:
    """Task -> the next on a shortest way to `end`, for all that lead there."""
    found: dict[int, int] = {}
    queue = [end]
    for task in queue:  # grows while it is walked
        for earlier in back[task]:
            if earlier not in found and earlier != end:
                found[earlier] = task
                queue.append(earlier)
    return found
