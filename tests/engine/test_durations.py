import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.engine.durations import Classes, chance_by, fit, remaining_days


def truth(n, mean, spread, cured, seed=0, horizon=200.0):
    """Items created evenly over `horizon` days, looked at when it ends: days, finished, and the full durations."""
    rng = np.random.default_rng(seed)
    full = np.exp(rng.normal(mean, spread, n))
    full[rng.random(n) < cured] = np.inf
    age = rng.uniform(0, horizon, n)
    return np.minimum(full, age), full <= age, full


def test_the_truth_is_found_again_through_censoring_and_cure():
    days, finished, _ = truth(20_000, mean=2.5, spread=1.0, cured=0.2)
    (found,) = fit(days=days, finished=finished, levels=[np.zeros(20_000)])
    assert found.mean[0] == pytest.approx(2.5, abs=0.08)
    assert found.spread[0] == pytest.approx(1.0, abs=0.06)
    assert found.cured[0] == pytest.approx(0.2, abs=0.03)
    assert np.log(days[finished]).mean() < found.mean[0] - 0.08, "what only counting the finished would say"


def test_remaining_time_conditions_on_age_as_the_truth_does():
    days, finished, full = truth(20_000, mean=2.5, spread=1.0, cured=0.0, horizon=2000)
    (found,) = fit(days=days, finished=finished, levels=[np.zeros(20_000)])
    survivors = full[full > 40] - 40
    for level in (0.5, 0.85):
        said = remaining_days(classes=found, member=[0], age=[40.0], level=level)[0]
        assert said == pytest.approx(np.quantile(survivors, level), rel=0.15)
    assert chance_by(classes=found, member=[0], age=[40.0], within=[30.0])[0] == pytest.approx(
        np.mean(survivors <= 30), abs=0.05
    )


def test_small_classes_lean_on_their_parent_and_say_so():
    rng = np.random.default_rng(3)
    log = np.concatenate([rng.normal(1.0, 0.5, 500), rng.normal(3.0, 0.5, 500), [3.0, 3.0]])
    child = np.repeat([0, 1, 2], [500, 500, 2])
    wide, narrow = fit(days=np.exp(log), finished=np.ones(1002), levels=[np.zeros(1002), child])
    assert narrow.mean[:2] == pytest.approx([1.0, 3.0], abs=0.1)
    assert wide.mean[0] < narrow.mean[2] < 3.0
    assert narrow.mean[2] == pytest.approx((2 * 3.0 + 8 * wide.mean[0]) / 10, abs=1e-6)
    assert narrow.spread[2] > narrow.spread[1]
    assert narrow.little_known.tolist() == [False, False, True]


def test_what_is_likelier_never_finished_has_no_date():
    classes = Classes(np.array([1.0]), np.array([0.5]), np.array([0.4]), np.array([100]))
    assert np.isinf(remaining_days(classes=classes, member=[0], age=[0.0], level=0.85)[0])
    assert np.isfinite(remaining_days(classes=classes, member=[0], age=[0.0], level=0.5)[0])
    assert chance_by(classes=classes, member=[0], age=[500.0], within=[1000.0])[0] < 0.01


def test_without_any_item_a_month_give_or_take_is_assumed():
    (found,) = fit(days=[], finished=[], levels=[[]])
    assert len(found.mean) == 0
    (one,) = fit(days=[0.0], finished=[False], levels=[[0]])
    assert 15 < remaining_days(classes=one, member=[0], age=[0.0], level=0.5)[0] < 60


@given(st.lists(st.tuples(st.floats(0, 1e5), st.booleans(), st.integers(0, 3)), min_size=1, max_size=30))
def test_any_items_give_sane_classes_and_rising_chances(rows):
    days, finished, member = zip(*rows, strict=True)
    found = fit(days=days, finished=finished, levels=[np.zeros(len(rows)), member])[-1]
    assert np.isfinite(found.mean).all()
    assert (found.spread > 0).all()
    assert ((found.cured > 0) & (found.cured < 1)).all()
    chances = chance_by(classes=found, member=[member[0]] * 4, age=[days[0]] * 4, within=[0, 10, 100, 1000])
    assert chances.tolist() == sorted(chances.tolist())
    assert remaining_days(classes=found, member=[member[0]], age=[days[0]], level=0.7)[0] >= 0


@given(st.floats(0, 300), st.floats(0.05, 0.9))
def test_the_quantile_of_the_remaining_time_is_the_inverse_of_the_chance(age, level):
    classes = Classes(np.array([2.0]), np.array([1.0]), np.array([0.02]), np.array([100]))
    days = remaining_days(classes=classes, member=[0], age=[age], level=level)[0]
    if np.isfinite(days) and days > 1e-3:
        back = chance_by(classes=classes, member=[0], age=[age], within=[days])[0]
        assert back == pytest.approx(level, abs=0.02)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"days": [-1.0]}, "days"),
        ({"days": [float("nan")]}, "days"),
        ({"finished": [True, False]}, "finished"),
        ({"levels": []}, "levels"),
        ({"levels": [[0, 1]]}, r"levels\[0\]"),
        ({"levels": [[-1]]}, r"levels\[0\]"),
    ],
)
def test_a_wrong_argument_is_named(change, word):
    with pytest.raises(ValueError, match=word):
        fit(**({"days": [1.0], "finished": [True], "levels": [[0]]} | change))


def test_a_wrong_level_is_named():
    (found,) = fit(days=[1.0], finished=[True], levels=[[0]])
    with pytest.raises(ValueError, match="level"):
        remaining_days(classes=found, member=[0], age=[0.0], level=1.0)
