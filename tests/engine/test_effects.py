"""Effects of changing one task, against changing it and computing everything again."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.engine.draws import Begins, Spread, batches
from headway.engine.effects import no_time, slipped, study
from headway.engine.simulate import Plan
from headway.engine.taskgraph import Links


def finishes(durations: np.ndarray, links: list[tuple[int, int, float]], needs: list[int]) -> np.ndarray:
    """When the goal is there in each run, task by task and run by run."""
    done: dict[int, np.ndarray] = {}

    def finish(v: int) -> np.ndarray:
        if v not in done:
            start = np.zeros(durations.shape[1])
            for a, b, lag in links:
                if b == v:
                    start = np.maximum(start, finish(a) + lag)
            done[v] = start + durations[v]
        return done[v]

    return np.max([finish(v) for v in needs], axis=0)


def arrays(links: list[tuple[int, int, float]]) -> Links:
    ends = np.array([(a, b) for a, b, _ in links], dtype=np.int64).reshape(-1, 2)
    return Links(ends[:, 0], ends[:, 1], np.array([lag for _, _, lag in links], dtype=np.float64))


@settings(deadline=None, max_examples=150)
@given(
    st.integers(0, 10**9), st.integers(1, 16), st.sampled_from([0.5, 1.0, 2.0, 4.0]), st.sampled_from([None, 2.5, -1.5])
)
def test_effects_equal_brute_force(seed: int, count: int, density: float, slip: float | None) -> None:
    rng = random.Random(seed)
    place = rng.sample(range(count), count)
    links = [
        (u, v, rng.choice([0.0, 0.0, 1.0, -1.0, -7.5]))
        for u in range(count)
        for v in range(count)
        if place[u] < place[v] and rng.random() < density / count
    ]
    links += links[:1]
    needs = rng.sample(range(count), rng.randint(1, min(4, count)))
    low = np.array([rng.choice([0.0, 1.0, 2.0, rng.uniform(0.1, 4)]) for _ in range(count)])
    high = low * np.array([rng.choice([1.0, 1.0, 3.0]) for _ in range(count)])
    spread, keys, due = Spread.between(low=low, high=high), np.arange(count, dtype=np.uint64), rng.uniform(0, 15)
    change = no_time if slip is None else slipped(slip)
    plan = Plan.of(count=count, links=arrays(links), goals=[(needs, due)])
    (found,) = study(plan=plan, spread=spread, keys=keys, runs=40, change=change)
    (durations,) = batches(spread=spread, keys=keys, runs=40, width=40)
    base = finishes(durations, links, needs)
    np.testing.assert_allclose(found.finish, base, atol=1e-9)
    for row, task in enumerate(found.target.layout.tasks):
        other = durations.copy()
        other[task] = change(other[task])
        after = finishes(other, links, needs)
        gain = np.mean(after <= due + 1e-9) - np.mean(base <= due + 1e-9)
        assert found.effect.gain[row] == pytest.approx(gain, abs=1e-9)
        assert found.effect.days[row] == pytest.approx(np.mean(base - after), abs=1e-6)


def test_critical_is_the_share_of_runs_on_a_longest_way() -> None:
    low = np.array([4.0, 1.0, 4.0])
    plan = Plan.of(count=3, links=arrays([]), goals=[([0, 1, 2], 9.0)])
    spread = Spread.between(low=low, high=low)
    (found,) = study(plan=plan, spread=spread, keys=np.arange(3, dtype=np.uint64), runs=10)
    assert found.effect.critical.tolist() == [1, 0, 1]
    assert found.effect.days.tolist() == [0, 0, 0]  # two share the longest way: neither alone shortens it


def test_batches_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    low = np.linspace(1, 3, 30)
    plan = Plan.of(count=30, links=arrays([(i, i + 3, 0.0) for i in range(27)]), goals=[([28, 29], 25.0)])
    ask = {"plan": plan, "spread": Spread.between(low=low, high=low * 4), "keys": np.arange(30, dtype=np.uint64)}
    (whole,) = study(**ask, runs=333)
    monkeypatch.setattr("headway.engine.simulate.CELLS", 1)
    (parts,) = study(**ask, runs=333)
    assert (parts.finish == whole.finish).all()
    np.testing.assert_allclose(parts.effect.days, whole.effect.days, atol=1e-12)
    assert (parts.effect.gain == whole.effect.gain).all()


@pytest.mark.parametrize("seed", range(12))
def test_without_a_task_is_as_if_nothing_waited_for_it(seed: int) -> None:
    """What is summed up by levels equals weighing a change that leaves no way through the task."""
    rng = random.Random(seed)
    count = rng.randint(2, 40)
    links = [(u, v, 0.0) for v in range(1, count) for u in range(v) if u == 0 or rng.random() < 2 / count]
    needs = sorted({0, count - 1, rng.randrange(count)})
    plan = Plan.of(count=count, links=arrays(links), goals=[(needs, 9.0)])
    low = np.array([0.0, *(rng.uniform(0.1, 3) for _ in range(count - 1))])
    ask = {"plan": plan, "spread": Spread.between(low=low, high=low * 3), "keys": np.arange(count, dtype=np.uint64)}
    (one,) = study(**ask, runs=77, change=None)
    (other,) = study(**ask, runs=77, change=lambda durations: np.full_like(durations, -np.inf))
    behind = one.target.layout.tasks != 0  # without the first there may be no way at all
    assert (one.effect.gain[behind] == other.effect.gain[behind]).all()
    assert (one.effect.critical == other.effect.critical).all()
    np.testing.assert_allclose(one.effect.days[behind], other.effect.days[behind], atol=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_to_begin_on_a_day_of_its_own_is_to_wait_for_a_task_of_its_own_that_lasts_until_then(seed: int) -> None:
    rng = random.Random(seed)
    count, now = rng.randint(2, 20), 0
    pairs = [(u, v, 0.0) for v in range(1, count) for u in range(v) if rng.random() < 2 / count]
    own = [v for v in range(count) if rng.random() < 0.7 or not any(b == v for _, b, _ in pairs)]
    low = np.array([rng.uniform(0.1, 3) for _ in range(count)])
    wait, fixed = np.array([rng.uniform(0.1, 8) for _ in range(count)]), [rng.choice([0.0, 4.0]) for _ in range(count)]
    keys, needs = np.arange(1, count + 1, dtype=np.uint64), [count - 1]
    least = np.array([fixed[v] if v in own else -np.inf for v in range(count)])
    days = Spread.between(low=np.where(least >= 0, wait, 0.0), high=np.where(least >= 0, wait * 2, 0.0))
    begins = Begins(least, days, keys + np.uint64(100))
    plan = Plan.of(count=count, links=arrays(pairs), goals=[(needs, 9.0)], own=begins.own)
    spread = Spread.between(low=low, high=low * 3)
    (short,) = study(plan=plan, spread=spread, keys=keys, runs=77, change=None, begins=begins)

    # The same with a task for today, on which everything waits, and one for each that is waited for.
    links = [(u + 1, v + 1, 0.0) for u, v, _ in pairs] + [(now, v + 1, fixed[v]) for v in own]
    links += [step for v in own for step in ((now, count + 1 + v, 0.0), (count + 1 + v, v + 1, 0.0))]
    every = Spread(np.r_[0.0, spread.median, days.median], np.r_[0.0, spread.sigma, days.sigma])
    plan = Plan.of(count=2 * count + 1, links=arrays(links), goals=[([now, count], 9.0)])
    (long,) = study(plan=plan, spread=every, keys=np.r_[keys[:1] * 0, keys, begins.keys], runs=77, change=None)
    place = {int(task): row for row, task in enumerate(long.target.layout.tasks)}
    rows = [place[int(task) + 1] for task in short.target.layout.tasks]
    np.testing.assert_allclose(short.finish, long.finish, atol=1e-9)
    np.testing.assert_allclose(short.effect.gain, long.effect.gain[rows], atol=1e-12)
    np.testing.assert_allclose(short.effect.days, long.effect.days[rows], atol=1e-9)
    np.testing.assert_allclose(short.effect.critical, long.effect.critical[rows], atol=1e-12)
