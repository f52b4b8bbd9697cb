"""What is said of goals, projects and work on a day, to be kept and scored. Pure: rows in, forecasts out."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ..engine.simulate import Plan, in_time
from ..engine.taskgraph import Floats, Ints
from ..rules.forecasts import Prediction, Said
from ..rules.insight_words import ForecastKind
from ..rules.words import Category, Kind
from .learning import Learned, Lesson, shape_of, traits
from .outlook import AHEAD, DIGITS, MODEL, RUNS, Computation, day_of, prepared, runs_for
from .rows import WORK, Piece, Rows
from .snapshot import Snapshot
from .studies import laid_out

UNDER_WAY: Final = (Category.READY, Category.DOING, Category.WAITING)
"""Work of which something is said: it has been decided that it is done."""
_KINDS: Final = {
    Kind.GOAL: (ForecastKind.GOAL_MET, ForecastKind.GOAL_FINISH),
    Kind.PROJECT: (ForecastKind.PROJECT_MET, ForecastKind.PROJECT_FINISH),
}
Figures = tuple[float | None, float, float]
"""How likely a date is met, None where there is none; and the days until half, and 85 %, of the runs are done."""
_WORK: Final = (ForecastKind.WORK_MET, ForecastKind.WORK_FINISH)


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be spoken of: an item, the task that ends it, and its date."""

    item: int
    kind: str
    kinds: tuple[ForecastKind, ForecastKind]
    task: int
    due: date | None

    def ends(self, day: date) -> float | None:
        """The days left until its date is over; None where it has none, or it has passed."""
        return (self.due - day).days + 1.0 if self.due is not None and self.due >= day else None


@dataclass(frozen=True, slots=True)
class Speech:
    """What the runs of a day say of each subject, before anything is learned from what came of earlier forecasts."""

    day: date
    snapshot: str
    runs: int
    subjects: tuple[Subject, ...]
    finish: Floats
    lessons: Mapping[int, Lesson]

    def said(self, learned: Learned | None = None) -> Said:
        """What is said: of work corrected by what was learned, of goals and projects as the runs say."""
        corrected = self._corrected(learned) if learned else {}
        told = (
            p
            for one, days in zip(self.subjects, self.finish, strict=True)
            for p in (_told(one, corrected[one.item], self.day) if one.item in corrected else self._as_run(one, days))
        )
        return Said(self.day, self.snapshot, MODEL, self.runs, tuple(told))

    def _as_run(self, one: Subject, days: Floats) -> Iterator[Prediction]:
        """What the runs say of one subject; `days` are its end in each."""
        ends = one.ends(self.day)
        share = None if ends is None else float(in_time(days, ends).mean())
        return _told(one, (share, float(np.quantile(days, 0.5)), float(np.quantile(days, 0.85))), self.day)

    def _corrected(self, learned: Learned) -> dict[int, Figures]:
        """Item -> what is said of work, moved by what was learned."""
        told = [one for one in self.subjects if one.item in self.lessons]
        if not told:
            return {}
        known = [self.lessons[one.item] for one in told]
        shape, features = shape_of([one.days for one in known]), learned.features([one.traits for one in known])
        ends = [one.ends(self.day) for one in told]
        chance = learned.correction.chance(features, shape.score(np.array([end or 0.0 for end in ends])))
        p50, p85 = (shape.days(learned.correction.scores(features, level)).tolist() for level in (0.5, 0.85))
        shares = [None if end is None else share for end, share in zip(ends, chance.tolist(), strict=True)]
        return {one.item: row for one, row in zip(told, zip(shares, p50, p85, strict=True), strict=True)}


def said(rows: Rows, learned: Learned | None = None) -> Said:
    """Return what is said on the day of these rows; nothing where too little was finished to know a pace."""
    return speech(rows).said(learned)


def speech(rows: Rows) -> Speech:
    """Return what the runs say of all that can be spoken of on the day of these rows."""
    snapshot = prepared(rows)
    it = Computation(snapshot, len(rows.finished), RUNS)
    told = tuple(subjects(it)) if snapshot.pace.takes else ()
    if not told:
        return Speech(snapshot.day, snapshot.digest, 0, (), np.empty((0, 0)), {})
    finish = finishes(it, [one.task for one in told])
    lessons = dict(_lessons(snapshot, told, finish))
    return Speech(snapshot.day, snapshot.digest, finish.shape[1], told, finish, lessons)


def _lessons(snapshot: Snapshot, subjects: Sequence[Subject], finish: Floats) -> Iterator[tuple[int, Lesson]]:
    """Item -> what can be learned of it, for work whose end is not out of sight."""
    quantiles = np.quantile(finish, [0.15, 0.5, 0.85], axis=1).T
    for one, (low, middle, high) in zip(subjects, quantiles.tolist(), strict=True):
        if one.kinds is _WORK and math.isfinite(high):
            days = (low, middle, high)
            yield one.item, Lesson(snapshot.day, one.item, days, traits(snapshot.pieces[one.item], snapshot.day, days))


def subjects(it: Computation) -> Iterator[Subject]:
    """Yield what can be spoken of: active goals, projects, and work without parts that somebody means to do."""
    snapshot = it.snapshot
    for aim in snapshot.aims.values():
        task = snapshot.exits[aim.id]
        if not it.because(aim, it.leading(task)):
            yield Subject(aim.id, Kind.GOAL, _KINDS[Kind.GOAL], task, aim.due)
    yield from pieces_of(it, snapshot.pieces.values())


def pieces_of(it: Computation, pieces: Iterable[Piece]) -> Iterator[Subject]:
    """Yield of which of these pieces it can be spoken."""
    snapshot = it.snapshot
    for piece in pieces:
        task = snapshot.exits[piece.id]
        if piece.category in UNDER_WAY and not it.stuck[task] and speaks(it, piece, task):
            yield Subject(piece.id, piece.kind, _KINDS.get(Kind(piece.kind), _WORK), task, piece.due)


def speaks(it: Computation, piece: Piece, task: int) -> bool:
    """Whether a date of this piece can be told: nothing that leads to it is out of all proportion."""
    takes = it.snapshot.pace.takes
    if piece.kind in WORK:
        return not piece.milestone and piece.id in takes and takes[piece.id].low <= AHEAD
    leads = it.pieces(it.leading(task)) if piece.kind == Kind.PROJECT else []
    return bool(leads) and all(pk not in takes or takes[pk].low <= AHEAD for pk in leads)


def finishes(it: Computation, tasks: Sequence[int], *, runs: int | None = None) -> Floats:
    """Return the days until each of these tasks is done, in each run: shape (tasks, runs); as many runs as are told."""
    used = it.reached(tasks)
    return finishes_among(it, tasks, used=used, runs=runs or runs_of(used))


def runs_of(used: Ints) -> int:
    """Return how many runs are made where so much leads to what is asked for."""
    return runs_for(used.size, RUNS)


def finishes_among(it: Computation, tasks: Sequence[int], *, used: Ints, runs: int) -> Floats:
    """The same, where it is known what leads to them, and how many runs are wanted."""
    places = np.searchsorted(used, np.asarray(tasks, dtype=np.int64))
    layout = laid_out(it.parts, used, it.memory)
    row = np.empty(used.size, dtype=np.int64)
    row[layout.tasks] = np.arange(used.size)
    batches = Plan(layout, []).simulate(**it.parts.drawn(used), runs=runs, book=it.memory.book)
    found: Floats = np.concatenate([batch.finish[row[places]] for batch in batches], axis=1)
    return found


def _told(one: Subject, figures: Figures, day: date) -> Iterator[Prediction]:
    met, finish = one.kinds
    share, middle, late = figures
    if share is not None:
        yield Prediction(one.item, met, one.due, round(share, DIGITS), None, None)
    p50, p85 = (day_of(day, days) if math.isfinite(days) else None for days in (middle, late))
    if p50 is not None and p85 is not None:
        yield Prediction(one.item, finish, None, None, p50, p85)
