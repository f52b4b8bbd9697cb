"""What tasks cost beside each other: as taking the others out and computing again on the same draws says."""

import random

import numpy as np
import pytest

from headway.engine.beside import beside
from headway.engine.draws import Spread
from headway.engine.simulate import Plan, in_time
from headway.engine.taskgraph import Links

RUNS, COUNT, GOAL = 60, 14, 13


def a_graph(seed):
    draw = random.Random(seed)
    pairs = [(a, b) for b in range(1, GOAL) for a in range(b) if draw.random() < 0.25] + [(n, GOAL) for n in range(8)]
    pairs += [(0, n) for n in range(1, GOAL)]
    links = np.array(sorted(set(pairs)))
    lag = np.array([draw.choice([0.0, 0.0, 2.0]) for _ in links])
    low = np.array([0.0, *(draw.uniform(1, 5) for _ in range(COUNT - 2)), 0.0])
    spread = Spread.between(low=low, high=low * 3)
    keys = np.arange(COUNT, dtype=np.uint64) + 7
    return links, lag, spread, keys, draw


def finishes(links, lag, spread, keys, gone):
    """The goal's end in each run when some tasks are not there."""
    keep = ~np.isin(links, list(gone)).any(axis=1)
    chosen = Links(links[keep, 0], links[keep, 1], lag[keep])
    plan = Plan.of(count=COUNT, links=chosen, goals=[([GOAL, 0], np.inf)])
    target = plan.targets[0]
    batches = plan.simulate(spread=spread, keys=keys, runs=RUNS)
    return np.concatenate([target.finish(batch.finish[target.rows]) for batch in batches])


@pytest.mark.parametrize("seed", range(12))
def test_it_is_what_taking_the_others_out_says(seed):
    links, lag, spread, keys, draw = a_graph(seed)
    some = set(draw.sample(range(1, GOAL), 6))
    due = float(np.median(finishes(links, lag, spread, keys, ())))
    plan = Plan.of(count=COUNT, links=Links(links[:, 0], links[:, 1], lag), goals=[([GOAL, 0], due)])
    (found,) = beside(plan=plan, spread=spread, keys=keys, runs=RUNS, tasks=some)
    none = finishes(links, lag, spread, keys, some)
    for task in some:
        alone = finishes(links, lag, spread, keys, some - {task})
        share = in_time(none, due).mean() - in_time(alone, due).mean()
        assert found.get(task, (0.0, 0.0)) == (pytest.approx(share), pytest.approx((alone - none).mean()))


def test_two_that_hold_up_side_by_side_are_worth_something_beside_each_other():
    links = np.array([(0, 1), (0, 2), (1, 3), (2, 3)])
    spread = Spread.between(low=np.array([0.0, 9.0, 9.0, 0.0]), high=np.array([0.0, 9.0, 9.0, 0.0]))
    plan = Plan.of(count=4, links=Links(links[:, 0], links[:, 1], np.zeros(4)), goals=[([3, 0], 5.0)])
    (found,) = beside(plan=plan, spread=spread, keys=np.arange(4, dtype=np.uint64), runs=10, tasks=(1, 2))
    assert found == {1: (1.0, 9.0), 2: (1.0, 9.0)}
    assert beside(plan=plan, spread=spread, keys=np.arange(4, dtype=np.uint64), runs=10, tasks=()) == [{}]
