"""The question "what does each task cost each goal?": one JSON object in, its answer out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from headway.engine import fingerprint
from headway.engine.draws import Spread
from headway.engine.effects import Study, study
from headway.engine.impact_request import Name, Request, parse
from headway.engine.simulate import Plan
from headway.engine.taskgraph import CycleError, levels

DIGITS = 9  # what follows is noise from the order of summing
MOST_DRAWS = 10**8  # held at a time, 8 bytes each


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return {"id", "goals": [{"id", "probability", "p50", "p85"}], "impact": [{"task", "goal", "gain", "days"}]}.

    gain is the probability of the goal if the task took no time, minus its probability; days is by how many days it
    would then be finished earlier, in the mean over all runs. Every task that can reach a goal is listed with it: goals
    as given, then the largest gain, then the most days, then id. A bad request gets {"id", "error"}; the error names
    the field and says what would be right. The request is described in docs/engine.md.
    """
    name = request.get("id") if isinstance(request, Mapping) else None
    try:
        return {"id": name, **_answer(parse(request))}
    except ValueError as error:
        return {"id": name, "error": str(error)}


def _answer(request: Request) -> dict[str, Any]:
    try:
        level = levels(len(request.tasks), request.links)
    except CycleError as error:
        way = [request.tasks[i] for i in [*error.tasks, error.tasks[0]]]
        raise ValueError(f"links: must not form a cycle, but {' -> '.join(map(str, way))}") from None
    content = list(zip(request.low.tolist(), request.high.tolist(), strict=True))
    keys = fingerprint.keys(level=level, links=request.links, content=content, goals=request.needs, seed=request.seed)
    plan = Plan.of(count=level.size, links=request.links, goals=request.needs)
    _affordable(plan.layout.tasks.size, request.runs)
    spread = Spread.between(low=request.low, high=request.high)
    found = list(zip(request.goals, study(plan=plan, spread=spread, keys=keys, runs=request.runs), strict=True))
    return {
        "goals": [_goal(name, it) for name, it in found],
        "impact": [row for name, it in found for row in _rows(request.tasks, name, it)],
    }


def _affordable(tasks: int, runs: int) -> None:
    if tasks * runs > MOST_DRAWS:
        raise ValueError(
            f"runs: must be at most {MOST_DRAWS // tasks:,} for the {tasks:,} tasks that goals depend on, not {runs:,}"
        )


def _goal(name: Name, it: Study) -> dict[str, Any]:
    p50, p85 = np.quantile(it.finish, [0.5, 0.85]).tolist()
    return {"id": name, "probability": it.probability, "p50": round(p50, DIGITS), "p85": round(p85, DIGITS)}


def _rows(tasks: Sequence[Name], goal: Name, it: Study) -> Iterable[dict[str, Any]]:
    gain = it.effect.gain.round(DIGITS).tolist()
    days = (it.effect.days.round(DIGITS) + 0.0).tolist()  # + 0.0 turns -0.0 into 0.0
    names: list[Name] = [tasks[i] for i in it.target.layout.tasks.tolist()]
    best = sorted(zip(names, gain, days, strict=True), key=lambda row: (-row[1], -row[2], str(row[0])))
    return [{"task": name, "goal": goal, "gain": g, "days": d} for name, g, d in best]
