"""Draws: every mid-quantile once, keyed, and free of each other."""

from statistics import NormalDist

import numpy as np
import pytest

from headway.engine import draws
from headway.engine.draws import ScoreBook, Spread, batches, normal_quantile, orders, scores


def test_each_key_gets_a_permutation_of_its_own() -> None:
    found = orders(np.arange(700, dtype=np.uint64), 1000)
    assert (np.sort(found, axis=1) == np.arange(1000)).all()
    assert len({row.tobytes() for row in found}) == 700
    assert (orders(np.array([3], dtype=np.uint64), 1000)[0] == found[3]).all()


def test_orders_of_different_keys_are_not_correlated() -> None:
    found = np.corrcoef(orders(np.arange(60, dtype=np.uint64), 2000))
    off = found[~np.eye(60, dtype=bool)]
    assert abs(off.mean()) < 0.005
    assert 0.015 < off.std() < 0.03  # 1 / sqrt(2000) = 0.022


@pytest.mark.parametrize("runs", [1, 2, 3, 10, 1000, 20_000])
def test_scores_follow_the_normal_quantile(runs: int) -> None:
    rng = np.random.default_rng(runs)
    stratum = np.concatenate([[0, runs - 1], rng.integers(0, runs, 300)]).astype(np.uint32)
    within = rng.uniform(1e-6, 1 - 1e-6, stratum.size)
    right = [NormalDist().inv_cdf(p) for p in (stratum + within) / runs]
    np.testing.assert_allclose(scores(stratum, within, runs), right, atol=2e-4)


def test_normal_quantile_reaches_far_into_the_tails() -> None:
    p = np.array([1e-14, 1e-9, 1e-4, 0.07, 0.3, 0.5, 0.9, 0.999999])
    np.testing.assert_allclose(normal_quantile(p), [NormalDist().inv_cdf(x) for x in p], rtol=2e-7, atol=1e-12)


def test_one_draw_falls_in_each_stratum() -> None:
    spread = Spread.between(low=np.full(3, 2.0), high=np.full(3, 9.0))
    (found,) = batches(spread=spread, keys=np.arange(3, dtype=np.uint64), runs=1000, width=1000)
    below = [
        (found < spread.median[0] * np.exp(spread.sigma[0] * NormalDist().inv_cdf(k / 10))).sum(axis=1)
        for k in range(1, 10)
    ]
    np.testing.assert_allclose(np.array(below).T, np.tile(np.arange(100, 1000, 100), (3, 1)), atol=1)


def test_the_largest_of_many_is_not_cut_off() -> None:
    """A plan may wait for thousands of tasks: then it is the far tail that decides."""
    spread = Spread.between(low=np.full(2000, 2.0), high=np.full(2000, 9.0))
    (found,) = batches(spread=spread, keys=np.arange(2000, dtype=np.uint64), runs=500, width=500)
    in_time = (found.max(axis=0) <= 30).mean()
    right = NormalDist().cdf(np.log(30 / spread.median[0]) / spread.sigma[0]) ** 2000
    assert in_time == pytest.approx(right, abs=4 * (0.25 / 500) ** 0.5)


def test_a_fixed_duration_stays_fixed() -> None:
    spread = Spread.between(low=np.array([3.0, 0.0]), high=np.array([3.0, 0.0]))
    (found,) = batches(spread=spread, keys=np.arange(2, dtype=np.uint64), runs=4, width=9)
    assert found.tolist() == [[3.0] * 4, [0.0] * 4]


def test_mean_is_near_the_lognormals() -> None:
    spread = Spread.between(low=np.array([2.0]), high=np.array([9.0]))
    (found,) = batches(spread=spread, keys=np.zeros(1, dtype=np.uint64), runs=1000, width=1000)
    assert abs(found.mean() / (spread.median * np.exp(spread.sigma**2 / 2))[0] - 1) < 0.01


def test_a_book_draws_each_stream_once_and_forgets_what_nobody_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "PATIENCE", 2)
    book, keys = ScoreBook(), np.array([5, 3, 5, 9], dtype=np.uint64)
    spread = Spread.between(low=np.full(4, 1.0), high=np.array([2.0, 2.0, 4.0, 8.0]))
    ask = {"spread": spread, "keys": keys, "runs": 300}
    (alone,) = batches(**ask, width=300)
    for width in (300, 32):
        kept = np.concatenate(list(batches(**ask, width=width, book=book)), axis=1)
        assert kept.tobytes() == alone.tobytes()
    table, rows = book.find(keys, 300)
    assert rows[0] == rows[2]
    more, _ = book.find(np.arange(10, 14, dtype=np.uint64), 300)
    assert (more[:3] == table[:3]).all()
    book.forget()
    assert book.find(keys, 300)[0] is more, "it was asked for"
    for patient in (True, False):
        book.forget()
        book.forget()
        assert (book.find(keys[:1], 300)[0] is more) is patient, "once, and nothing at all, is no reason yet"
