"""How long each task takes in each run: keyed, stratified draws of lognormal durations.

The `runs` draws of a task fall one into each of `runs` equally likely strata, in an order that its key decides, and
anywhere within the stratum (Latin hypercube sampling: M. McKay, R. Beckman and W. Conover, Technometrics 21, 1979).
All randomness is SplitMix64 (G. Steele, D. Lea and C. Flood, OOPSLA 2014), counted from the key: it has no state, and
no task's draws depend on another's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from headway.engine.taskgraph import Floats

Keys = NDArray[np.uint64]
P90 = NormalDist().inv_cdf(0.9)
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
BENT = 1e-4  # standard deviations
A = (59.109374720, 159.29113202, 50.434271938, 3.3871327179)
B = (67.187563600, 78.757757664, 17.895169469, 1.0)
C = (0.17023821103, 1.3067284816, 2.7568153900, 1.4234372777)
D = (0.12021132975, 0.73700164250, 1.0)
E = (0.017337203997, 0.42868294337, 3.0812263860, 6.6579051150)
F = (0.012258202635, 0.24197894225, 1.0)
ROWS = 512  # tasks at a time while drawing: keeps the working set in cache
PATIENCE = 64  # so many looks may ask for little before what is idle goes: the next may ask for all of it again
SPARE = 8  # of what a book holds, one part in so many is room for more


@dataclass(frozen=True, slots=True)
class Spread:
    """Lognormal durations: median in days and log-scale standard deviation, each of shape (tasks,); sigma 0: fixed."""

    median: Floats
    sigma: Floats

    @classmethod
    def between(cls, *, low: Floats, high: Floats) -> Spread:
        """Return the lognormals with P10 = low and P90 = high, 0 < low < high; low == high is that very duration."""
        fixed = low == high
        a = np.log(low, out=np.zeros_like(low), where=~fixed)
        b = np.log(high, out=np.zeros_like(high), where=~fixed)
        return cls(np.where(fixed, low, np.exp((a + b) / 2)), (b - a) / (2 * P90))

    def pick(self, tasks: NDArray[np.int64]) -> Spread:
        """Return those of some tasks."""
        return Spread(self.median[tasks], self.sigma[tasks])


@dataclass(frozen=True, slots=True)
class Begins:
    """When tasks can begin for no other's sake: not before the day `least`, nor before one drawn; of shape (tasks,).

    `least` is -inf for what begins on nothing but the end of others.
    """

    least: Floats
    spread: Spread
    keys: Keys

    def pick(self, tasks: NDArray[np.int64]) -> Begins:
        """Return those of some tasks."""
        return Begins(self.least[tasks], self.spread.pick(tasks), self.keys[tasks])

    @property
    def own(self) -> NDArray[np.bool_]:
        """Which tasks can begin for no other's sake."""
        return self.least > -np.inf

    def batches(
        self, *, runs: int, width: int, book: ScoreBook | None = None, some: NDArray[np.int64] | None = None
    ) -> Iterator[Floats]:
        """Yield the days from which on tasks can begin, as the function of this name yields durations."""
        for drawn in batches(spread=self.spread, keys=self.keys, runs=runs, width=width, book=book, some=some):
            yield np.maximum(drawn, self.least[:, None], out=drawn)


class Drawn(TypedDict):
    """What of some tasks is drawn: how long they take, and from when on they can begin."""

    spread: Spread
    keys: Keys
    begins: Begins


def orders(keys: Keys, runs: int) -> NDArray[np.uint32]:
    """Return for each key a random order of 0..runs-1, shape (keys, runs)."""
    out = np.empty((keys.size, runs), dtype=np.uint32)
    low_bits = np.uint64((1 << max(runs - 1, 1).bit_length()) - 1)
    counter = np.arange(runs, dtype=np.uint64)
    for a in range(0, keys.size, ROWS):
        shuffled = _random(keys[a : a + ROWS], counter)
        shuffled = (shuffled & ~low_bits) | counter
        shuffled.sort(axis=1)
        out[a : a + ROWS] = shuffled & low_bits
    return out


def _random(keys: Keys, counter: Keys) -> Keys:
    """Return a random number for each key and count, shape (keys, counts)."""
    return _splitmix(keys[:, None] + (counter + np.uint64(1)) * GOLDEN)


def _splitmix(z: Keys) -> Keys:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def batches(
    *,
    spread: Spread,
    keys: Keys,
    runs: int,
    width: int,
    book: ScoreBook | None = None,
    some: NDArray[np.int64] | None = None,
) -> Iterator[Floats]:
    """Yield the durations of runs 0..runs-1, or of `some` of these, in arrays of shape (tasks, up to `width`), in days.

    The values do not depend on width, nor those of one task on any other. A book spares those who ask again the draw.
    """
    random = np.flatnonzero(spread.sigma)
    table, rows = (book or ScoreBook()).find(keys[random], runs)
    sigma, median = spread.sigma[random, None], spread.median[random, None]
    for a in range(0, runs if some is None else some.size, width):
        drawn = table[rows, a : a + width] if some is None else table[rows[:, None], some[a : a + width]]
        np.exp(np.multiply(drawn, sigma, out=drawn), out=drawn)
        out = np.repeat(spread.median[:, None], drawn.shape[1], axis=1)
        out[random] = np.multiply(drawn, median, out=drawn)
        yield out


class ScoreBook:
    """Where each key's draws lie on the normal curve: it depends on the key alone, so a longer duration draws no anew.

    Tasks that share a key share a row. What is kept of keys that nobody asks for any more goes by `forget`.
    """

    def __init__(self) -> None:
        self._pages: dict[int, _Page] = {}

    def find(self, keys: Keys, runs: int) -> tuple[Floats, NDArray[np.int64]]:
        """Return scores of shape (rows, runs), and which row is each key's."""
        return self._pages.setdefault(runs, _Page(runs)).find(keys)

    def forget(self) -> None:
        """Throw away the pages of which most was idle each of the last times that anybody asked for draws at all."""
        if any(page.asked for page in self._pages.values()):
            self._pages = {runs: page for runs, page in self._pages.items() if page.used()}


class _Page:
    """The scores of one number of runs; there is room at the end for keys to come."""

    def __init__(self, runs: int) -> None:
        self._keys = np.empty(0, dtype=np.uint64)
        self._order = np.empty(0, dtype=np.int64)
        self._sorted = self._keys
        self._table = np.empty((0, runs))
        self.asked = 0
        self._lately: deque[int] = deque(maxlen=PATIENCE)

    def find(self, keys: Keys) -> tuple[Floats, NDArray[np.int64]]:
        wanted, which = np.unique(keys, return_inverse=True)
        self.asked = max(self.asked, wanted.size)
        rows = self._rows(wanted)
        missing = self._keys[rows] != wanted if rows.size else np.ones(wanted.size, dtype=np.bool_)
        if missing.any():
            self._add(wanted[missing])
            rows = self._rows(wanted)
        return self._table, rows[which.reshape(-1)]

    def _rows(self, wanted: Keys) -> NDArray[np.int64]:
        """Where each key stands, or another if it is not here; nothing while there are none."""
        if not self._keys.size:
            return self._order
        found: NDArray[np.int64] = self._order[np.searchsorted(self._sorted, wanted).clip(max=self._keys.size - 1)]
        return found

    def used(self) -> bool:
        self._lately.append(self.asked)
        self.asked = 0
        return len(self._lately) < PATIENCE or max(self._lately) * 2 > self._keys.size

    def _add(self, fresh: Keys) -> None:
        had, runs = self._keys.size, self._table.shape[1]
        if had + fresh.size > self._table.shape[0]:
            table = np.empty((had + fresh.size + (had + fresh.size) // SPARE, runs))
            table[:had] = self._table[:had]
            self._table = table
        for a in range(0, fresh.size, ROWS):
            some = fresh[a : a + ROWS]
            self._table[had + a : had + a + some.size] = _scores_of(some, runs)
        self._keys = np.concatenate([self._keys, fresh])
        self._order = np.argsort(self._keys, kind="stable")
        self._sorted = self._keys[self._order]


def _scores_of(keys: Keys, runs: int) -> Floats:
    """All draws of each key as normal scores, shape (keys, runs)."""
    within = _uniform(_random(_splitmix(keys ^ GOLDEN), np.arange(runs, dtype=np.uint64)))
    return scores(orders(keys, runs), within, runs)


def scores(stratum: NDArray[np.uint32], within: Floats, runs: int) -> Floats:
    """Return the normal quantiles of (stratum + within) / runs, elementwise; within lies in (0, 1).

    Straight lines from edge to edge of a stratum serve where they stay within 1e-4 of the curve, which bends by
    z / density(z)**2; the outer strata are computed.
    """
    edge = normal_quantile(np.arange(1, runs) / runs)
    bend = np.abs(edge) * 2 * np.pi * np.exp(edge**2) / (8 * runs**2)
    inner = np.concatenate([[False], (bend[:-1] < BENT) & (bend[1:] < BENT), [False]])[:runs]
    base = np.concatenate([[0.0], edge])
    step = np.concatenate([[0.0], np.diff(edge), [0.0]])[:runs]
    out: Floats = base[stratum] + step[stratum] * within
    outer = ~inner[stratum]
    out[outer] = normal_quantile((stratum[outer] + within[outer]) / runs)
    return out


def _uniform(z: Keys) -> Floats:
    return ((z >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def normal_quantile(p: Floats) -> Floats:
    """Return the standard normal quantiles of p, elementwise, 0 < p < 1, to about 1e-7.

    M. Wichura, "Algorithm AS 241", PPND7, Applied Statistics 37, 1988.
    """
    q = p - 0.5
    r = 0.180625 - q * q
    out: Floats = q * np.polyval(A, r) / np.polyval(B, r)
    tail = np.abs(q) > 0.425
    r = np.sqrt(-np.log(np.minimum(p[tail], 1 - p[tail])))
    near, far = np.polyval(C, r - 1.6) / np.polyval(D, r - 1.6), np.polyval(E, r - 5) / np.polyval(F, r - 5)
    out[tail] = np.copysign(np.where(r <= 5, near, far), q[tail])
    return out
