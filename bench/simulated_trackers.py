"""Trackers whose pace is known by construction: steady, drifting, growing, dying, with dry spells or bulk closings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from histories import History

WEEKS, BEGUN, EACH = 300, 733_000, 8
Rates = Callable[[np.random.Generator, float], np.ndarray]


def _steady(rng: np.random.Generator, rate: float) -> np.ndarray:
    return np.full(WEEKS, rate)


def _drifting(rng: np.random.Generator, rate: float) -> np.ndarray:
    return rate * np.exp(np.clip(rng.normal(0, 0.12, WEEKS).cumsum(), -3, 3))


def _growing(rng: np.random.Generator, rate: float) -> np.ndarray:
    return rate * np.exp(np.linspace(-1.5, 1.5, WEEKS))


def _dying(rng: np.random.Generator, rate: float) -> np.ndarray:
    return rate * np.exp(np.linspace(1.5, -1.5, WEEKS))


def _dry(rng: np.random.Generator, rate: float) -> np.ndarray:
    """Spells of about twenty weeks at pace and about six nearly still."""
    still, out = False, []
    for _ in range(WEEKS):
        still = rng.random() < (1 - 1 / 6 if still else 1 / 20)
        out.append(rate * (0.05 if still else 1.2))
    return np.array(out)


def _bulk(rng: np.random.Generator, rate: float) -> np.ndarray:
    return rate * np.where(rng.random(WEEKS) < 1 / 26, rng.uniform(5, 20, WEEKS), 1.0)


def _regimes(rng: np.random.Generator, rate: float) -> np.ndarray:
    """A new level every forty weeks or so."""
    changes = rng.random(WEEKS) < 1 / 40
    levels = rng.normal(0, 0.7, WEEKS)
    return rate * np.exp(levels[np.maximum.accumulate(np.where(changes, np.arange(WEEKS), 0))])


KINDS: dict[str, Rates] = {
    "steady": _steady,
    "drifting": _drifting,
    "growing": _growing,
    "dying": _dying,
    "dry spells": _dry,
    "bulk closings": _bulk,
    "regimes": _regimes,
}


def simulated() -> Iterator[History]:
    """Eight trackers of each kind, from two to forty finishes a week, counts over-dispersed.

    What is finished arrived a month before on average (bulk closings: half a year); a fifth more is never finished.
    """
    for seed, (kind, rates) in enumerate(KINDS.items()):
        for i, rate in enumerate(np.geomspace(2, 40, EACH)):
            rng = np.random.default_rng([seed, i])
            finished = _dates(rng, rates(rng, float(rate)))
            lag = rng.exponential(180 if kind == "bulk closings" else 30, len(finished))
            never = rng.choice(finished, len(finished) // 5) - rng.integers(0, 60, len(finished) // 5)
            arrived = np.sort(np.concatenate([finished - lag.astype(np.int64), never]))
            yield History(f"{kind} {i}", "simulated", True, arrived, finished)


def _dates(rng: np.random.Generator, rates: np.ndarray) -> np.ndarray:
    """Working days drawn for negative-binomial weekly counts (variance 1.5 to 3 times the mean and up)."""
    counts = rng.poisson(rates * rng.gamma(4, 1 / 4, WEEKS))
    starts = np.repeat(BEGUN - BEGUN % 7 + 7 * np.arange(WEEKS), counts)
    return np.sort(starts + 1 + rng.integers(0, 5, len(starts)))
