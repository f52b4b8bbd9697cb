"""How likely goals and dated projects are, and by when they are done: of any rows, on the same random numbers. Pure.

The draws are keyed by items, so what two readings differ by comes from what their rows differ by.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ..engine.simulate import in_time
from ..engine.taskgraph import Floats
from ..rules.words import Kind
from . import words
from .forecasts import UNDER_WAY, finishes, speaks
from .outlook import DIGITS, MODEL, RUNS, Computation, day_of, runs_for
from .snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Ahead:
    """How likely a goal or project is met by `due`, and the days by which it is done with 50 and 85 %.

    None where it cannot be told; `because` says why, as in an outlook.
    """

    item: int
    due: date | None
    probability: float | None
    p50: date | None
    p85: date | None
    because: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the runs say of all goals and dated projects; equal `snapshot` and `runs` give equal readings."""

    snapshot: str
    model: str
    runs: int
    ahead: dict[int, Ahead]


@dataclass(frozen=True, slots=True)
class _Target:
    item: int
    task: int
    due: date | None
    left: float | None


def reading(snapshot: Snapshot, *, known: int, runs: int | None = None) -> Reading:
    """Return what the runs say of a snapshot; `known` pieces of work were finished before.

    `runs` are as many as the outlook would make, unless they are given: scenarios are drawn as often as what is now.
    """
    it = Computation(snapshot, known, RUNS)
    told, goals, tasks = _goals(it)
    made = runs or runs_for(tasks, RUNS)
    targets = [*goals, *_projects(it)]
    if targets:
        finish = finishes(it, [one.task for one in targets], runs=made)
        told |= {one.item: _told(it.snapshot.day, one, days) for one, days in zip(targets, finish, strict=True)}
    return Reading(it.snapshot.digest, MODEL, made, told)


def _goals(it: Computation) -> tuple[dict[int, Ahead], list[_Target], int]:
    """The goals of which nothing can be told, those of which something can, and how many tasks lead to these."""
    untold: dict[int, Ahead] = {}
    found: list[_Target] = []
    tasks = 0
    for aim in it.snapshot.aims.values():
        task = it.snapshot.exits[aim.id]
        reach = it.leading(task)
        if because := it.because(aim, reach):
            untold[aim.id] = Ahead(aim.id, aim.due, None, None, None, because)
            continue
        found.append(_Target(aim.id, task, aim.due, it.snapshot.due(aim) if aim.due else None))
        tasks += len(reach)
    return untold, found, tasks


def _projects(it: Computation) -> Iterator[_Target]:
    """The active projects that have a date and of whose work a pace is known."""
    if not it.snapshot.pace.takes:
        return
    for piece in it.snapshot.pieces.values():
        task = it.snapshot.exits[piece.id]
        wanted = piece.kind == Kind.PROJECT and piece.due is not None and piece.category in UNDER_WAY
        if wanted and not it.stuck[task] and speaks(it, piece, task):
            left = (piece.due - it.snapshot.day).days + 1.0 if piece.due else None
            yield _Target(piece.id, task, piece.due, left)


def _told(day: date, one: _Target, finish: Floats) -> Ahead:
    p50, p85 = _days(day, np.quantile(finish, [0.5, 0.85]).tolist())
    share = None if one.left is None else round(float(in_time(finish, one.left).mean()), DIGITS)
    because = "" if one.due else words.NO_DATE
    return Ahead(one.item, one.due, share, p50, p85, because or ("" if p85 else words.TOO_FAR))


def _days(day: date, given: Sequence[float]) -> list[date | None]:
    return [day_of(day, days) if math.isfinite(days) else None for days in given]
