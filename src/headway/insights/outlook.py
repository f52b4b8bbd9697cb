"""What the engine makes of a snapshot: how likely each goal is, and what each open item costs it. Pure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..engine.effects import Study, study
from ..engine.simulate import SLACK, Plan
from ..engine.taskgraph import CycleError, Floats, Links, ancestors, levels, neighbours
from ..rules.words import Category, Kind
from ..tongue import say
from . import words
from .pace import Pace, knows, pace
from .rows import WORK, Aim, Rows
from .snapshot import NOW, Snapshot, built, leaves, waiting

MODEL: Final = "impact-2"
RUNS: Final = 1000
LEAST_RUNS: Final = 200
CELLS: Final = 12_000_000
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


def prepared(rows: Rows) -> Snapshot:
    """Return the snapshot of these rows, the pace learned from what is finished among them."""
    open_work = leaves(rows)
    if not knows(rows.finished):
        return built(rows, Pace({}, {}))
    day = rows.day.toordinal()
    return built(rows, pace(leaves=open_work, finished=rows.finished, waiting=waiting(rows), day=day))


def found(snapshot: Snapshot, *, known: int, runs: int = RUNS) -> Found:
    """Compute everything; `known` pieces of work were finished before."""
    return Computation(snapshot, known, runs).found()


class Computation:
    """One computation: which goals can be spoken of, then the engine, then its findings in the snapshot's terms."""

    def __init__(self, snapshot: Snapshot, known: int, runs: int) -> None:
        self.snapshot, self.known, self.runs = snapshot, known, runs
        self.count = len(snapshot.owner)
        self.stuck = stuck(self.count, snapshot.links)
        self.back = neighbours(self.count, snapshot.links.reversed())

    def found(self) -> Found:
        """All findings."""
        told: dict[int, Outlook] = {}
        chosen: list[Aim] = []
        reach: dict[int, list[int]] = {}
        for aim in self.snapshot.aims.values():
            reach[aim.id] = leading(self.back, self.snapshot.exits[aim.id])
            because = self.because(aim, reach[aim.id])
            if because:
                told[aim.id] = self._untold(aim, reach[aim.id], because)
            else:
                chosen.append(aim)
        effects: list[Effect] = []
        runs = runs_for(sum(len(reach[aim.id]) for aim in chosen), self.runs)
        for aim, it, numbers in self._studied(chosen, runs):
            told[aim.id] = self._told(aim, it, reach[aim.id])
            effects += self._effects(aim, it, numbers)
        goals = {pk: told[pk] for pk in self.snapshot.aims}
        return Found(self.snapshot.digest, MODEL, runs, goals, tuple(effects))

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
        return sorted({self.snapshot.owner[t] for t in reach if self._is_leaf(t)})

    def _is_leaf(self, task: int) -> bool:
        return self._kind(task) in WORK and self.snapshot.owner[task] not in self.snapshot.inner

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

    def _studied(self, chosen: Sequence[Aim], runs: int) -> Iterator[tuple[Aim, Study, NDArray[np.int64]]]:
        """Ask the engine about these goals, with what leads to them alone, renumbered."""
        if not chosen:
            return
        links = self.snapshot.links
        links = links.pick(~self.stuck[links.target])
        ends = [self.snapshot.exits[aim.id] for aim in chosen]
        used = np.flatnonzero(ancestors(self.count, links, [*ends, NOW], before=self.back))
        number = np.full(self.count, -1, dtype=np.int64)
        number[used] = np.arange(used.size)
        inside = links.pick((number[links.source] >= 0) & (number[links.target] >= 0))
        inside = Links(number[inside.source], number[inside.target], inside.lag)
        goals = [
            ([int(number[e]), int(number[NOW])], self.snapshot.due(aim)) for e, aim in zip(ends, chosen, strict=True)
        ]
        plan = Plan.of(count=used.size, links=inside, goals=goals)
        spread, keys = self.snapshot.spread, self.snapshot.keys
        spread = type(spread)(spread.median[used], spread.sigma[used])
        studies = study(plan=plan, spread=spread, keys=keys[used], runs=runs, change=gone)
        for aim, it in zip(chosen, studies, strict=True):
            yield aim, it, used[it.target.layout.tasks]

    def _told(self, aim: Aim, it: Study, reach: Sequence[int]) -> Outlook:
        p50, p85 = (day_of(self.snapshot.day, x) for x in np.quantile(it.finish, [0.5, 0.85]).tolist())
        because = "" if aim.due else say(words.NO_DATE)
        probability = round(it.probability, DIGITS) if aim.due else None
        return Outlook(
            *(aim.id, aim.key, aim.due, probability, p50, p85, len(self.pieces(reach)), aim.metrics),
            because=because or ("" if p85 else say(words.TOO_FAR)),
        )

    def _untold(self, aim: Aim, reach: Sequence[int], because: str) -> Outlook:
        pieces = len(self.pieces(reach))
        return Outlook(aim.id, aim.key, aim.due, None, None, None, pieces, aim.metrics, because)

    def _effects(self, aim: Aim, it: Study, numbers: NDArray[np.int64]) -> Iterator[Effect]:
        """What items cost, each by the task that ends it; only what makes a difference."""
        onward = _onward(self.back, self.snapshot.exits[aim.id])
        gains, days = it.effect.gain.round(DIGITS).tolist(), it.effect.days.round(DIGITS).tolist()
        for task, gain, earlier, critical in zip(
            numbers.tolist(), gains, days, it.effect.critical.tolist(), strict=True
        ):
            pk = self.snapshot.owner[task]
            ends = pk in self.snapshot.pieces and self.snapshot.exits[pk] == task and self._kind(task) in WORK
            if ends and (gain > 0 or earlier > 0) and math.isfinite(earlier):
                one = self.snapshot.pieces[pk]
                figures = (gain, earlier, round(critical, DIGITS))
                yield Effect(pk, one.key, one.kind, aim.id, *figures, self._through(task, onward))

    def _through(self, task: int, onward: dict[int, int]) -> tuple[str, ...]:
        own, keys = self.snapshot.owner[task], []
        while task in onward:
            task = onward[task]
            keys.append((self.snapshot.owner[task], self._key(task)))
        return tuple(dict.fromkeys(key for pk, key in keys[:-1] if pk not in (own, keys[-1][0])))


def gone(durations: Floats) -> Floats:
    """Return durations as if the work were not there: nothing waits for it, nor for anything through it."""
    return np.full_like(durations, -np.inf)


def runs_for(rows: int, most: int) -> int:
    """Return how many runs are made of so many tasks."""
    return max(min(LEAST_RUNS, most), min(most, CELLS // max(rows, 1)))


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


def leading(back: Sequence[Sequence[int]], end: int) -> list[int]:
    """The tasks that lead to one, itself and today left out."""
    return [task for task in _onward(back, end) if task != NOW]


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
