"""Correct forecasts of single pieces of work by how earlier ones came out: a regression on what was still open, too.

A forecast is taken as a lognormal in two halves, through its 15, 50 and 85 % days. Its score is where the day on which
the work was done lies in it, in standard deviations: normal if forecasts are honest. Scores are explained by what was
known when the forecast was made (features), the rest is their spread. Work that is still open is censored, not left
out: leaving it out would learn from the quick alone. Fitted by expectation and maximisation for censored normals
(J. Tobin, Econometrica 26, 1958; A. Dempster, N. Laird and D. Rubin, JRSS B 39, 1977). Shrunk towards «the forecast is
right»: each feature as by so many outcomes that say so (ridge), the spread likewise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .calibration import Residuals, Steps, kaplan_meier

Floats = NDArray[np.float64]

Z85: Final = NormalDist().inv_cdf(0.85)
NARROWEST: Final = 0.2
"""Standard deviation of log-days that a forecast is given at least: what says one day and no other has no scores."""
FARTHEST: Final = 4.0
"""Scores beyond which it makes no difference how far off a forecast was."""
SHORTEST: Final = 0.25  # days
SHAPE_WORTH: Final = 40.0
"""How many outcomes the normal shape is worth against the outcomes' own."""
_ROUNDS, _CLOSE = 200, 1e-4
_Z: Floats = np.linspace(-9, 9, 3601)
_BELOW: Floats = np.array([NormalDist().cdf(z) for z in _Z.tolist()])
SHARES: Floats = np.array([0.0005, *(np.arange(1, 200) / 200).tolist(), 0.9995])
NORMAL: Floats = np.array([NormalDist().inv_cdf(share) for share in SHARES.tolist()])


@dataclass(frozen=True, slots=True)
class Shape:
    """Forecasts by their middle day (n,), and by how wide they are before and after it, in log-days (n,)."""

    middle: Floats
    before: Floats
    after: Floats

    @classmethod
    def through(cls, p15: Floats, p50: Floats, p85: Floats) -> Shape:
        """The shapes that have these quantiles, in days."""
        low, middle, high = (np.log(np.maximum(one, SHORTEST)) for one in (p15, p50, p85))
        return cls(middle, np.maximum((middle - low) / Z85, NARROWEST), np.maximum((high - middle) / Z85, NARROWEST))

    def score(self, days: Floats) -> Floats:
        """Where these days (n,) lie in the forecasts, in standard deviations."""
        off = np.log(np.maximum(days, SHORTEST)) - self.middle
        return np.clip(np.where(off < 0, off / self.before, off / self.after), -FARTHEST, FARTHEST)

    def days(self, score: Floats) -> Floats:
        """The days at these scores (n,): the inverse."""
        return np.asarray(np.exp(self.middle + np.where(score < 0, self.before, self.after) * score))


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of earlier forecasts: scores (n,), whether the work is done (n,), features (n, k), weights (n,)."""

    score: Floats
    known: NDArray[np.bool_]
    features: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class Correction:
    """What was learned: the shift of scores by each feature (k,), their spread about it, and its shape.

    `shape` are the scores about the shift, in spreads, at the shares of `SHARES`: a normal's unless outcomes say else.
    """

    shift: Floats
    spread: float
    shape: Floats

    def scores(self, features: Floats, level: float) -> Floats:
        """The score (n,) by which work with these features (n, k) is done with probability `level`."""
        return np.asarray(features @ self.shift + self.spread * np.interp(level, SHARES, self.shape))

    def chance(self, features: Floats, score: Floats) -> Floats:
        """How likely work with these features (n, k) is done by these scores (n,)."""
        return np.asarray(np.interp((score - features @ self.shift) / self.spread, self.shape, SHARES))


def learn(given: Outcomes, *, shrinkage: Floats, spread_shrinkage: float) -> Correction:
    """Return what outcomes teach; `shrinkage` (k,) is how many outcomes without any shift each feature begins with."""
    shift: Floats = np.zeros(given.features.shape[1])
    spread = 1.0
    square = given.features.T @ (given.features * given.weight[:, None]) + np.diag(shrinkage)
    total = float(given.weight[given.known].sum()) + spread_shrinkage
    for _ in range(_ROUNDS):
        first, second = _expected(given, given.features @ shift, spread)
        moved = np.linalg.solve(square, given.features.T @ (given.weight * first))
        before, shift = shift, np.asarray(moved, dtype=np.float64)
        fitted = given.features @ shift
        around = given.weight * np.maximum(second - 2 * first * fitted + fitted**2, 0)
        censored = float(given.weight[~given.known].sum())
        spread = math.sqrt((float(around.sum()) + spread_shrinkage) / (total + censored))
        if np.abs(shift - before).max(initial=0) < _CLOSE:
            break
    return Correction(shift, spread, _shape(given, (given.score - given.features @ shift) / spread))


def _shape(given: Outcomes, left: Floats) -> Floats:
    """What is left (n,) as a distribution: Kaplan and Meier's, mixed with a normal by what the outcomes are worth."""
    own = kaplan_meier(Residuals(left, given.known, given.weight))
    if not len(own.value):
        return NORMAL
    worth = float(given.weight[given.known].sum())
    part = worth / (worth + SHAPE_WORTH)
    at = np.sort(np.concatenate([own.value, NORMAL]))
    reached = (1 - part) * below(at) + part * _reached(own, at)
    shape: Floats = np.interp(SHARES, reached + np.arange(len(at)) * 1e-12, at)
    return shape + np.arange(len(SHARES)) * 1e-9


def _reached(own: Steps, at: Floats) -> Floats:
    """The share of outcomes at or below; what was still open at the last known one ends as in a normal."""
    last, share = own.value[-1], own.share[-1]
    within = np.interp(at, own.value, own.share, left=0.0)
    ever = 1 - below(last)
    beyond = share + (1 - share) * (1 - (1 - below(at)) / ever) if ever > 0 else np.ones_like(at)
    return np.where(at > last, beyond, within)


def _expected(given: Outcomes, mean: Floats, spread: float) -> tuple[Floats, Floats]:
    """Two moments of each score (n,): as it came out, or as it is expected of work that is still open."""
    z = (given.score - mean) / spread
    left = np.maximum(1 - below(z), 1e-12)
    mills = np.where(z < 6, np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) / left, z)
    first = mean + spread * mills
    second = first**2 + spread**2 * np.maximum(1 + z * mills - mills**2, 0)
    return np.where(given.known, given.score, first), np.where(given.known, given.score**2, second)


def below(z: Floats | float) -> Floats:
    """The share of a standard normal below z."""
    return np.asarray(np.interp(z, _Z, _BELOW), dtype=np.float64)
