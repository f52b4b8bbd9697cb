from dataclasses import replace

import numpy as np
import pytest

from headway.engine.calibration import Residuals, calibrated, kaplan_meier, own_shape
from headway.engine.throughput_prior import PRIOR

LEVELS = (0.5, 0.85)
EVEN = replace(PRIOR, levels_asked=PRIOR.levels_true)


def residuals(values, known=None, weight=None) -> Residuals:
    values = np.asarray(values, dtype=float)
    known = np.ones(len(values), dtype=bool) if known is None else np.asarray(known, dtype=bool)
    return Residuals(values, known, np.ones(len(values)) if weight is None else np.asarray(weight, dtype=float))


def test_kaplan_meier_without_censoring_is_the_empirical_distribution():
    steps = kaplan_meier(residuals([3, 1, 2]))
    assert steps.value.tolist() == [1, 2, 3]
    assert steps.share == pytest.approx([1 / 3, 2 / 3, 1])


def test_kaplan_meier_by_hand_with_censoring():
    steps = kaplan_meier(residuals([1, 2, 3, 4], known=[True, False, True, False]))
    assert steps.value.tolist() == [1, 3]
    assert steps.share == pytest.approx([0.25, 1 - 0.75 * 0.5])


def test_an_outcome_is_counted_before_one_censored_at_the_same_value():
    steps = kaplan_meier(residuals([1, 1], known=[False, True]))
    assert steps.share == pytest.approx([0.5])


def test_censoring_recovers_a_known_quantile_that_dropping_would_miss():
    rng = np.random.default_rng(1)
    true, limit = rng.normal(size=4000), rng.normal(0.3, 1, 4000)
    steps = kaplan_meier(residuals(np.minimum(true, limit), known=true <= limit))
    dropped = np.quantile(true[true <= limit], 0.5)
    assert np.interp(0.5, steps.share, steps.value) == pytest.approx(0, abs=0.06)
    assert dropped < -0.2


def test_without_own_history_the_quantiles_are_those_of_other_trackers():
    said = calibrated(levels=LEVELS, residuals=residuals([]), horizon=4, prior=EVEN)
    assert said == pytest.approx(np.quantile(PRIOR.residuals, LEVELS), abs=0.08)


def test_long_own_history_takes_over():
    rng = np.random.default_rng(2)
    late = residuals(rng.normal(1.5, 0.5, 400))
    few = residuals(rng.normal(1.5, 0.5, 12))
    many, little = (calibrated(levels=LEVELS, residuals=r, horizon=1, prior=EVEN)[0] for r in (late, few))
    assert little < many
    assert 1.0 < many < 1.7


def test_long_horizons_make_the_same_history_worth_less():
    late = residuals(np.full(60, 2.0) + np.linspace(-0.1, 0.1, 60))
    near, far = (own_shape(residuals=late, horizon=h, prior=PRIOR)[0] for h in (2, 26))
    assert near > far > 0


def test_a_calmer_tracker_gets_a_narrower_scale_and_three_outcomes_none():
    calm = residuals(np.linspace(-0.2, 0.2, 100))
    assert own_shape(residuals=calm, horizon=4, prior=PRIOR)[1] < 0.7
    assert own_shape(residuals=residuals([9, 9, 9]), horizon=4, prior=PRIOR) == (0.0, 1.0)
