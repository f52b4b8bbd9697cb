"""How long each open piece of work still takes, as such work took before. Pure: rows in, ranges of days out.

Work under way is measured from its begin, and so is what waits for other work or for a planned start: it is taken for
ready once that is there. Work that nobody has begun is measured from when it was written down.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ..engine.durations import LITTLE, SHORTEST, Classes, Floats, Ints, fit, remaining_days
from .rows import Finished, Piece

FAR: Final = 5.0
"""Standard deviations of an age beyond which it counts no further: there is nothing to learn from there."""
SIZES: Final = (240, 960, 2400)
"""Minutes of estimate up to which work is small, middling and large; what has no estimate is a class of its own."""

Known = tuple[str, int, int | None, float, bool]
"""Kind, team, effort, days, and whether it was finished."""


@dataclass(frozen=True, slots=True)
class Range:
    """Days in which a piece of work is done with probability 0.1, and with 0.9; both zero where it needs none."""

    low: float
    high: float


def knows(finished: Sequence[Finished]) -> bool:
    """Whether enough has been finished to speak of a pace."""
    return len(finished) >= LITTLE


def ranges(*, leaves: Sequence[Piece], finished: Sequence[Finished], waiting: Collection[int]) -> Mapping[int, Range]:
    """Return id -> range of each piece of work without parts; `waiting` are those that wait for other work.

    Learned by kind, team and size of the estimate, each class leaning on the wider one where it has little history.
    An estimate is also the least that work takes which nobody has begun, by its owner's hours in a week.
    """
    timed = [one for one in leaves if not one.milestone]
    begun = [one for one in timed if one.begun is not None or one.id in waiting or one.wait]
    fresh = [one for one in timed if one.begun is None and one.id not in waiting and not one.wait]
    cycles: list[Known] = [(o.kind, o.team, o.effort, o.cycle, True) for o in finished if o.cycle is not None]
    leads: list[Known] = [(o.kind, o.team, o.effort, o.lead, True) for o in finished]
    if len(cycles) < LITTLE:
        cycles = leads
    found = {one.id: Range(0.0, 0.0) for one in leaves if one.milestone}
    found |= _learned(begun, [one.begun or 0.0 for one in begun], cycles)
    return found | _learned(fresh, [one.age for one in fresh], leads)


def _learned(pieces: Sequence[Piece], ages: Sequence[float], done: Sequence[Known]) -> dict[int, Range]:
    if not pieces:
        return {}
    still: list[Known] = [(o.kind, o.team, o.effort, age, False) for o, age in zip(pieces, ages, strict=True)]
    every = [*done, *still]
    levels = _levels(every)
    fitted = fit(days=[row[3] for row in every], finished=[row[4] for row in every], levels=levels)[-1]
    own = levels[-1][len(done) :]
    return dict(zip((one.id for one in pieces), _ranges(fitted, own, np.array(ages), pieces), strict=True))


def _ranges(fitted: Classes, own: Ints, age: Floats, pieces: Sequence[Piece]) -> list[Range]:
    sure = replace(fitted, cured=np.zeros_like(fitted.cured))
    age = np.minimum(age, np.exp(fitted.mean[own] + FAR * fitted.spread[own]))
    least = np.array([_least(one) for one in pieces])
    low = np.maximum(remaining_days(classes=sure, member=own, age=age, level=0.1), np.maximum(least, SHORTEST))
    high = np.maximum(remaining_days(classes=sure, member=own, age=age, level=0.9), low)
    return [Range(a, b) for a, b in zip(low.round(6).tolist(), high.round(6).tolist(), strict=True)]


def _least(piece: Piece) -> float:
    """Days that the estimate of work takes which nobody has begun, if its owner does nothing else."""
    return (piece.effort or 0) / 60 / piece.hours * 7 if piece.begun is None else 0.0


def _levels(rows: Sequence[Known]) -> list[Ints]:
    """Class numbers of every row, widest level first: all, kind, team in it, size in that."""
    names = [[(), (kind,), (kind, team), (kind, team, _size(effort))] for kind, team, effort, *_ in rows]
    return [_numbered([row[depth] for row in names]) for depth in range(4)]


def _numbered(names: Sequence[tuple[object, ...]]) -> Ints:
    known: dict[tuple[object, ...], int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def _size(effort: int | None) -> int:
    return -1 if not effort else sum(effort > most for most in SIZES)
