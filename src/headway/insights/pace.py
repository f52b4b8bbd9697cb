"""When each open piece of work begins, and how long it then takes, as work did before. Pure: rows in, days out.

What nobody has begun waits in the line of its team, what is ready before the backlog and both by priority and date,
until so much has been finished as stands before it: the team's pace says when (engine.forecast). From then on it takes
as long as such work took from its begin to its end (engine.durations). A team that has finished too little has no pace;
its work is measured whole, from being written down.

A pace is learned from whole days. So what is finished today moves it tomorrow; and until then what was begun today
still stands before others, for it has not been finished either.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from operator import attrgetter
from statistics import NormalDist
from typing import Final

import numpy as np

from ..engine.draws import P90
from ..engine.durations import LITTLE, SHORTEST, Classes, Floats, Ints, fit, remaining_days
from ..engine.forecast import course, finish_days
from ..engine.forecast_request import Request
from ..rules.words import Kind
from .memory import Memory, Same, sign
from .rows import Finished, Piece

FAR: Final = 5.0
"""Standard deviations of an age beyond which it counts no further: there is nothing to learn from there."""
FINEST: Final = 1.0
"""Days under which history is not told apart: a few minutes are a late tick, and would widen all."""
SIZES: Final = (240, 960, 2400)
"""Minutes of estimate up to which work is small, middling and large; what has no estimate is a class of its own."""

STEPS: Final = 2
"""Decimals of the mean and the spread of log-days that a class is taken to know: steps of one in a hundred.

Five thousand finished pieces know the mean to some 0.014 at best, and the fit itself stops at a thousandth; what is
finer would only have each task that is done move the forecast of all other work by minutes.
"""
MARKS: Final = (0, *(1 << n for n in range(18)))
"""Places in a line for which a forecast is made: more than the work that is forecast at all."""
_NUMBER: Final = {kind.value: number for number, kind in enumerate(Kind)}
Z85: Final = NormalDist().inv_cdf(0.85)


@dataclass(frozen=True, slots=True)
class Range:
    """Days in which a piece of work is done with probability 0.1, and with 0.9; both zero where it needs none."""

    low: float
    high: float


def knows(finished: Sequence[Finished]) -> bool:
    """Whether enough has been finished to speak of a pace."""
    return len(finished) >= LITTLE


@dataclass(frozen=True, slots=True)
class Pace:
    """Id -> days that a piece takes once it is begun, and days that it waits in line before."""

    takes: Mapping[int, Range]
    waits: Mapping[int, Range]


def pace(
    *,
    leaves: Sequence[Piece],
    finished: Sequence[Finished],
    waiting: Collection[int],
    day: int,
    memory: Memory | None = None,
) -> Pace:
    """Return the pace of work without parts on a day; `waiting` are those that wait for other work.

    Learned by kind, team and size of the estimate, each class leaning on the wider one where it has little history.
    An estimate is also the least that work takes which nobody has begun, by its owner's hours in a week.
    """
    timed = [one for one in leaves if not one.milestone]
    memory = memory or Memory()
    history = memory.of(("history", Same(finished)), lambda: _History.of(finished))
    waits = _waits(timed, history.teams, day, memory)
    whole = {o.id for o in timed if o.begun is None and o.id not in waits and o.id not in waiting and not o.wait}
    begun, fresh = [o for o in timed if o.id not in whole], [o for o in timed if o.id in whole]
    takes = {one.id: Range(0.0, 0.0) for one in leaves if one.milestone}
    past = history.cycles if history.cycles.days.size >= LITTLE else history.leads
    takes |= _learned(begun, [one.begun or 0.0 for one in begun], past, memory)
    takes |= _learned(fresh, [one.age for one in fresh], history.leads, memory)
    return Pace(takes, waits)


@dataclass(frozen=True, slots=True)
class _Took:
    """Finished work: kind, team and estimate of each piece, and the days that it took."""

    columns: "_Columns"
    days: Floats

    @classmethod
    def of(cls, rows: Sequence[Finished], days: Sequence[float]) -> "_Took":
        return cls(_columns(rows), np.array(days, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class _History:
    """What finished work took from being written down, and from its begin; and the days on which each team finished."""

    leads: _Took
    cycles: _Took
    teams: Mapping[int, Ints]

    @classmethod
    def of(cls, finished: Sequence[Finished]) -> "_History":
        timely = [one for one in finished if one.cycle is not None]
        teams: dict[int, list[int]] = {}
        for one in finished:
            teams.setdefault(one.team, []).append(one.on)
        return cls(
            leads=_Took.of(finished, [one.lead for one in finished]),
            cycles=_Took.of(timely, [one.cycle or 0.0 for one in timely]),
            teams={team: np.array(sorted(days), dtype=np.int64) for team, days in teams.items()},
        )


def _waits(timed: Sequence[Piece], past: Mapping[int, Ints], day: int, memory: Memory) -> dict[int, Range]:
    """Id -> days in line of each piece that nobody has begun, in teams that have a pace."""
    lines: dict[int, list[Piece]] = {team: [] for team, days in past.items() if len(days) >= LITTLE}
    for piece in timed:
        if not piece.begun and piece.team in lines:
            lines[piece.team].append(piece)
    found: dict[int, Range] = {}
    for team, line in lines.items():
        found |= memory.like(("line", team, day), (past[team], *line), partial(_line, line, past[team], day, memory))
    return found


def _line(line: Sequence[Piece], past: Ints, day: int, memory: Memory) -> dict[int, Range]:
    """Id -> days until its turn of each piece in the line of a team that nobody has begun."""
    days = _places(len(line), past, day, memory)
    return {
        one.id: at for one, at in zip(sorted(line, key=attrgetter("turn")), days, strict=False) if one.begun is None
    }


def _places(count: int, past: Ints, day: int, memory: Memory) -> list[Range]:
    """Days until 0, 1 … more have been finished, for `count` places at least: one more behind changes none of them."""
    most = next(mark for mark in MARKS if mark >= count - 1)
    return memory.of(sign(past, of=("places", most, day)), lambda: _forecasts(most, past, day, memory))


def _forecasts(most: int, past: Ints, day: int, memory: Memory) -> list[Range]:
    """Days until up to `most` more have been finished: forecast for some, between them in proportion."""
    marks = [mark for mark in MARKS if mark <= most]
    days = np.array([_forecast(past, mark, day, memory) for mark in marks], dtype=np.float64) - day
    middle, late = (np.interp(np.arange(most + 1), marks, column) for column in days.T)
    sigma = np.log(np.maximum(late, 1) / np.maximum(middle, 1)) / Z85
    return [
        Range(round(m * math.exp(-P90 * s), 6), round(m * math.exp(P90 * s), 6))
        for m, s in zip(middle.tolist(), sigma.tolist(), strict=True)
    ]


def _forecast(past: Ints, remaining: int, day: int, memory: Memory) -> Sequence[float]:
    """The days by which so many more are finished, in half and in 85 of 100 cases."""
    asked = Request(as_of=day, arrived=np.empty(0, dtype=np.int64), finished=past, remaining=remaining)

    def made() -> Sequence[float]:
        known = memory.of(sign(past, of=("line", day)), lambda: course(asked))
        return finish_days(asked, levels=(0.5, 0.85), known=known)

    return memory.of(sign(past, of=("line", remaining, day)), made)


_Columns = tuple[Ints, Ints, Ints]


def _learned(pieces: Sequence[Piece], ages: Sequence[float], done: _Took, memory: Memory) -> dict[int, Range]:
    """Id -> the days that each piece takes from now on, by what took so many days before; ages are in days."""
    if not pieces:
        return {}
    alike = list(zip([one.sort for one in pieces], [one.kind for one in pieces], ages, strict=True))
    counts = Counter(alike)
    rows = np.array([(_NUMBER[kind], *sort, age) for sort, kind, age in counts])
    weight = np.array(list(counts.values()), dtype=np.float64)
    ranges = memory.of(sign(*done.columns, done.days, rows, weight), lambda: _fitted(rows, weight, done))
    known = dict(zip(counts, ranges, strict=True))
    return {one.id: known[it] for one, it in zip(pieces, alike, strict=True)}


def _fitted(rows: Floats, weight: Floats, done: _Took) -> list[Range]:
    """The days that pieces take of which so many are alike: in kind, team, estimate, its least days, and age."""
    kind, team, effort = (np.append(a, b.astype(np.int64)) for a, b in zip(done.columns, rows.T, strict=False))
    least, age = rows[:, 3], rows[:, 4]
    levels, finished = _levels(kind, team, effort), np.arange(kind.size) < done.days.size
    days = np.maximum(np.append(done.days, age), FINEST)
    each = np.append(np.ones_like(done.days), weight)
    fitted = fit(days=days, finished=finished, levels=levels, weight=each)[-1]
    return _ranges(fitted, levels[-1][done.days.size :], age, least)


def _ranges(fitted: Classes, own: Ints, age: Floats, least: Floats) -> list[Range]:
    mean, spread = fitted.mean.round(STEPS), fitted.spread.round(STEPS)
    sure = replace(fitted, mean=mean, spread=spread, cured=np.zeros_like(fitted.cured))
    age = np.minimum(age, np.exp(mean[own] + FAR * spread[own]))
    low = np.maximum(remaining_days(classes=sure, member=own, age=age, level=0.1), np.maximum(least, SHORTEST))
    high = np.maximum(remaining_days(classes=sure, member=own, age=age, level=0.9), low)
    return [Range(a, b) for a, b in zip(low.round(6).tolist(), high.round(6).tolist(), strict=True)]


def _columns(rows: Sequence[Piece] | Sequence[Finished]) -> _Columns:
    """Kind, team and estimate of every row as numbers; what has no estimate has -1."""
    kind = np.array([_NUMBER[one.kind] for one in rows], dtype=np.int64)
    team = np.array([one.team for one in rows], dtype=np.int64)
    return kind, team, np.array([one.effort or -1 for one in rows], dtype=np.int64)


def _levels(kind: Ints, team: Ints, effort: Ints) -> list[Ints]:
    """Class numbers of every row, widest level first: all, kind, team in it, size in that."""
    size = np.where(effort < 0, 0, 1 + np.searchsorted(SIZES, effort))
    return list(accumulate((kind, team, size), _within, initial=np.zeros(kind.size, dtype=np.int64)))


def _within(wider: Ints, column: Ints) -> Ints:
    """Class numbers by a column, within wider classes."""
    names, place = np.unique(column, return_inverse=True)
    found: Ints = np.unique(wider * names.size + place.reshape(-1), return_inverse=True)[1].reshape(-1)
    return found
