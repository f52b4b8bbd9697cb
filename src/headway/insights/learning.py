"""What forecasts of work teach, once it is known what came of them: by how much the next are to be moved. Pure.

What is learned goes by what was known when a forecast was made: the state of the work, its kind and team, and how its
date lies to what was forecast. Only what had come out by a day is learned from on that day.
"""

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from ..engine.recalibration import FARTHEST, Correction, Floats, Outcomes, Shape, learn
from ..rules.words import Category
from .outcomes import Course
from .rows import Piece

MOST: Final = 8000
"""Forecasts that are learned from, the latest."""
HALVES: Final = 182.0
"""Days after which what a forecast teaches counts for half."""
ALL: Final = "all"
_SHRINKAGE: Final = {ALL: 4.0, "team": 12.0, "date": 12.0}
_USUAL: Final = 8.0
_SPREAD: Final = 20.0
_DIGITS: Final = 4

Traits = Mapping[str, float]
"""What was known of a piece of work: name -> how much of it."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned from so many forecasts of so many items: see `engine.recalibration.Correction`."""

    forecasts: int
    items: int
    names: tuple[str, ...]
    correction: Correction

    def features(self, given: Sequence[Traits]) -> Floats:
        """Traits as the correction takes them (n, k); what nothing was learned of makes no difference."""
        return np.array([[one.get(name, 0.0) for name in self.names] for one in given])

    def facts(self) -> dict[str, Any]:
        """As it is kept."""
        shift = dict(zip(self.names, self.correction.shift.round(_DIGITS).tolist(), strict=True))
        shape = self.correction.shape.round(_DIGITS).tolist()
        spread = round(self.correction.spread, _DIGITS)
        return {"forecasts": self.forecasts, "items": self.items, "shift": shift, "spread": spread, "shape": shape}


def learned_from(facts: Mapping[str, Any]) -> Learned | None:
    """Return what was kept; None where nothing had been learned."""
    if not facts:
        return None
    shift = np.array(list(facts["shift"].values()), dtype=np.float64)
    correction = Correction(shift, facts["spread"], np.array(facts["shape"], dtype=np.float64))
    return Learned(facts["forecasts"], facts["items"], tuple(facts["shift"]), correction)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One forecast of a piece of work: its shape by the 15, 50 and 85 % days, and what was known."""

    day: date
    item: int
    days: tuple[float, float, float]
    traits: Traits


def shape_of(days: Sequence[tuple[float, float, float]]) -> Shape:
    """The shapes of forecasts with these 15, 50 and 85 % days."""
    low, middle, high = np.array(days, dtype=np.float64).reshape(-1, 3).T
    return Shape.through(low, middle, high)


def traits(piece: Piece, day: date, days: tuple[float, float, float]) -> Traits:
    """What is known of a piece of work on a day that may say more of its end than its forecast does."""
    found = {ALL: 1.0, f"state:{piece.category}": 1.0, f"kind:{piece.kind}": 1.0, f"team:{piece.team}": 1.0}
    if piece.due is None:
        return found
    left = (piece.due - day).days
    if left < 0:
        return {**found, "late": 1.0}
    shape = shape_of([days])
    width = float(shape.before[0] + shape.after[0]) / 2
    lies = (math.log(left + 0.5) - float(shape.middle[0])) / width
    return {**found, "dated": 1.0, "date": min(max(lies, -FARTHEST), FARTHEST)}


class Lessons:
    """Forecasts that were made, the latest of them, to learn from on a later day."""

    def __init__(self) -> None:
        self._given: deque[Lesson] = deque(maxlen=MOST)

    def add(self, lessons: Iterable[Lesson]) -> None:
        """Add what was forecast on a day; days come in order."""
        self._given.extend(lessons)

    def learned(self, day: date, courses: Mapping[int, Course]) -> Learned | None:
        """Return what had come out of it when this day began; None where nothing had been said."""
        found = [(one, came) for one in self._given if (came := _came(one, day, courses.get(one.item, ())))]
        if not any(done for _, (_, done) in found):
            return None
        names = tuple(dict.fromkeys(name for one, _ in found for name in one.traits))
        features = np.array([[one.traits.get(name, 0.0) for name in names] for one, _ in found])
        items = len({one.item for one, _ in found})
        age = np.array([(day - one.day).days for one, _ in found])
        outcomes = Outcomes(
            score=shape_of([one.days for one, _ in found]).score(np.array([days for _, (days, _) in found])),
            known=np.array([done for _, (_, done) in found]),
            features=features,
            # Forecasts of one item are one outcome together, for all of which each counts alike.
            weight=0.5 ** (age / HALVES) * items / len(found),
        )
        shrinkage = np.array([_SHRINKAGE.get(name.partition(":")[0], _USUAL) for name in names])
        return Learned(len(found), items, names, learn(outcomes, shrinkage=shrinkage, spread_shrinkage=_SPREAD))


def _came(one: Lesson, day: date, course: Course) -> tuple[float, bool] | None:
    """After how many days it was done, or for how many it had not been when a day began; None if it was dropped."""
    ends = (turn for turn in course if one.day <= turn[0] < day and turn[1] in (Category.DONE, Category.DROPPED))
    when, how = next(ends, (day, ""))
    if how == Category.DROPPED:
        return None
    days = (when - one.day).days
    return (days + 0.5, True) if how else (float(days), False)
