"""How likely each project is to meet its date, and what is done last in it. Pure: a computation in, rows out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ..engine.simulate import SLACK, in_time
from ..engine.taskgraph import Floats
from ..rules.words import Kind
from .forecasts import Subject, finishes, subjects
from .outlook import DIGITS, Computation, day_of, leading

LAST: Final = 3
"""Pieces of work that are told of a project, those first that most often end it."""


@dataclass(frozen=True, slots=True)
class ProjectOutlook:
    """How likely a project is done by its date, and the days by which it is in half and in 85 % of the runs.

    `last` are the pieces of work that are done last in it, each with the share of the runs in which it is.
    """

    item: int
    due: date
    probability: float
    p50: date | None
    p85: date | None
    pieces: int
    last: tuple[tuple[int, float], ...]


def project_outlooks(it: Computation) -> dict[int, ProjectOutlook]:
    """Return how likely the projects are that are to be done by a day to come; nothing where no pace is known."""
    dated = [one for one in _projects(it) if one.ends(it.snapshot.day) is not None]
    if not dated:
        return {}
    work = {one.item: it.pieces(leading(it.back, one.task)) for one in dated}
    exits = it.snapshot.exits
    tasks = sorted({exits[pk] for one in dated for pk in (one.item, *work[one.item])})
    row = {task: at for at, task in enumerate(tasks)}
    finish = finishes(it, tasks)
    return {
        one.item: _outlook(
            it, one, finish[row[one.task]], work[one.item], finish[[row[exits[pk]] for pk in work[one.item]]]
        )
        for one in dated
    }


def _projects(it: Computation) -> list[Subject]:
    if not it.snapshot.pace.takes:
        return []
    return [one for one in subjects(it) if one.kind == Kind.PROJECT]


def _outlook(it: Computation, one: Subject, end: Floats, work: Sequence[int], ends: Floats) -> ProjectOutlook:
    """`end` (runs,) is the end of the project, `ends` (work, runs) that of each piece of work in it."""
    day, left = it.snapshot.day, one.ends(it.snapshot.day) or 0.0
    p50, p85 = (float(value) for value in np.quantile(end, [0.5, 0.85]))
    share = (ends >= end - SLACK).mean(axis=1)
    order = sorted(range(len(work)), key=lambda at: (-share[at], work[at]))[:LAST]
    return ProjectOutlook(
        item=one.item,
        due=one.due or day,
        probability=round(float(in_time(end, left).mean()), DIGITS),
        p50=day_of(day, p50) if math.isfinite(p50) else None,
        p85=day_of(day, p85) if math.isfinite(p85) else None,
        pieces=len(work),
        last=tuple((work[at], round(float(share[at]), DIGITS)) for at in order if share[at] > 0),
    )
