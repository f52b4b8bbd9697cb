"""Correct a forecast's quantiles by how the same forecast would have fared before, on the same history.

The residual of a forecast is the standardised logarithm of (work the model expected in the time that was taken / work
that was done): above 0 when it took longer than expected. Past residuals whose outcome is not in yet are censored, not
ignored: leaving them out keeps only the quick ones. Their distribution is the weighted Kaplan-Meier estimate
(E. Kaplan and P. Meier, JASA 53, 1958), mixed with that of other trackers in proportion to what the history is worth:
overlapping windows count once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.engine.throughput_prior import Prior
from headway.engine.workclock import Floats

_LEAST = 4  # outcomes before a scale is worth estimating


@dataclass(frozen=True, slots=True)
class Residuals:
    """Standardised residuals (n,), whether each outcome is known (n,), and the weight of each (n,)."""

    value: Floats
    known: NDArray[np.bool_]
    weight: Floats


@dataclass(frozen=True, slots=True)
class Steps:
    """A distribution by its steps: values ascending (k,) and the cumulative share at each (k,); it may end below 1."""

    value: Floats
    share: Floats


def kaplan_meier(residuals: Residuals) -> Steps:
    """The distribution of the residuals, censored ones included."""
    order = np.lexsort((~residuals.known, residuals.value))
    value, known, weight = residuals.value[order], residuals.known[order], residuals.weight[order]
    at_risk = np.cumsum(weight[::-1])[::-1]
    hazard = np.where(known, weight / np.maximum(at_risk, 1e-300), 0.0)
    left = np.cumprod(1 - hazard)
    return Steps(value[known], 1 - left[known])


def calibrated(*, levels: Sequence[float], residuals: Residuals, horizon: float, prior: Prior) -> Floats:
    """Quantiles of the standardised residual of a forecast that is to be made now.

    Args:
        levels: the quantiles asked for (k,), between 0 and 1.
        residuals: of the same forecast at earlier dates; may be empty.
        horizon: weeks that one forecast looks ahead: so many residuals in a row share their outcome.
        prior: the residuals of other trackers, and how much they weigh.
    """
    own, worth = kaplan_meier(residuals), _worth(residuals, horizon, prior)
    shift, scale = own_shape(residuals=residuals, horizon=horizon, prior=prior)
    others = shift + scale * np.array(prior.residuals)
    share = worth / (worth + prior.others_worth)
    value = np.concatenate([own.value, others])
    mass = np.concatenate([np.diff(own.share, prepend=0) * share, np.full(len(others), (1 - share) / len(others))])
    order = np.argsort(value, kind="stable")
    reached = np.cumsum(mass[order])
    asked = np.interp(levels, prior.levels_true, prior.levels_asked)
    return np.asarray(np.interp(asked, reached / reached[-1], value[order]), dtype=np.float64)


def own_shape(*, residuals: Residuals, horizon: float, prior: Prior) -> tuple[float, float]:
    """How far this tracker's residuals lie off those of others, and how much wider; shrunk towards 0 and 1."""
    own, worth = kaplan_meier(residuals), _worth(residuals, horizon, prior)
    if len(own.value) < _LEAST:
        return 0.0, 1.0
    low, middle, high = np.interp([0.15, 0.5, 0.85], own.share, own.value)
    usual = np.subtract(*np.quantile(prior.residuals, [0.85, 0.15]))
    ratio = np.clip((high - low) / usual, 1 / prior.scale_most, prior.scale_most)
    scale = np.exp(worth * np.log(ratio) / (worth + prior.scale_worth))
    return float(middle * worth / (worth + prior.shift_worth)), float(scale)


def _worth(residuals: Residuals, horizon: float, prior: Prior) -> float:
    """How many independent outcomes the residuals amount to."""
    return min(float(residuals.weight[residuals.known].sum()) / max(horizon, 1.0), prior.own_most)
