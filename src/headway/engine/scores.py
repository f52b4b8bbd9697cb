"""Keeping score of forecasts: proper scores, coverage, reliability, and skill against what anybody could have said.

Every function takes plain sequences and returns plain floats or rows. Sources: Brier (1950), Good (1952) for the
logarithmic score, Koenker and Bassett (1978) for the pinball loss, Gneiting and Raftery (2007) for why these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST_RESOLVED = 30
NOT_YET = "not yet calibrated"
CALIBRATED = "scored"
_SMALLEST = 1e-6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram: what was said, what came, and how often."""

    low: float
    high: float
    said: float
    came: float
    count: int


@dataclass(frozen=True, slots=True)
class ProbabilityReport:
    """The score sheet of probability forecasts. `verdict` withholds judgement under thirty resolved forecasts."""

    count: int
    verdict: str
    brier: float
    log_loss: float
    base_rate: float
    skill: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class QuantileReport:
    """The score sheet of quantile forecasts: level -> share that came true, mean pinball loss, skill."""

    count: int
    verdict: str
    coverage: dict[float, float]
    pinball: float
    skill: float | None


def verdict(*, resolved: int) -> str:
    """Whether `resolved` outcomes are enough to speak of calibration."""
    return CALIBRATED if resolved >= LEAST_RESOLVED else NOT_YET


def brier(*, probability: ArrayLike, outcome: ArrayLike) -> float:
    """Mean squared distance of probabilities (n,) in [0, 1] from outcomes (n,) of 0 or 1; 0 is best."""
    said, came = _pair(probability, outcome)
    return float(np.mean((said - came) ** 2))


def log_loss(*, probability: ArrayLike, outcome: ArrayLike) -> float:
    """Mean negative log-likelihood in nats; certainty that was wrong is charged as odds of a million to one."""
    said, came = _pair(probability, outcome)
    kept = np.clip(said, _SMALLEST, 1 - _SMALLEST)
    return float(-np.mean(came * np.log(kept) + (1 - came) * np.log1p(-kept)))


def base_rate_skill(*, probability: ArrayLike, outcome: ArrayLike) -> float:
    """Brier skill: 1 is perfect, 0 is no better than always saying the overall share, below 0 is worse.

    When everything came out the same way the base rate is perfect, and skill is 0 at best.
    """
    said, came = _pair(probability, outcome)
    reference = float(np.mean((came - came.mean()) ** 2))
    ours = float(np.mean((said - came) ** 2))
    return 1 - ours / reference if reference > 0 else -ours


def reliability(*, probability: ArrayLike, outcome: ArrayLike, bins: int = 10) -> tuple[Bin, ...]:
    """Equal-width bins over [0, 1] that hold at least one forecast, lowest first."""
    if bins < 1:
        raise ValueError(f"bins must be at least 1, not {bins}")
    said, came = _pair(probability, outcome)
    place = np.minimum((said * bins).astype(np.int64), bins - 1)
    return tuple(_bin(int(b), bins, said[place == b], came[place == b]) for b in np.unique(place))


def _bin(index: int, bins: int, said: Floats, came: Floats) -> Bin:
    return Bin(index / bins, (index + 1) / bins, float(said.mean()), float(came.mean()), len(said))


def probability_report(*, probability: ArrayLike, outcome: ArrayLike, bins: int = 10) -> ProbabilityReport:
    """Everything there is to say about n >= 1 resolved probability forecasts."""
    said, came = _pair(probability, outcome)
    return ProbabilityReport(
        count=len(said),
        verdict=verdict(resolved=len(said)),
        brier=brier(probability=said, outcome=came),
        log_loss=log_loss(probability=said, outcome=came),
        base_rate=float(came.mean()),
        skill=base_rate_skill(probability=said, outcome=came),
        bins=reliability(probability=said, outcome=came, bins=bins),
    )


def pinball(*, level: float, forecast: ArrayLike, actual: ArrayLike) -> Floats:
    """Pinball loss (n,) of the `level` quantile, in the unit of the forecasts."""
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    said, came = _same_length(forecast, actual, "forecast", "actual")
    return np.maximum(level * (came - said), (1 - level) * (said - came))


def coverage(*, forecast: ArrayLike, actual: ArrayLike) -> float:
    """Share of outcomes (n,) at or under their forecast quantile (n,)."""
    said, came = _same_length(forecast, actual, "forecast", "actual")
    return float(np.mean(came <= said))


def quantile_report(
    *, quantiles: dict[float, ArrayLike], actual: ArrayLike, baseline: dict[float, ArrayLike] | None = None
) -> QuantileReport:
    """Score n >= 1 resolved forecasts given as level -> values (n,); skill is 1 - pinball / the baseline's pinball."""
    if not quantiles:
        raise ValueError("quantiles must hold at least one level")
    came = np.asarray(actual, dtype=np.float64)
    ours = _mean_pinball(quantiles, came)
    theirs = _mean_pinball(baseline, came) if baseline else 0.0
    return QuantileReport(
        count=len(came),
        verdict=verdict(resolved=len(came)),
        coverage={level: coverage(forecast=said, actual=came) for level, said in sorted(quantiles.items())},
        pinball=ours,
        skill=1 - ours / theirs if theirs > 0 else None,
    )


def _mean_pinball(quantiles: dict[float, ArrayLike], came: Floats) -> float:
    losses = [pinball(level=level, forecast=said, actual=came).mean() for level, said in quantiles.items()]
    return float(np.mean(losses))


def _pair(probability: ArrayLike, outcome: ArrayLike) -> tuple[Floats, Floats]:
    said, came = _same_length(probability, outcome, "probability", "outcome")
    if np.any((said < 0) | (said > 1)):
        raise ValueError("probability must lie in [0, 1]")
    if np.any((came != 0) & (came != 1)):
        raise ValueError("outcome must be 0 or 1")
    return said, came


def _same_length(first: ArrayLike, second: ArrayLike, one: str, other: str) -> tuple[Floats, Floats]:
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape:
        raise ValueError(f"{one} and {other} must be flat and of one length, not {a.shape} and {b.shape}")
    if len(a) == 0:
        raise ValueError(f"{one} must hold at least one resolved forecast")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise ValueError(f"{one} and {other} must be finite numbers")
    return a, b
