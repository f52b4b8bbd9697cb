"""What is learned from outcomes: shifts, spreads and shapes are found again; little teaches little."""

import numpy as np
import pytest

from headway.engine.recalibration import NORMAL, Outcomes, Shape, learn


def outcomes(score, *, known=None, features=None):
    score = np.asarray(score, dtype=np.float64)
    count = len(score)
    return Outcomes(
        score=score,
        known=np.ones(count, bool) if known is None else known,
        features=np.ones((count, 1)) if features is None else features,
        weight=np.ones(count),
    )


def fitted(given, shrinkage=1.0):
    return learn(given, shrinkage=np.full(given.features.shape[1], shrinkage), spread_shrinkage=1.0)


def test_a_shape_leads_through_its_quantiles_and_back():
    shape = Shape.through(np.array([2.0, 1.0]), np.array([5.0, 4.0]), np.array([20.0, 4.0]))
    assert shape.score(np.array([5.0, 4.0])) == pytest.approx([0, 0])
    assert shape.score(np.array([2.0, 1.0])) == pytest.approx([-1.0364, -1.0364], abs=1e-3)
    scores = np.array([1.3, -0.7])
    assert shape.score(shape.days(scores)) == pytest.approx(scores)
    same = Shape.through(*(np.array([3.0]) for _ in range(3)))
    assert np.isfinite(same.score(np.array([0.0, 1e9]))).all()


def test_shift_and_spread_are_found_although_many_are_still_open():
    draw = np.random.default_rng(4)
    features = np.column_stack([np.ones(4000), draw.integers(0, 2, 4000)]).astype(float)
    true = features @ np.array([-0.8, 1.2]) + 0.6 * draw.standard_normal(4000)
    seen = draw.normal(0, 1, 4000)
    known = true <= seen
    found = fitted(outcomes(np.minimum(true, seen), known=known, features=features))
    assert found.shift == pytest.approx([-0.8, 1.2], abs=0.08)
    assert found.spread == pytest.approx(0.6, abs=0.05)
    late = found.scores(np.array([[1.0, 1.0]]), 0.85)[0]
    assert late == pytest.approx(0.4 + 0.6 * 1.0364, abs=0.15)  # the open ones have their share of the late end
    quick_alone = fitted(outcomes(true[known], features=features[known]))
    assert quick_alone.shift.sum() < found.shift.sum() - 0.1


def test_what_was_said_holds_afterwards_of_a_lopsided_world():
    draw = np.random.default_rng(5)
    score = draw.exponential(1.0, 3000) - 2
    found = fitted(outcomes(score))
    for level in (0.5, 0.7, 0.85, 0.95):
        said = found.scores(np.ones((1, 1)), level)
        assert np.mean(score <= said[0]) == pytest.approx(level, abs=0.02)
        assert found.chance(np.ones((1, 1)), said)[0] == pytest.approx(level, abs=0.01)


def test_little_teaches_little_and_nothing_teaches_nothing():
    few = learn(outcomes([3.0, 3.0]), shrinkage=np.array([8.0]), spread_shrinkage=20.0)
    assert 0 < few.shift[0] < 1
    none = learn(outcomes([0.5], known=np.zeros(1, bool)), shrinkage=np.array([1e9]), spread_shrinkage=1e9)
    assert none.shift[0] == pytest.approx(0, abs=1e-6)
    assert none.shape == pytest.approx(NORMAL)
    assert np.isfinite(fitted(outcomes([4.0] * 50 + [-4.0] * 50)).shape).all()
