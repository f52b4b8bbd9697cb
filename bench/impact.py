"""What every task costs a goal, for graphs of issues and tasks: python bench/impact.py"""

import random
import resource
import time

import numpy as np

from headway.engine.draws import Spread
from headway.engine.effects import study
from headway.engine.impact import answer
from headway.engine.simulate import Plan
from headway.engine.taskgraph import Links


def graph(count: int, *, links: int, near: int, seed: int) -> dict:
    rng = random.Random(seed)
    tasks = [{"id": f"T-{i}", "low": rng.uniform(0.5, 3), "high": rng.uniform(4, 20)} for i in range(count)]
    pairs = [(rng.randrange(max(0, v - near), v), v) for v in range(1, count) for _ in range(links)]
    drawn = [{"from": f"T-{u}", "to": f"T-{v}", "lag": rng.choice([0, 0, 0, 1])} for u, v in pairs]
    needs = [t["id"] for t in tasks[-max(1, count // 100) :]]
    return {
        "id": 1,
        "runs": 1000,
        "seed": 1,
        "tasks": tasks,
        "links": drawn,
        "goals": [{"id": "G", "needs": needs, "due": 0}],
    }


def one_goal(request: dict) -> tuple[float, float, int]:
    """Return seconds to draw and run forward, seconds with the impact of every task, and tasks that reach the goal."""
    number = {t["id"]: i for i, t in enumerate(request["tasks"])}
    ends = np.array([[number[x["from"]], number[x["to"]], x["lag"]] for x in request["links"]])
    links = Links(ends[:, 0].astype(np.int64), ends[:, 1].astype(np.int64), ends[:, 2].astype(float))
    low, high = (np.array([t[k] for t in request["tasks"]]) for k in ("low", "high"))
    plan = Plan.of(count=low.size, links=links, goals=[([number[n] for n in request["goals"][0]["needs"]], 50.0)])
    spread, keys = Spread.between(low=low, high=high), np.arange(low.size, dtype=np.uint64)
    begin = time.perf_counter()
    for _ in plan.simulate(spread=spread, keys=keys, runs=1000):
        pass
    middle = time.perf_counter()
    study(plan=plan, spread=spread, keys=keys, runs=1000)
    return middle - begin, time.perf_counter() - middle, plan.layout.tasks.size


def main() -> None:
    print(f"{'graph':34}{'reach goal':>12}{'simulate':>10}{'+ impact':>10}{'JSON answer':>13}")
    for name, count, links, near in [
        ("5,700 issues, broad (near 2,000)", 5700, 2, 2000),
        ("5,700 issues, deep (near 50)", 5700, 2, 50),
        ("10,000 tasks, broad", 10_000, 2, 2000),
        ("10,000 tasks, deep", 10_000, 2, 50),
        ("10,000 tasks, one chain", 10_000, 1, 1),
    ]:
        request = graph(count, links=links, near=near, seed=7)
        simulated, exact, reach = one_goal(request)
        begin = time.perf_counter()
        answer(request)
        asked = time.perf_counter() - begin
        print(f"{name:34}{reach:>12,}{simulated:>9.2f}s{exact:>9.2f}s{asked:>12.2f}s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB; 1,000 runs each")


if __name__ == "__main__":
    main()
