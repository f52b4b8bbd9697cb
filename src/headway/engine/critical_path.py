"""The critical path method: early and late times, slack, and which tasks decide the end.

Times are plain numbers of one unit of the caller's (days, hours, working minutes); the project starts at 0.
Method: J. E. Kelley and M. R. Walker, "Critical-path planning and scheduling" (1959), with the four precedence
relations and lags of S. E. Elmaghraby and J. Kamburowski, "The analysis of activity networks under generalized
precedence relations" (1992). Every relation is one inequality between starts: start[to] >= start[from] + gap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from .requests import BadRequest, choice, listing, number, record, text

TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A precedence between two tasks, by their numbers; `gap` from start to start, in the unit of the durations."""

    source: int
    target: int
    gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Early and late starts by task number, the slack to the nearest successor, and the end of the project."""

    finish: float
    early: list[float]
    late: list[float]
    free: list[float]


class Network:
    """Named tasks with durations, and the links between them."""

    def __init__(self, *, names: Sequence[str], durations: Sequence[float], links: Sequence[Link]) -> None:
        self.names, self.durations, self.links = names, durations, links

    def ordered(self) -> list[int]:
        """Return the task numbers with every source before its targets. Raises BadRequest naming a cycle."""
        waiting, after = [0] * len(self.names), self.after()
        for link in self.links:
            waiting[link.target] += 1
        order = [task for task, count in enumerate(waiting) if not count]
        for task in order:
            for link in after[task]:
                waiting[link.target] -= 1
                if not waiting[link.target]:
                    order.append(link.target)
        if len(order) < len(self.names):
            raise BadRequest(f"links: {' -> '.join(self._cycle(waiting))} is a cycle; remove one of its links")
        return order

    def after(self) -> list[list[Link]]:
        """Return the links that leave each task."""
        out: list[list[Link]] = [[] for _ in self.names]
        for link in self.links:
            out[link.source].append(link)
        return out

    def _cycle(self, waiting: Sequence[int]) -> list[str]:
        """Walk backwards among the tasks that never became free until one comes again."""
        before = {link.target: link.source for link in self.links if waiting[link.source] and waiting[link.target]}
        seen: dict[int, None] = {}
        task = next(task for task, count in enumerate(waiting) if count)
        while task not in seen:
            seen[task] = None
            task = before[task]
        walk = list(seen)
        return [self.names[task], *(self.names[step] for step in reversed(walk[walk.index(task) :]))]


def schedule(network: Network) -> Schedule:
    """Return the schedule of a network: O(tasks + links). Raises BadRequest naming a cycle."""
    order, after, durations = network.ordered(), network.after(), network.durations
    early: list[float] = [0] * len(order)
    for task in order:
        for link in after[task]:
            early[link.target] = max(early[link.target], early[task] + link.gap)
    finish = max((start + length for start, length in zip(early, durations, strict=True)), default=0)
    late: list[float] = [finish - length for length in durations]
    for task in reversed(order):
        late[task] = min([late[task], *(late[link.target] - link.gap for link in after[task])])
    free = [_free(early, finish - durations[task], task, after[task]) for task in range(len(order))]
    return Schedule(finish=finish, early=early, late=late, free=free)


def _free(early: Sequence[float], latest: float, task: int, links: Iterable[Link]) -> float:
    """Return how far a task may slip before it delays a successor's early start, or the end of the project."""
    return min([latest, *(early[link.target] - link.gap for link in links)]) - early[task]


def read_network(request: Mapping[str, Any]) -> Network:
    """Return the network of a request's "tasks" and "links". Raises BadRequest naming the field that is wrong."""
    tasks = [record(task, f"tasks[{i}]") for i, task in enumerate(listing(request, "tasks"))]
    names = [text(task, "id", f"tasks[{i}]") for i, task in enumerate(tasks)]
    numbers = {name: i for i, name in enumerate(names)}
    if len(numbers) < len(names):
        twice = next(name for i, name in enumerate(names) if numbers[name] != i)
        raise BadRequest(f"tasks: {twice!r} occurs twice; give each task its own id")
    durations = [number(task, "duration", f"task {name!r}", low=0) for name, task in zip(names, tasks, strict=True)]
    links = [
        _read_link(link, f"links[{i}]", numbers, durations) for i, link in enumerate(listing(request, "links", []))
    ]
    return Network(names=names, durations=durations, links=links)


def _read_link(value: Any, where: str, numbers: Mapping[str, int], durations: Sequence[float]) -> Link:
    link = record(value, where)
    ends = [text(link, "from", where), text(link, "to", where)]
    for end, field in zip(ends, ("from", "to"), strict=True):
        if end not in numbers:
            raise BadRequest(f"{where}.{field}: {end!r} is not the id of a task")
    source, target = numbers[ends[0]], numbers[ends[1]]
    kind = choice(link, "type", where, ("FS", "SS", "FF", "SF"), default="FS")
    gap = number(link, "lag", where, default=0)
    gap += durations[source] if kind[0] == "F" else 0
    gap -= durations[target] if kind[1] == "F" else 0
    return Link(source=source, target=target, gap=gap)


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to a "critical-path" request: the end, and for each task its times and slack.

    Raises BadRequest naming the field that is wrong, or the cycle.
    """
    network = read_network(request)
    result = schedule(network)
    if not all(map(isfinite, (result.finish, *result.early, *result.late, *result.free))):
        raise BadRequest("tasks: durations and lags add up to more than a number can hold; use a larger unit")
    near = TOLERANCE * max(1, abs(result.finish))
    rows = zip(network.names, network.durations, result.early, result.late, result.free, strict=True)
    return {"finish": result.finish, "tasks": [_row(*row, near) for row in rows]}


def _row(name: str, duration: float, early: float, late: float, free: float, near: float) -> dict[str, Any]:
    total = _settled(late - early, near)
    return {
        "id": name,
        "early_start": early,
        "early_finish": early + duration,
        "late_start": late,
        "late_finish": late + duration,
        "total_slack": total,
        "free_slack": _settled(free, near),
        "critical": total <= 0,
    }


def _settled(slack: float, near: float) -> float:
    """Return slack without the last bits that floating-point addition leaves in place of 0."""
    return 0 if abs(slack) <= near else slack
