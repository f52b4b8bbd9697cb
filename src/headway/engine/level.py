"""Resource levelling: the shortest plan in which no resource is asked for more than it has.

The resource-constrained project scheduling problem, solved by the constraint solver CP-SAT of OR-Tools from a plan
that priority rules make at once (`sequencing`), so that the answer is never worse than that plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm
from typing import Any, Final

from .critical_path import Network, read_network
from .requests import BadRequest, listing, number, record, whole
from .sequencing import Problem, heuristic

FINEST: Final = 1_000_000
EFFORT: Final = 400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Starts by task number, a bound that no plan can beat, and whether this one reaches it; whole numbers."""

    starts: Sequence[int]
    finish: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether no shorter plan exists."""
        return self.finish <= self.bound


def level(problem: Problem, *, seconds: float, seed: int) -> Plan:
    """Return the best plan found within about `seconds`; the same seed draws and searches in the same way.

    An answer that is proven within the time is the same everywhere; one cut off by it depends on the machine.
    """
    size = max(1, len(problem.durations))
    starts = heuristic(problem, rounds=min(100, EFFORT // (size * size)), seed=seed)
    plan = Plan(starts=starts, finish=problem.finish(starts), bound=_simple_bound(problem))
    return plan if plan.proven or seconds <= 0 else _searched(problem, plan, seconds, seed)


def _simple_bound(problem: Problem) -> int:
    """Return the larger of the critical path and, for each resource, work divided by capacity."""
    energy = [
        -(
            -sum(length * demand[r] for length, demand in zip(problem.durations, problem.demands, strict=True))
            // capacity
        )
        for r, capacity in enumerate(problem.capacity)
        if capacity
    ]
    return max([_critical_path(problem), *energy])


def _critical_path(problem: Problem) -> int:
    starts = [0] * len(problem.durations)
    for task in problem.order:
        for j, gap in problem.after[task]:
            starts[j] = max(starts[j], starts[task] + gap)
    return problem.finish(starts)


def _searched(problem: Problem, plan: Plan, seconds: float, seed: int) -> Plan:
    from ortools.sat.python import cp_model  # half a second of import, for this command alone

    model = cp_model.CpModel()
    starts, finish = _variables(model, problem, plan)
    model.minimize(finish)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1  # one worker searches in the same way every time, and here better than many
    solver.parameters.linearization_level = 0  # linear relaxations of cumulatives cost more than they prune
    status = solver.solve(model)
    bound = max(plan.bound, ceil(solver.best_objective_bound - 1e-6))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE) or solver.objective_value >= plan.finish:
        return Plan(starts=plan.starts, finish=plan.finish, bound=min(bound, plan.finish))
    found = [solver.value(start) for start in starts]
    return Plan(starts=found, finish=problem.finish(found), bound=bound)


def _variables(model: Any, problem: Problem, plan: Plan) -> tuple[list[Any], Any]:
    """Put the problem into the model, with the known plan as a hint; return its starts and its end."""
    finish = model.new_int_var(plan.bound, plan.finish, "finish")
    tails = problem.tails()
    starts = [model.new_int_var(0, plan.finish - tail, f"start {task}") for task, tail in enumerate(tails)]
    for task, start in enumerate(starts):
        model.add(finish >= start + tails[task])
        model.add_hint(start, plan.starts[task])
        for j, gap in problem.after[task]:
            model.add(starts[j] >= start + gap)
    _limit(model, problem, starts)
    return starts, finish


def _limit(model: Any, problem: Problem, starts: Sequence[Any]) -> None:
    spans = [
        model.new_fixed_size_interval_var(start, length, f"span {task}")
        for task, (start, length) in enumerate(zip(starts, problem.durations, strict=True))
    ]
    for resource, capacity in enumerate(problem.capacity):
        users = [task for task, demand in enumerate(problem.demands) if demand[resource]]
        model.add_cumulative([spans[i] for i in users], [problem.demands[i][resource] for i in users], capacity)


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to a "level" request: a start for each task, the end, a lower bound, and whether it is proven.

    Raises BadRequest naming the field that is wrong, a cycle, or a task that asks for more than there is.
    """
    network = read_network(request)
    seconds = number(request, "seconds", default=10, low=0)
    seed = whole(request, "seed", default=1, low=0, high=2**31 - 1)
    problem, scale = _problem(network, *_read_resources(request, network))
    plan = level(problem, seconds=seconds, seed=seed)
    starts = zip(network.names, plan.starts, strict=True)
    return {
        "start": {name: _unscaled(start, scale) for name, start in starts},
        "finish": _unscaled(plan.finish, scale),
        "lower_bound": _unscaled(plan.bound, scale),
        "proven": plan.proven,
    }


def _unscaled(value: int, scale: int) -> float:
    return value if scale == 1 else value / scale


def _read_resources(request: Mapping[str, Any], network: Network) -> tuple[list[list[float]], list[float]]:
    """Return the demands, a row for each task, and the capacities; refuse what can never fit."""
    capacity = record(request.get("capacity") or {}, "capacity")
    limits = [number(capacity, name, "capacity", low=0) for name in capacity]
    tasks = listing(request, "tasks")
    rows = [
        record(task.get("demand") or {}, f"task {name!r}.demand")
        for task, name in zip(tasks, network.names, strict=True)
    ]
    for name, row in zip(network.names, rows, strict=True):
        for resource in row:
            if resource not in capacity:
                raise BadRequest(f"task {name!r}.demand: {resource!r} has no capacity; add it to capacity")
    demands = [
        [number(row, resource, f"task {name!r}.demand", default=0, low=0) for resource in capacity]
        for name, row in zip(network.names, rows, strict=True)
    ]
    _check_fit(network.names, list(capacity), demands, limits)
    return demands, limits


def _check_fit(
    names: Sequence[str], resources: Sequence[str], demands: Sequence[Sequence[float]], limits: Sequence[float]
) -> None:
    for name, demand in zip(names, demands, strict=True):
        for resource, asked, limit in zip(resources, demand, limits, strict=True):
            if asked > limit:
                raise BadRequest(
                    f"task {name!r} asks for {asked:g} of {resource!r}, which has {limit:g}: "
                    "lower the demand or raise the capacity"
                )


def _problem(network: Network, demands: Sequence[Sequence[float]], limits: Sequence[float]) -> tuple[Problem, int]:
    """Return the problem in whole numbers, and how many of them make one unit of time."""
    order = network.ordered()
    time = _scale([*network.durations, *(link.gap for link in network.links)], "durations and lags")
    amount = _scale([*limits, *(asked for row in demands for asked in row)], "demands and capacities")
    after: list[list[tuple[int, int]]] = [[] for _ in network.names]
    for link in network.links:
        after[link.source].append((link.target, _times(link.gap, time)))
    problem = Problem(
        durations=[_times(duration, time) for duration in network.durations],
        demands=[[_times(asked, amount) for asked in row] for row in demands],
        capacity=[_times(limit, amount) for limit in limits],
        after=after,
        order=order,
    )
    return problem, time


def _scale(values: Sequence[float], what: str) -> int:
    """Return the smallest factor that makes all values whole."""
    scale = lcm(*(_exact(value).denominator for value in values))
    if scale > FINEST or max((abs(value) for value in values), default=0) * scale > 1e12:
        raise BadRequest(f"tasks: the {what} are too fine or too large to plan with; round them to three decimals")
    return scale


def _exact(value: float) -> Fraction:
    return Fraction(str(round(value, 9)))


def _times(value: float, scale: int) -> int:
    return int(_exact(value) * scale)
