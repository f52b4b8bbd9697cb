"""How likely each project is to meet its date, and what is done last in it. Pure: a computation in, rows out."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ..engine.simulate import SLACK, in_time
from ..engine.taskgraph import Floats
from ..rules.words import Kind
from .forecasts import Subject, finishes_among, pieces_of, runs_of
from .outlook import DIGITS, Computation, day_of

LAST: Final = 3
"""Pieces of work that are told of a project, those first that most often end it."""


@dataclass(frozen=True, slots=True)
class ProjectOutlook:
    """How likely a project is done by its date, and the days by which it is in half and in 85 % of the runs.

    `last` are the pieces of work that are done last in it, each with the share of the runs in which it is, milestones
    aside; `first` is what can be begun now of what the most frequent of them waits for.
    """

    item: int
    due: date
    probability: float
    p50: date | None
    p85: date | None
    pieces: int
    last: tuple[tuple[int, float], ...]
    first: int | None


def project_outlooks(it: Computation) -> dict[int, ProjectOutlook]:
    """Return how likely the projects are that are to be done by a day to come; nothing where no pace is known."""
    dated = [one for one in _projects(it) if one.ends(it.snapshot.day) is not None]
    if not dated:
        return {}
    work = {one.item: it.pieces(it.leading(one.task)) for one in dated}
    runs = runs_of(np.unique(np.concatenate([it.part(one.task) for one in dated])))
    keys = {one.item: _key(it, one, work, runs) for one in dated}
    missing = [one for one in dated if it.memory.get(keys[one.item]) is None]
    for one, made in zip(missing, _computed(it, missing, work, runs), strict=True):
        it.memory.put(keys[one.item], made)
    return {one.item: it.memory.get(keys[one.item]) for one in dated}


def _ends(it: Computation, one: Subject, work: Mapping[int, Sequence[int]]) -> list[int]:
    """The ends of a project and of its work."""
    return [one.task, *(it.snapshot.exits[pk] for pk in work[one.item])]


def _key(it: Computation, one: Subject, work: Mapping[int, Sequence[int]], runs: int) -> bytes:
    """All on which the outlook of a project depends."""
    part, ends = it.part(one.task), _ends(it, one, work)
    # What work ends with need not lead to the project's end: it may have to begin before it, and no more.
    if not np.isin(ends, part, assume_unique=True).all():
        part = np.union1d(part, it.reached(ends))
    places = np.searchsorted(part, ends).tolist()
    made = it.parts.part(part, one.task)
    return made.sign("project", one.item, one.due, places, work[one.item], it.snapshot.day, runs)


def _computed(
    it: Computation, asked: Sequence[Subject], work: Mapping[int, Sequence[int]], runs: int
) -> Iterator[ProjectOutlook]:
    exits = it.snapshot.exits
    tasks = sorted({exits[pk] for one in asked for pk in (one.item, *work[one.item])})
    row = {task: at for at, task in enumerate(tasks)}
    finish = finishes_among(it, tasks, used=it.reached(tasks), runs=runs) if tasks else np.empty((0, runs))
    for one in asked:
        ends = finish[[row[exits[pk]] for pk in work[one.item]]]
        yield _outlook(it, one, finish[row[one.task]], work[one.item], ends)


def _projects(it: Computation) -> list[Subject]:
    if not it.snapshot.pace.takes:
        return []
    return list(pieces_of(it, (one for one in it.snapshot.pieces.values() if one.kind == Kind.PROJECT)))


def _outlook(it: Computation, one: Subject, end: Floats, work: Sequence[int], ends: Floats) -> ProjectOutlook:
    """`end` (runs,) is the end of the project, `ends` (work, runs) that of each piece of work in it."""
    day, left = it.snapshot.day, one.ends(it.snapshot.day) or 0.0
    p50, p85 = (float(value) for value in np.quantile(end, [0.5, 0.85]))
    last = tuple(_last(it, work, ends))
    return ProjectOutlook(
        item=one.item,
        due=one.due or day,
        probability=round(float(in_time(end, left).mean()), DIGITS),
        p50=day_of(day, p50) if math.isfinite(p50) else None,
        p85=day_of(day, p85) if math.isfinite(p85) else None,
        pieces=len(work),
        last=last,
        first=_first(it, last[0][0], dict(zip(work, np.median(ends, axis=1).tolist(), strict=True))) if last else None,
    )


def _last(it: Computation, work: Sequence[int], ends: Floats) -> Iterator[tuple[int, float]]:
    """What is done last, each with the share of the runs; a milestone is no work, but says that it is done."""
    told = [at for at, pk in enumerate(work) if not it.snapshot.pieces[pk].milestone] or list(range(len(work)))
    share = (ends[told] >= ends[told].max(axis=0) - SLACK).mean(axis=1)
    order = sorted(range(len(told)), key=lambda n: (-share[n], work[told[n]]))[:LAST]
    return ((work[told[n]], round(float(share[n]), DIGITS)) for n in order if share[n] > 0)


def _first(it: Computation, pk: int, middle: Mapping[int, float]) -> int | None:
    """Where a chain begins that leads to a piece of work: back over what must come before it, the latest each time.

    `middle` are the days until each piece of work of the project is done in half of the runs. None where the chain
    begins with what is no work.
    """
    seen = {pk}
    while before := it.ahead(pk):
        parts = (it.pieces(it.leading(it.snapshot.exits[one])) for one in before if one not in middle)
        work = (before & middle.keys()).union(*parts) & middle.keys() - seen
        known = sorted(work, key=lambda one: (-middle[one], one))
        if not known:
            return None
        pk = known[0]
        seen.add(pk)
    return pk
