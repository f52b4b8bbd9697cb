"""How fast work finishes: a weekly rate that drifts, and returns to where it used to be.

Three averages of past weekly counts, each shrunk towards a slower one (a gamma prior on a Poisson rate, worth a few
finishes), and the recent arrivals, are blended into two rates: `near`, the rate now, and `far`, the rate that it
returns to with time constant `tau`. Arrivals count as a change against their own long-run rate, so that a tracker
where only half of what arrives is ever finished is not promised more. Single weeks that close an age-old backlog in
bulk are cut to a multiple of the rate before them, or they would pass for pace.

Three things move these rates. `far` leans on the plain mean of the last twelve weeks, bulk and all, which follows a
tracker that has come to another level. Much work waiting makes both rates higher, little makes them lower: who has
nothing to do finishes nothing. And a young tracker still gathers pace.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.engine.throughput_prior import Prior
from headway.engine.workclock import Floats

Ints = NDArray[np.int64]

_LONGEST = 6e5  # weeks: past the year 9999
_GRID: Floats = np.exp(np.linspace(np.log(0.02), np.log(_LONGEST), 500))


@dataclass(frozen=True, slots=True)
class Pace:
    """What was known of the pace at the end of each of W weeks, oldest first; rates are finishes a week.

    `spread` is the weekly counts' variance over their mean; `weeks` and `seen` are how many weeks and finishes
    each estimate rests on.
    """

    near: Floats
    far: Floats
    spread: Floats
    weeks: Floats
    seen: Floats


def pace(
    *, finished: Floats, arrived: Floats | None, waiting: Floats | None = None, worked: Floats, prior: Prior
) -> Pace:
    """Estimate the pace at the end of every week from that week and those before it only.

    Args:
        finished: counts per week (W,), oldest first.
        arrived: likewise, or None when unknown.
        waiting: how many had arrived and were not finished at the end of each week (W,), or None when unknown; what
            is below 0 is taken for unknown.
        worked: working weeks that each week held (W,), 1 on average.
        prior: the hyperparameters.
    """
    calm, long = _cut(finished, prior.cut, prior), _cut(finished, prior.cut_long, prior)
    weeks = np.arange(1.0, len(finished) + 1)
    ever = (np.cumsum(long) + 0.5) / (weeks + 1)
    slow = _average(long, worked, ever, prior.slow)
    middle = _average(calm, worked, slow, prior.middle)
    quick = _average(calm, worked, middle, prior.quick)
    pull = None if arrived is None else slow * _arrival_change(arrived, worked, ever, prior)
    near = _blend(quick, middle, slow, pull, prior.near) * prior.near_factor
    far = _blend(quick, middle, slow, pull, prior.far) * prior.far_factor
    level = far ** (1 - prior.far_recent) * _recent(finished, worked, slow, prior) ** prior.far_recent
    push = 1.0 if waiting is None else _push(waiting, near, prior)
    return Pace(
        near=near * push,
        far=level * push * np.exp(prior.young * np.exp(-weeks / prior.young_weeks)),
        spread=_spread(finished, np.concatenate([middle[:1], middle[:-1]]) * worked, prior),
        weeks=weeks,
        seen=np.cumsum(finished),
    )


def work_by(*, weeks: Floats | float, near: Floats | float, far: Floats | float, tau: float) -> Floats:
    """Finishes expected within `weeks`: the integral of far + (near - far) exp(-t / tau)."""
    return np.asarray(far * weeks + (near - far) * tau * -np.expm1(-np.asarray(weeks) / tau), dtype=np.float64)


def weeks_for(*, work: Floats | float, near: float, far: float, tau: float) -> Floats:
    """The inverse of `work_by` in weeks, up to about the ten thousand years that dates can hold."""
    done = np.log(work_by(weeks=_GRID, near=near, far=far, tau=tau))
    return np.exp(np.interp(np.log(work), done, np.log(_GRID)))


def _decayed(values: Floats, half_life: float) -> Floats:
    """Sum of values up to each week, each halved every `half_life` weeks."""
    keep, total, out = 0.5 ** (1 / half_life), 0.0, []
    for value in values.tolist():
        total = total * keep + value
        out.append(total)
    return np.array(out)


def _average(counts: Floats, worked: Floats, towards: Floats, window: tuple[float, float]) -> Floats:
    """Decayed rate, shrunk as if `strength` finishes had been seen at the rate `towards`."""
    half_life, strength = window
    return (_decayed(counts, half_life) + strength) / (_decayed(worked, half_life) + strength / towards)


def _recent(counts: Floats, worked: Floats, towards: Floats, prior: Prior) -> Floats:
    """Plain mean rate of the last weeks, nothing cut, shrunk like the averages."""
    weeks, strength = prior.recent
    done, spent = _within(counts, weeks), _within(worked, weeks)
    return (done + strength) / (spent + strength / towards)


def _within(values: Floats, weeks: int) -> Floats:
    """Sum of the values of so many weeks up to each week."""
    total = np.concatenate([np.zeros(weeks), np.cumsum(values)])
    return np.asarray(total[weeks:] - total[:-weeks], dtype=np.float64)


def _push(waiting: Floats, near: Floats, prior: Prior) -> Floats:
    """By what the pace is multiplied for so much work waiting, measured in `backlog_weeks` of the rate now."""
    share = np.log((np.maximum(waiting, 0) + 1) / (near * prior.backlog_weeks + 1))
    held = np.clip(share, -prior.backlog_most, prior.backlog_most) - prior.backlog_usual
    return np.asarray(np.exp(np.where(waiting < 0, 0.0, prior.backlog * held)), dtype=np.float64)


def _arrival_change(arrived: Floats, worked: Floats, ever: Floats, prior: Prior) -> Floats:
    """Recent arrivals over long-run arrivals, shrunk towards 1."""
    kept = _cut(arrived, prior.cut_arrivals, prior)
    usual = _average(kept, worked, ever, (prior.slow[0], 1.0))
    return _average(kept, worked, usual, prior.arrivals) / usual


def _blend(quick: Floats, middle: Floats, slow: Floats, pull: Floats | None, weights: tuple[float, ...]) -> Floats:
    """Weighted geometric mean; without arrivals their weight falls to the others in proportion."""
    parts = [(quick, weights[0]), (middle, weights[1]), (slow, weights[2])]
    if pull is not None:
        parts.append((pull, weights[3]))
    total = sum(weight for _, weight in parts)
    return np.exp(sum((weight / total) * np.log(part) for part, weight in parts))


def _cut(counts: Floats, most: float, prior: Prior) -> Floats:
    """Counts cut to `most` times the rate of the weeks before, with more leave while those are few."""
    keep, total, weight, out = 0.5 ** (1 / 16), 0.0, 0.0, []
    for count in counts.tolist():
        leave = most if weight >= 8 else max(most, prior.cut_early)
        out.append(min(count, leave * (total + 1) / (weight + 1) + prior.cut_floor))
        total, weight = total * keep + out[-1], weight * keep + 1
    return np.array(out)


def _spread(counts: Floats, expected: Floats, prior: Prior) -> Floats:
    """Decayed mean of Pearson's (count - expected)^2 / expected, shrunk towards the usual."""
    half_life, strength = prior.spread_memory
    pearson = np.minimum((counts - expected) ** 2 / (expected + 0.5), prior.spread_most)
    weight = _decayed(np.ones_like(counts), half_life)
    return (_decayed(pearson, half_life) + strength * prior.spread_usual) / (weight + strength)
