"""What is said of items on a day, and what came of it: as values that the engine hands to those who keep them."""

from dataclasses import dataclass
from datetime import date

from .insight_words import ForecastKind, ForecastResult


@dataclass(frozen=True, slots=True)
class Prediction:
    """One thing said of an item: how likely it is done by `target`, or the days `p50` and `p85` by which it is done."""

    item: int
    kind: ForecastKind
    target: date | None
    probability: float | None
    p50: date | None
    p85: date | None


@dataclass(frozen=True, slots=True)
class Said:
    """All that is said on a day, and what it rests on: equal rows give equal predictions."""

    day: date
    snapshot: str
    model: str
    runs: int
    predictions: tuple[Prediction, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What came of a forecast, named by its number."""

    forecast: int
    result: ForecastResult
    ended: date | None
