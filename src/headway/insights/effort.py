"""How many minutes open work still takes, from what finished work took. Pure: rows in, draws out.

What was logged on finished work against its estimate says by how much estimates are off, and how widely; work without
an estimate takes what such work took. Little history leans on «as estimated, give or take», kind by kind.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np

from ..engine.draws import ScoreBook, Spread, batches
from ..engine.durations import Classes, remaining_days
from ..engine.taskgraph import Floats

RUNS: Final = 1000
PRIOR: Final = 10.0
"""So many finished pieces are what is said of estimates beforehand worth."""
USUAL: Final = {True: (0.0, 0.6), False: (math.log(240.0), 1.0)}
"""Mean and spread of the log beforehand: of time taken over estimate; and, without an estimate, of minutes."""
FARTHEST: Final = 3.0
"""Log-ratios beyond which an entry of time is taken for a slip."""
LEAST: Final = 5.0
"""Minutes that work takes at least which is still open."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Finished work: the minutes that were estimated and that were logged on it; None where nobody said."""

    kind: str
    effort: int | None
    logged: int | None


@dataclass(frozen=True, slots=True)
class Open:
    """Open work: the minutes that are estimated, None where nobody said, and those logged on it so far."""

    id: int
    kind: str
    effort: int | None
    logged: int


Belief = tuple[float, float]
"""Mean and spread of a logarithm."""


def beliefs(finished: Sequence[Spent]) -> Mapping[tuple[str, bool], Belief]:
    """Return (kind, whether it is estimated) -> what is believed of such work; ("", …) where a kind is not known."""
    found: dict[tuple[str, bool], Belief] = {}
    for estimated in (True, False):
        logs = [(one.kind, log) for one in finished if (log := _log(one, estimated=estimated)) is not None]
        every = _learned((log for _, log in logs), USUAL[estimated])
        found["", estimated] = every
        for kind in sorted({kind for kind, _ in logs}):
            found[kind, estimated] = _learned((log for of, log in logs if of == kind), every)
    return found


def _log(one: Spent, *, estimated: bool) -> float | None:
    """What finished work teaches of estimated work, or of such without an estimate."""
    if estimated:
        given = one.effort and one.logged
        return min(max(math.log(one.logged / one.effort), -FARTHEST), FARTHEST) if given else None  # type: ignore[operator]
    minutes = one.logged or one.effort
    return math.log(minutes) if minutes else None


def _learned(logs: Iterable[float], wider: Belief) -> Belief:
    """Mean and spread of some, leaning on the wider ones."""
    given = np.array(list(logs))
    count = len(given)
    mean = (float(given.sum()) + PRIOR * wider[0]) / (count + PRIOR)
    around = float(((given - mean) ** 2).sum()) + PRIOR * wider[1] ** 2
    return mean, math.sqrt(around / (count + PRIOR))


def remaining(
    work: Sequence[Open],
    believed: Mapping[tuple[str, bool], Belief],
    *,
    runs: int = RUNS,
    book: ScoreBook | None = None,
) -> Floats:
    """Return the minutes that each piece still takes in each run (n, runs), given what was logged on it.

    Each draws from a stream of its own: what else there is changes none. A book spares those who ask again the draw.
    """
    if not work:
        return np.zeros((0, runs))
    means, spreads = np.array([_belief(one, believed) for one in work]).T
    classes = Classes(means, spreads, np.zeros(len(work)), np.zeros(len(work), dtype=np.int64))
    member = np.arange(len(work))
    logged = np.minimum(np.array([float(one.logged) for one in work]), np.exp(means + 5 * spreads))
    low, high = (remaining_days(classes=classes, member=member, age=logged, level=level) for level in (0.1, 0.9))
    low = np.maximum(low, LEAST)
    spread = Spread.between(low=low, high=np.maximum(high, low))
    keys = np.array([_stream(one.id) for one in work], dtype=np.uint64)
    return next(batches(spread=spread, keys=keys, runs=runs, width=runs, book=book))


def _belief(one: Open, believed: Mapping[tuple[str, bool], Belief]) -> Belief:
    estimated = bool(one.effort)
    mean, spread = believed.get((one.kind, estimated)) or believed["", estimated]
    return mean + (math.log(one.effort) if one.effort else 0.0), spread


def _stream(pk: int) -> int:
    return int.from_bytes(blake2b(f"effort {pk}".encode(), digest_size=8).digest(), "big")
