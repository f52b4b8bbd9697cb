import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.engine import scores

probabilities = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), min_size=1, max_size=60)


def test_brier_and_log_loss_by_hand():
    said, came = [0.8, 0.3, 1.0], [1, 1, 0]
    assert scores.brier(probability=said, outcome=came) == pytest.approx((0.04 + 0.49 + 1) / 3)
    assert scores.log_loss(probability=[0.8, 0.3], outcome=[1, 1]) == pytest.approx(
        -(math.log(0.8) + math.log(0.3)) / 2
    )


def test_log_loss_of_wrong_certainty_is_finite_and_dear():
    assert 13 < scores.log_loss(probability=[1.0], outcome=[0]) < 14


def test_the_base_rate_has_no_skill_and_knowing_is_perfect():
    came = [1, 0, 0, 1, 0]
    assert scores.base_rate_skill(probability=[0.4] * 5, outcome=came) == pytest.approx(0)
    assert scores.base_rate_skill(probability=came, outcome=came) == 1
    assert scores.base_rate_skill(probability=[1 - c for c in came], outcome=came) < 0
    assert scores.base_rate_skill(probability=[0.9, 0.9], outcome=[1, 1]) < 0


@given(probabilities)
def test_the_base_rate_is_never_beaten_by_itself_or_by_another_constant(rows):
    came = [c for _, c in rows]
    for said, _ in rows[:3]:
        assert scores.base_rate_skill(probability=[said] * len(came), outcome=came) <= 1e-9


@given(probabilities, st.integers(1, 12))
def test_reliability_bins_hold_every_forecast_once(rows, bins):
    said, came = zip(*rows, strict=True)
    found = scores.reliability(probability=said, outcome=came, bins=bins)
    assert sum(b.count for b in found) == len(rows)
    assert sum(b.came * b.count for b in found) == pytest.approx(sum(came))
    assert all(b.low - 1e-9 <= b.said <= b.high + 1e-9 for b in found)


def test_pinball_by_hand_and_minimised_by_the_true_quantile():
    assert scores.pinball(level=0.85, forecast=[10, 10], actual=[14, 6]) == pytest.approx([3.4, 0.6])
    drawn = np.random.default_rng(1).gamma(2, 10, 4000)
    loss = {q: scores.pinball(level=0.85, forecast=np.full(4000, q), actual=drawn).mean() for q in (20, 40, 90)}
    best = scores.pinball(level=0.85, forecast=np.full(4000, np.quantile(drawn, 0.85)), actual=drawn).mean()
    assert best < min(loss.values())


def test_quantile_report_counts_and_compares():
    actual = np.arange(1, 41, dtype=float)
    ours, theirs = {0.5: np.full(40, 20.0)}, {0.5: np.full(40, 40.0)}
    report = scores.quantile_report(quantiles=ours, actual=actual, baseline=theirs)
    assert report.coverage == {0.5: 0.5}
    assert report.skill == pytest.approx(1 - 10 / 19.5)
    assert report.verdict == scores.CALIBRATED
    assert scores.quantile_report(quantiles=ours, actual=actual).skill is None


def test_under_thirty_resolved_says_not_yet_calibrated():
    assert scores.probability_report(probability=[0.5] * 29, outcome=[1] * 29).verdict == "not yet calibrated"
    assert scores.probability_report(probability=[0.5] * 30, outcome=[1] * 30).verdict == scores.CALIBRATED


@pytest.mark.parametrize(
    ("said", "came", "word"),
    [
        ([], [], "probability"),
        ([0.5], [1, 0], "outcome"),
        ([1.2], [1], "probability"),
        ([0.5], [2], "outcome"),
        ([float("nan")], [1], "probability"),
    ],
)
def test_bad_input_is_named(said, came, word):
    with pytest.raises(ValueError, match=word):
        scores.brier(probability=said, outcome=came)


def test_bad_levels_and_bins_are_named():
    with pytest.raises(ValueError, match="level"):
        scores.pinball(level=1, forecast=[1], actual=[1])
    with pytest.raises(ValueError, match="bins"):
        scores.reliability(probability=[0.5], outcome=[1], bins=0)
    with pytest.raises(ValueError, match="quantiles"):
        scores.quantile_report(quantiles={}, actual=[1])
