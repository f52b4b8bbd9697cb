"""What other trackers teach: the constants of the throughput model, fitted offline."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prior:
    """Hyperparameters of the throughput forecast.

    Fitted by coordinate search on the mean over trackers of (pinball loss / that of resampling twelve weeks), with the
    residuals of the tracker in question left out. Trackers: the Titanium SDK's before 2016 and slices of them
    by component, priority and type; Apache projects; a journal's reproducibility checks 2018-2024
    (`bench/forecast_backtest.py` reads the same). The optimum is flat: halving or doubling most
    constants moves the loss by under one per cent.

    Windows are (half-life in weeks, prior strength in finishes). Weights are of the quick, middle and slow rate and
    of the change in arrivals.
    """

    quick: tuple[float, float] = (2.0, 1.0)
    middle: tuple[float, float] = (24.0, 2.0)
    slow: tuple[float, float] = (48.0, 1.0)
    arrivals: tuple[float, float] = (3.33, 2.0)
    near: tuple[float, ...] = (0.55, 0.0, 0.0, 0.35)
    far: tuple[float, ...] = (0.2, 0.1, 0.4, 0.4)
    near_factor: float = 1.05
    far_factor: float = 1.28
    tau: float = 18.0  # weeks in which the pace returns from near to far

    # Chosen by trying few values each, that help both halves of the trackers alike; a free search of all constants
    # on one half made the other half worse.
    recent: tuple[int, float] = (12, 1.0)  # weeks, prior strength
    far_recent: float = 0.2  # weight of the recent level in far
    backlog: float = 0.1  # power of the work that waits …
    backlog_weeks: float = 13.0  # … against so many weeks of work
    backlog_most: float = 2.0  # … at most so much more or less in the logarithm
    backlog_usual: float = 0.8  # the mean of that: who does not say what waits is taken to have as much
    young: float = 0.75  # by how much, in the logarithm, far lies higher at first …
    young_weeks: float = 26.0  # … falling to a third of that in so many weeks

    cut: float = 1.78  # a week counts for at most so many times the rate before it …
    cut_long: float = 22.0  # … in the slow rate
    cut_arrivals: float = 9.0
    cut_early: float = 6.0  # … in the first eight weeks
    cut_floor: float = 4.0

    spread_memory: tuple[float, float] = (26.0, 6.0)
    spread_usual: float = 4.0
    spread_most: float = 60.0

    # Variance of the log of work done: at once, once drift has had its way, from counting, from a short history.
    variance_now: float = 0.107
    variance_drift: float = 0.143
    drift_weeks: float = 13.0
    variance_count: float = 0.3
    variance_cold: float = 0.5
    variance_few: float = 0.5

    memory: float = 78.0  # weeks after which a replayed forecast counts half
    burn_in: int = 8  # first weeks that are not replayed
    own_most: float = 40.0  # independent outcomes that own history is worth at most
    others_worth: float = 12.0  # … and that the other trackers are worth
    shift_worth: float = 10.0
    scale_worth: float = 4.0
    scale_most: float = 3.0
    residuals: tuple[float, ...] = (
        -3.83,
        -2.799,
        -2.284,
        -1.946,
        -1.691,
        -1.482,
        -1.269,
        -1.126,
        -0.975,
        -0.83,
        -0.722,
        -0.606,
        -0.518,
        -0.435,
        -0.343,
        -0.262,
        -0.18,
        -0.095,
        -0.013,
        0.069,
        0.154,
        0.234,
        0.307,
        0.372,
        0.446,
        0.536,
        0.606,
        0.689,
        0.758,
        0.869,
        0.96,
        1.057,
        1.163,
        1.288,
        1.435,
        1.578,
        1.748,
        1.988,
        2.253,
        2.668,
        3.584,
    )
    levels_true: tuple[float, ...] = (0.0, 0.5, 0.7, 0.85, 0.95, 1.0)
    levels_asked: tuple[float, ...] = (0.0, 0.5, 0.71, 0.865, 0.96, 1.0)  # a margin: new trackers differ more


PRIOR = Prior()
