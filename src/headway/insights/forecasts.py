"""What is said of goals, projects and work on a day, to be kept and scored. Pure: rows in, forecasts out."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ..engine.simulate import Plan, in_time
from ..engine.taskgraph import Floats
from ..rules.forecasts import Prediction, Said
from ..rules.insight_words import ForecastKind
from ..rules.words import Category, Kind
from .outlook import AHEAD, CELLS, DIGITS, LEAST_RUNS, MODEL, RUNS, Computation, day_of, leading, prepared
from .rows import WORK, Piece, Rows

UNDER_WAY: Final = (Category.READY, Category.DOING, Category.WAITING)
"""Work of which something is said: it has been decided that it is done."""
_KINDS: Final = {
    Kind.GOAL: (ForecastKind.GOAL_MET, ForecastKind.GOAL_FINISH),
    Kind.PROJECT: (ForecastKind.PROJECT_MET, ForecastKind.PROJECT_FINISH),
}
_WORK: Final = (ForecastKind.WORK_MET, ForecastKind.WORK_FINISH)


@dataclass(frozen=True, slots=True)
class _Subject:
    item: int
    kinds: tuple[ForecastKind, ForecastKind]
    task: int
    due: date | None


def said(rows: Rows) -> Said:
    """Return what is said on the day of these rows; nothing where too little was finished to know a pace."""
    snapshot = prepared(rows)
    it = Computation(snapshot, len(rows.finished), RUNS)
    subjects = list(_subjects(it)) if snapshot.pace.takes else []
    if not subjects:
        return Said(rows.day, snapshot.digest, MODEL, 0, ())
    finish = _finishes(it, [one.task for one in subjects])
    told = (p for one, days in zip(subjects, finish, strict=True) for p in _told(one, days, snapshot.day))
    return Said(rows.day, snapshot.digest, MODEL, finish.shape[1], tuple(told))


def _subjects(it: Computation) -> Iterator[_Subject]:
    """What can be spoken of: active goals, projects, and work without parts that somebody means to do."""
    snapshot = it.snapshot
    for aim in snapshot.aims.values():
        task = snapshot.exits[aim.id]
        if not it.because(aim, leading(it.back, task)):
            yield _Subject(aim.id, _KINDS[Kind.GOAL], task, aim.due)
    for piece in snapshot.pieces.values():
        task = snapshot.exits[piece.id]
        if piece.category in UNDER_WAY and not it.stuck[task] and _speaks(it, piece, task):
            yield _Subject(piece.id, _KINDS.get(Kind(piece.kind), _WORK), task, piece.due)


def _speaks(it: Computation, piece: Piece, task: int) -> bool:
    """Whether a date of this piece can be told: nothing that leads to it is out of all proportion."""
    takes = it.snapshot.pace.takes
    if piece.kind in WORK:
        return not piece.milestone and piece.id in takes and takes[piece.id].low <= AHEAD
    leads = it.pieces(leading(it.back, task)) if piece.kind == Kind.PROJECT else []
    return bool(leads) and all(pk not in takes or takes[pk].low <= AHEAD for pk in leads)


def _finishes(it: Computation, tasks: Sequence[int]) -> Floats:
    """Days until each of these tasks is done, in each run: shape (tasks, runs)."""
    snapshot, count = it.snapshot, it.count
    links = snapshot.links
    links = links.pick(~it.stuck[links.target])
    plan = Plan.of(count=count, links=links, goals=[(sorted(set(tasks)), np.inf)])
    row = np.empty(count, dtype=np.int64)
    row[plan.layout.tasks] = np.arange(plan.layout.tasks.size)
    runs = max(LEAST_RUNS, min(RUNS, CELLS // max(plan.layout.tasks.size, 1)))
    wanted = row[np.asarray(tasks, dtype=np.int64)]
    batches = plan.simulate(spread=snapshot.spread, keys=snapshot.keys, runs=runs)
    found: Floats = np.concatenate([batch.finish[wanted] for batch in batches], axis=1)
    return found


def _told(one: _Subject, days: Floats, day: date) -> Iterator[Prediction]:
    met, finish = one.kinds
    if one.due is not None and one.due >= day:
        share = float(in_time(days, float((one.due - day).days + 1)).mean())
        yield Prediction(one.item, met, one.due, round(share, DIGITS), None, None)
    late = float(np.quantile(days, 0.85))
    p50, p85 = day_of(day, float(np.quantile(days, 0.5))), day_of(day, late) if math.isfinite(late) else None
    if p50 is not None and p85 is not None:
        yield Prediction(one.item, finish, None, None, p50, p85)
