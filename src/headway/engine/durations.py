"""How long work of a class takes, from what is finished and what is still open; and how long an open item still needs.

The logarithm of a duration is normal within a class; a share of each class, the cured, never finishes (J. Boag,
JRSS B 11, 1949). Open items are censored at their age. Fitted by expectation and maximisation (A. Dempster, N. Laird
and D. Rubin, JRSS B 39, 1977), widest classes first; each class's mean, variance and cured share are shrunk towards its
parent's as if the parent had been seen `Shrinkage` times in it. Ranges of classes with little history are wider.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHORTEST = 1 / 24  # days; what took no time took an hour
LITTLE = 10  # finishes under which a class says that it knows little
_ROUNDS, _CLOSE = 80, 1e-3  # of fitting at most; the change of a mean log at which to stop
_Z: Floats = np.linspace(-9, 9, 7201)
_BELOW: Floats = np.array([0.5 * math.erfc(-z / math.sqrt(2)) for z in _Z.tolist()])


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """How many observations the parent's mean, variance and cured share are worth in a child."""

    mean: float = 8.0
    variance: float = 12.0
    cured: float = 20.0


@dataclass(frozen=True, slots=True)
class Classes:
    """The fitted classes of one level (k,): log-days, and how many finishes each rests on.

    `spread` is that of a new duration: with the uncertainty of `mean`.
    """

    mean: Floats
    spread: Floats
    cured: Floats
    finishes: Ints

    @property
    def little_known(self) -> NDArray[np.bool_]:
        """Which classes (k,) lean on their parents rather than on their own history."""
        return self.finishes < LITTLE


@dataclass(frozen=True, slots=True)
class _Data:
    """Log-ages, classes and weights of the open items (m,); for the finished, sums by class (k,) of 1, log, log²."""

    log: Floats
    member: Ints
    weight: Floats
    count: int
    done: tuple[Floats, Floats, Floats]


@dataclass(frozen=True, slots=True)
class _State:
    mean: Floats
    variance: Floats
    cured: Floats
    weight: Floats


def fit(
    *,
    days: ArrayLike,
    finished: ArrayLike,
    levels: Sequence[ArrayLike],
    weight: ArrayLike | None = None,
    shrinkage: Shrinkage = Shrinkage(),
) -> list[Classes]:
    """Fit every level of a hierarchy of classes.

    Args:
        days: how long each of n items took, or its age if it is open (n,), >= 0.
        finished: whether it is finished (n,).
        levels: the class number of each item (n,) from 0, widest level first; each class lies within one of the
            level before.
        weight: how many such items each stands for (n,); one where it is left out.
        shrinkage: how strongly children follow their parents.

    Returns:
        One `Classes` a level. The widest level leans on a month, give or take a factor of four.

    Raises:
        ValueError: names the argument that is wrong.
    """
    taken, done, numbers = _checked(days, finished, levels)
    each = np.ones_like(taken) if weight is None else np.asarray(weight, dtype=np.float64)
    parent = _State(np.array([math.log(30.0)]), np.array([1.4**2]), np.array([0.05]), np.zeros(1))
    above: Ints = np.zeros(len(taken), dtype=np.int64)
    out: list[Classes] = []
    for member in numbers:
        data = _gather(np.log(np.maximum(taken, SHORTEST)), done, member, each)
        parent = _fit_level(data, _inherit(parent, above, member, data.count), shrinkage)
        out.append(_classes(parent, data, shrinkage))
        above = member
    return out


def chance_by(*, classes: Classes, member: ArrayLike, age: ArrayLike, within: ArrayLike) -> Floats:
    """Probability (n,) that items of class `member` (n,) and `age` days (n,) finish within so many more days (n,)."""
    open_now = _open(classes, member, age)
    later = _open(classes, member, np.asarray(age, dtype=np.float64) + np.asarray(within, dtype=np.float64))
    return np.asarray(np.clip(1 - later / open_now, 0, 1), dtype=np.float64)


def remaining_days(*, classes: Classes, member: ArrayLike, age: ArrayLike, level: float) -> Floats:
    """Days (n,) by which an item of that class and age is finished with probability `level`; or infinity.

    Infinity is the answer where that probability is not reached, because too many such items never finish.

    Raises:
        ValueError: when level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    number = np.asarray(member, dtype=np.int64)
    cured = classes.cured[number]
    target = ((1 - level) * _open(classes, member, age) - cured) / (1 - cured)
    z = np.interp(1 - np.maximum(target, 1e-300), _BELOW, _Z)
    days = np.exp(classes.mean[number] + classes.spread[number] * z) - np.asarray(age, dtype=np.float64)
    return np.where(target > 0, np.maximum(days, 0.0), np.inf)


def _open(classes: Classes, member: ArrayLike, age: ArrayLike) -> Floats:
    """Share of items of each class still open at `age`."""
    number = np.asarray(member, dtype=np.int64)
    log = np.log(np.maximum(np.asarray(age, dtype=np.float64), SHORTEST / 100))
    left = _above((log - classes.mean[number]) / classes.spread[number])
    cured = classes.cured[number]
    return np.asarray(cured + (1 - cured) * left, dtype=np.float64)


def _above(z: Floats) -> Floats:
    """The standard normal's upper tail."""
    return np.asarray(np.interp(-z, _Z, _BELOW), dtype=np.float64)


def _gather(log: Floats, finished: NDArray[np.bool_], member: Ints, weight: Floats) -> _Data:
    count = int(member.max(initial=-1)) + 1
    known, of, each = log[finished], member[finished], weight[finished]
    done = (_sums(of, each, count), _sums(of, each * known, count), _sums(of, each * known**2, count))
    return _Data(log[~finished], member[~finished], weight[~finished], count, done)


def _inherit(parent: _State, above: Ints, member: Ints, count: int) -> _State:
    """What each child takes from its parent; every item of a child names the same parent."""
    mine = np.zeros(count, dtype=np.int64)
    mine[member] = above
    return _State(parent.mean[mine], parent.variance[mine], parent.cured[mine], np.zeros(count))


def _fit_level(data: _Data, parent: _State, shrinkage: Shrinkage) -> _State:
    state = parent
    for _ in range(_ROUNDS):
        before, state = state, _step(data, state, parent, shrinkage)
        if np.abs(state.mean - before.mean).max(initial=0) < _CLOSE:
            break
    return state


def _step(data: _Data, state: _State, parent: _State, shrinkage: Shrinkage) -> _State:
    """One round: what the open items would have taken, then the classes' parameters given that."""
    will, first, second = _expected(data, state)
    never = _sums(data.member, data.weight * (1 - will), data.count)
    will = data.weight * will
    weight = data.done[0] + _sums(data.member, will, data.count)
    total = data.done[1] + _sums(data.member, will * first, data.count)
    squares = data.done[2] + _sums(data.member, will * second, data.count)
    mean = (total + shrinkage.mean * parent.mean) / (weight + shrinkage.mean)
    around = np.maximum(squares - 2 * mean * total + mean**2 * weight, 0)
    variance = (around + shrinkage.variance * parent.variance) / (weight + shrinkage.variance)
    cured = (never + shrinkage.cured * parent.cured) / (never + weight + shrinkage.cured)
    return _State(mean, variance, cured, weight)


def _expected(data: _Data, state: _State) -> tuple[Floats, Floats, Floats]:
    """For each open item: the probability that it ever finishes, and two moments of its log-duration if so."""
    mean, spread = state.mean[data.member], np.sqrt(state.variance[data.member])
    cured, z = state.cured[data.member], (data.log - mean) / spread
    left = np.maximum(_above(z), 1e-15)
    mills = np.where(z < 7, np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) / left, z)
    will = (1 - cured) * left / (cured + (1 - cured) * left)
    first = mean + spread * mills
    return will, first, first**2 + spread**2 * np.maximum(1 + z * mills - mills**2, 0)


def _sums(member: Ints, values: Floats, count: int) -> Floats:
    return np.bincount(member, weights=values, minlength=count).astype(np.float64)


def _classes(state: _State, data: _Data, shrinkage: Shrinkage) -> Classes:
    spread = np.sqrt(state.variance * (1 + 1 / (state.weight + shrinkage.mean)))
    return Classes(state.mean, spread, state.cured, data.done[0].astype(np.int64))


def _checked(
    days: ArrayLike, finished: ArrayLike, levels: Sequence[ArrayLike]
) -> tuple[Floats, NDArray[np.bool_], list[Ints]]:
    taken, done = np.asarray(days, dtype=np.float64), np.asarray(finished, dtype=bool)
    if taken.ndim != 1 or not np.isfinite(taken).all() or (taken < 0).any():
        raise ValueError("days must be a flat list of numbers of 0 or more")
    if done.shape != taken.shape:
        raise ValueError(f"finished must be as long as days, {len(taken)}, not {done.shape}")
    if not levels:
        raise ValueError("levels must hold at least one list of class numbers")
    numbers = [np.asarray(level, dtype=np.int64) for level in levels]
    for place, number in enumerate(numbers):
        if number.shape != taken.shape or (number < 0).any():
            raise ValueError(f"levels[{place}] must hold a class number of 0 or more for each of {len(taken)} items")
    return taken, done, numbers
