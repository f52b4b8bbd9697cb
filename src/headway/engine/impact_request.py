"""Checks an impact request, field by field, and turns it into arrays."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from headway.engine.taskgraph import Floats, Links

Name = str | int
MOST_RUNS = 100_000
LONGEST = 1e6  # days: nearly three thousand years; beyond it sums of floats lose the hour
WIDEST = 1e9  # high over low: a wider lognormal has runs of more days than a float can add up


@dataclass(frozen=True, slots=True)
class Request:
    """A checked request, in the order of ids, whatever order it came in.

    low == high is a fixed duration; each of needs is (the numbers of the tasks, due).
    """

    runs: int
    seed: int
    tasks: list[Name]
    low: Floats
    high: Floats
    links: Links
    goals: list[Name]
    needs: list[tuple[list[int], float]]


def parse(request: Mapping[str, Any]) -> Request:
    """Return the request, checked.

    Raises:
        ValueError: names the first field that is wrong and says what would be right.
    """
    if not isinstance(request, Mapping):
        raise ValueError("request: must be an object with tasks, links and goals")
    tasks = _objects(request, "tasks")
    names = _ids(tasks, "tasks")
    span = {name: _span(task, f"tasks[{i}]") for i, (name, task) in enumerate(zip(names, tasks, strict=True))}
    names.sort(key=lambda name: (str(name), isinstance(name, str)))
    number = {name: i for i, name in enumerate(names)}
    goals = _objects(request, "goals")
    return Request(
        runs=_whole(request, "runs", 1000, least=1, most=MOST_RUNS),
        seed=_whole(request, "seed", 1, least=-(2**63), most=2**63 - 1),
        tasks=names,
        low=np.array([span[name][0] for name in names], dtype=np.float64),
        high=np.array([span[name][1] for name in names], dtype=np.float64),
        links=_links(_objects(request, "links", optional=True), number),
        goals=_ids(goals, "goals"),
        needs=[_needs(goal, f"goals[{i}]", number) for i, goal in enumerate(goals)],
    )


def _objects(request: Mapping[str, Any], field: str, *, optional: bool = False) -> Sequence[Mapping[str, Any]]:
    found = request.get(field)
    if found is None and optional:
        return []
    if not isinstance(found, list | tuple):
        raise ValueError(f"{field}: must be a list of objects")
    for i, item in enumerate(found):
        if not isinstance(item, Mapping):
            raise ValueError(f"{field}[{i}]: must be an object, not {item!r}")
    return found


def _is_name(found: object) -> TypeGuard[Name]:
    return isinstance(found, str | int) and not isinstance(found, bool) and found != ""


def _ids(items: Sequence[Mapping[str, Any]], field: str) -> list[Name]:
    seen: dict[Name, int] = {}
    for i, item in enumerate(items):
        name = item.get("id")
        if not _is_name(name):
            raise ValueError(f"{field}[{i}].id: must be a text or a whole number, not {name!r}")
        if name in seen:
            raise ValueError(
                f"{field}[{i}].id: must be unique, but {name!r} is already the id of {field}[{seen[name]}]"
            )
        seen[name] = i
    return list(seen)


def _days(item: Mapping[str, Any], where: str, *, least: float, default: float | None = None) -> float:
    found = item.get(where.rpartition(".")[2], default)
    right = isinstance(found, int | float) and not isinstance(found, bool)
    if not right or not math.isfinite(found) or not least <= found <= LONGEST:
        raise ValueError(f"{where}: must be a number of days from {least:g} to {LONGEST:g}, not {found!r}")
    return float(found)


def _whole(request: Mapping[str, Any], field: str, default: int, *, least: int, most: int) -> int:
    found = request.get(field, default)
    if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
        raise ValueError(f"{field}: must be a whole number from {least} to {most}, not {found!r}")
    return found


def _span(task: Mapping[str, Any], where: str) -> tuple[float, float]:
    """Return P10 and P90, equal for a fixed duration."""
    ranged = "low" in task or "high" in task
    if ranged == ("duration" in task):
        raise ValueError(f"{where}: must have either duration, or both low and high")
    if not ranged:
        fixed = _days(task, f"{where}.duration", least=0)
        return fixed, fixed
    low, high = _days(task, f"{where}.low", least=0), _days(task, f"{where}.high", least=0)
    if low > high:
        raise ValueError(f"{where}.low: must be at most high, but {low:g} is more than {high:g}")
    if not low and high:
        raise ValueError(f"{where}.low: must be above 0 when high is, for no lognormal has 0 as its P10")
    if high > low * WIDEST:
        raise ValueError(f"{where}.low: must be at least a billionth of high, but {low:g} is less of {high:g}")
    return low, high


def _links(links: Sequence[Mapping[str, Any]], number: Mapping[Name, int]) -> Links:
    for i, link in enumerate(links):
        if link.get("type", "FS") != "FS":
            raise ValueError(f"links[{i}].type: must be FS, finish to start, not {link['type']!r}")
    ends = [
        [_known(link.get(end), f"links[{i}].{end}", number) for i, link in enumerate(links)] for end in ("from", "to")
    ]
    lag = [_days(link, f"links[{i}].lag", least=-LONGEST, default=0.0) for i, link in enumerate(links)]
    rows = sorted(zip(*ends, lag, strict=True))
    source, target = (np.array([row[end] for row in rows], dtype=np.int64) for end in (0, 1))
    return Links(source, target, np.array([row[2] for row in rows], dtype=np.float64))


def _needs(goal: Mapping[str, Any], where: str, number: Mapping[Name, int]) -> tuple[list[int], float]:
    needs = goal.get("needs")
    if not isinstance(needs, list | tuple):
        raise ValueError(f"{where}.needs: must be a list of ids of tasks")
    tasks = {_known(name, f"{where}.needs[{i}]", number) for i, name in enumerate(needs)}
    return sorted(tasks), _days(goal, f"{where}.due", least=-LONGEST)


def _known(name: object, where: str, number: Mapping[Name, int]) -> int:
    if not _is_name(name) or name not in number:
        raise ValueError(f"{where}: must be the id of a task, but there is no task {name!r}")
    return number[name]
