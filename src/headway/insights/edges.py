"""Which changes reach a goal at all: what is far from deciding when it is there changes nothing said of it. Pure.

In each run a goal is there on day T, when the longest of all ways to it is at its end; and without task i on T'(i), by
the longest way that avoids i. Where every way through what has changed ends before the earliest T'(i) of that run,
both before the change and after it, T and every T'(i) stay what they were. So does all that is said of the goal, and
the changed tasks themselves decide nothing. The ways through a few tasks cost next to nothing, beside simulating all;
and the few runs in which one of them is longer are simulated by themselves, before and after.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..engine.draws import Begins, Drawn, Keys, ScoreBook, Spread, batches
from ..engine.effects import Study
from ..engine.simulate import Plan, in_time
from ..engine.taskgraph import Floats, Ints, Layout, Links, ancestors, late, levels
from .memory import sign

FEW: Final = 200
"""Changed tasks up to which the ways through them are looked at."""
SHARE: Final = 0.25
"""Share of the runs up to which those are simulated by themselves that a change may reach."""
CLEAR: Final = 1e-6
"""Days by which a way must be shorter to be out of the question: sums in another order differ in their last bits."""
_MIX: Final = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Part:
    """The tasks that lead to one, which stands at place `end` among them, each named by its random stream.

    `columns`: all numbers of each, shape (numbers, tasks), as `columns_of` puts them together. `told`: of which of
    them it is told what they do to the end.
    """

    end: int
    told: NDArray[np.bool_]
    links: Links
    keys: Keys
    columns: Floats

    @property
    def drawn(self) -> Drawn:
        """What is drawn of them."""
        takes, waits = Spread(self.columns[0], self.columns[1]), Spread(self.columns[2], self.columns[3])
        begins = Begins(self.columns[4], waits, self.columns[5].view(np.uint64))
        return {"spread": takes, "keys": self.keys, "begins": begins}

    def sign(self, *of: object) -> bytes:
        """What names all that decides when its tasks are done."""
        links = self.links
        return sign(links.source, links.target, links.lag, self.columns, self.keys, of=(self.end, *of))

    def through(self, tasks: Ints, runs: int, book: ScoreBook) -> Floats:
        """The longest way to the end through any of these tasks in each run, shape (runs,)."""
        if not tasks.size:
            return np.full(runs, -np.inf)
        lead, ahead = self._laid(tasks, self.links)
        rest, behind = self._laid(tasks, self.links.reversed())
        at, of = np.searchsorted(lead, tasks), np.searchsorted(rest, tasks)
        parts = Plan(ahead, []).simulate(**self._some(lead), runs=runs, book=book)
        finish = np.concatenate([one.finish for one in parts], axis=1)[_rows(ahead, at)]
        order = self._some(rest[behind.tasks])
        (days,) = batches(spread=order["spread"], keys=order["keys"], runs=runs, width=runs, book=book)
        tail, _ = late(behind, days, _rows(behind, np.searchsorted(rest, np.array([self.end]))))
        longest: Floats = (finish + tail[_rows(behind, of)]).max(axis=0)
        return longest

    def _some(self, tasks: Ints) -> Drawn:
        drawn = self.drawn
        return {
            "spread": drawn["spread"].pick(tasks),
            "keys": self.keys[tasks],
            "begins": drawn["begins"].pick(tasks),
        }

    def _laid(self, tasks: Ints, towards: Links) -> tuple[Ints, Layout]:
        """These tasks, and all that lead to them along some links; laid out by the links of the part."""
        some = np.flatnonzero(ancestors(self.keys.size, towards, tasks.tolist()))
        place = np.full(self.keys.size, -1, dtype=np.int64)
        place[some] = np.arange(some.size)
        inside = self.links.pick((place[self.links.source] >= 0) & (place[self.links.target] >= 0))
        links = Links(place[inside.source], place[inside.target], inside.lag)
        return some, Layout.of(tasks=np.arange(some.size), level=levels(some.size, links), links=links)

    @property
    def marks(self) -> NDArray[np.uint64]:
        """What names each link."""
        source, target, lag = self.keys[self.links.source], self.keys[self.links.target], self.links.lag
        marks: NDArray[np.uint64] = source * _MIX[0] + target * _MIX[1] + lag.view(np.uint64) * _MIX[2]
        return marks


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


@dataclass(frozen=True, slots=True)
class Edge:
    """What was simulated of the part that leads to a goal due on a day: when it was there in each run, shape (runs,).

    `least`: the day in each run before which nothing changes what is said of it. `sums`: gain, days and critical of
    each task, summed over all runs, by its place.
    """

    part: Part
    due: float
    finish: Floats
    least: Floats
    sums: Floats

    @classmethod
    def of(cls, part: Part, due: float, found: Study) -> "Edge":
        """What a study says, by the places of the tasks, not by the levels on which they happen to lie."""
        effect, order = found.effect, np.argsort(found.target.layout.tasks)
        sums = np.stack([effect.gain, effect.days, effect.critical])[:, order] * found.finish.size
        return cls(part, due, found.finish, found.least, sums)

    def said(self) -> Weighed:
        """What is said of the goal."""
        p50, p85 = np.quantile(self.finish, [0.5, 0.85]).tolist()
        runs = self.finish.size
        gain, days, critical = self.sums[0].round() / runs, self.sums[1] / runs, self.sums[2].round() / runs
        probability = float(in_time(self.finish, self.due).mean())
        return Weighed(probability, p50, p85, np.arange(self.part.keys.size), gain, days, critical)

    def carried(self, part: Part, again: Callable[[Part, Ints], Study], book: ScoreBook) -> "Edge | None":
        """What is to be said of a part in which little is other than in this one; None where it is to be simulated.

        `again` simulates some runs of a part.
        """
        before, after, here, there = _changed(self.part, part)
        if max(before.size, after.size) > FEW or self.part.end in before or part.end in after:
            return None
        runs = self.finish.size
        longest = np.maximum(self.part.through(before, runs, book), part.through(after, runs, book))
        unsure = np.flatnonzero(longest >= self.least - CLEAR)
        if unsure.size > runs * SHARE:
            return None
        sums = np.zeros((3, part.keys.size))
        sums[:, there] = self.sums[:, here]
        finish, least = self.finish, self.least
        if unsure.size:
            was, now = Edge.of(self.part, self.due, again(self.part, unsure)), again(part, unsure)
            sums[:, there] -= was.sums[:, here]
            sums += Edge.of(part, self.due, now).sums
            finish, least = finish.copy(), least.copy()
            finish[unsure], least[unsure] = now.finish, now.least
        return Edge(part, self.due, finish, least, sums)


def columns_of(spread: Spread, begins: Begins) -> Floats:
    """All numbers of tasks, in one array."""
    days = begins.spread
    return np.stack([spread.median, spread.sigma, days.median, days.sigma, begins.least, begins.keys.view(np.float64)])


def _changed(one: Part, other: Part) -> tuple[Ints, Ints, Ints, Ints]:
    """The tasks in which the parts differ, by their places in either; and the places of all others."""
    _, here, there = np.intersect1d(one.keys, other.keys, assume_unique=True, return_indices=True)
    same = (_bits(one)[:, here] == _bits(other)[:, there]).all(axis=0)
    here, there = here[same], there[same]
    mine, theirs = np.ones((2, max(one.keys.size, other.keys.size)), dtype=np.bool_)
    mine[here], theirs[there] = False, False
    for part, marks, fresh in ((one, other.marks, mine), (other, one.marks, theirs)):
        lost = np.flatnonzero(~np.isin(part.marks, marks))
        lost = lost[~fresh[part.links.source[lost]]]  # a way through those goes through what has changed
        fresh[part.links.target[lost]] = True
    return np.flatnonzero(mine[: one.keys.size]), np.flatnonzero(theirs[: other.keys.size]), here, there


def _bits(part: Part) -> NDArray[np.uint64]:
    return part.columns.view(np.uint64)


def _rows(layout: Layout, places: Ints) -> Ints:
    """The rows of tasks in a layout."""
    row = np.empty(layout.tasks.size, dtype=np.int64)
    row[layout.tasks] = np.arange(layout.tasks.size)
    return row[places]
