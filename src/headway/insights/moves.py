"""By how many days forecasts moved between two days, split by cause. Pure: two days' rows in, days out.

The work is computed with some of what happened and without the rest, always on the same random numbers. What a cause
is worth is what it adds where those before it are there: the mean over one order of the causes and its reverse, which
is the Shapley value as long as no three causes act upon each other. So the parts add up to the whole.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from ..engine.taskgraph import Floats
from ..rules.insight_words import Cause, Movement
from ..rules.moves import whole_days
from ..rules.words import Kind, RelationType
from .causes import Mixture
from .forecasts import finishes, subjects
from .outlook import RUNS, Computation, day_of, prepared
from .rows import WORK, Piece, Rows

LEVEL: Final = 0.85
"""Of the runs, the share that is done by the day of which is told by how much it moved."""
Seen = Mapping[Movement, Sequence[str]]
"""What was seen to happen -> the keys of what it happened to."""


@dataclass(frozen=True, slots=True)
class Split:
    """By how many days the 85 % day of a goal or project came to lie later, and by what; the parts add up to `days`."""

    days: int
    parts: Mapping[Cause, int]
    seen: Mapping[Cause, Seen]


def splits(before: Rows, after: Rows, done: Collection[int], *, runs: int = RUNS) -> dict[int, Split]:
    """Return goal or project -> how its forecast moved, for those of which something can be told on both days."""
    mixture = Mixture(before, after, done)
    first, last = _Told(before, runs), _Told(after, runs)
    asked = sorted(first.subjects & last.subjects)
    if not asked:
        return {}
    both = zip(asked, first.on(asked), last.on(asked), strict=True)
    moved = {pk: end - start for pk, start, end in both if start is not None and end is not None}
    asked = list(moved)
    if not asked:
        return {}
    shares = _shares(mixture, asked, first, last)
    seen = _Seen(mixture, first, last)
    found = {}
    for at, pk in enumerate(asked):
        parts = whole_days({cause: float(given[at]) for cause, given in shares.items()}, moved[pk])
        found[pk] = Split(moved[pk], parts, seen.of(pk))
    return found


class _Told:
    """What is said of one day."""

    def __init__(self, rows: Rows, runs: int) -> None:
        self.it = Computation(prepared(rows), len(rows.finished), runs)
        known = self.it.snapshot.pace.takes
        given = [one for one in subjects(self.it) if one.kind in (Kind.GOAL, Kind.PROJECT)] if known else []
        self.subjects = frozenset(one.item for one in given)

    def days(self, items: Sequence[int]) -> Floats:
        """The moment at which each is done in 85 % of the runs, counted in days."""
        tasks = [self.it.snapshot.exits[pk] for pk in items]
        ends: Floats = np.quantile(finishes(self.it, tasks), LEVEL, axis=1)
        return ends + self.it.snapshot.day.toordinal()

    def on(self, items: Sequence[int]) -> list[int | None]:
        """The days on which they are done, as numbers; None where that is out of sight."""
        day = self.it.snapshot.day
        told = [day_of(day, end - day.toordinal()) if math.isfinite(end) else None for end in self.days(items).tolist()]
        return [one.toordinal() if one else None for one in told]

    def reach(self, pk: int) -> frozenset[int]:
        """What leads to it, itself aside."""
        snapshot = self.it.snapshot
        return frozenset(snapshot.owner[t] for t in self.it.leading(snapshot.exits[pk])) - {pk}


def _shares(mixture: Mixture, asked: Sequence[int], first: _Told, last: _Told) -> dict[Cause, Floats]:
    """Cause -> days that it moved each: the mean of what it adds in one order of the causes and in its reverse."""
    order = mixture.moved()
    known: dict[frozenset[Cause], Floats] = {frozenset(): first.days(asked), frozenset(order): last.days(asked)}

    def end(causes: frozenset[Cause]) -> Floats:
        if causes not in known:
            known[causes] = _Told(mixture.rows(causes), first.it.runs).days(asked)
        return known[causes]

    shares = {one: np.zeros(len(asked)) for one in Cause}
    for turn in (order, order[::-1]):
        steps = [frozenset(turn[:count]) for count in range(len(turn) + 1)]
        for cause, (less, more) in zip(turn, pairwise(steps), strict=True):
            shares[cause] += (end(more) - end(less)) / 2
    return shares


class _Seen:
    """What happened to the work that leads to a goal or project, by cause."""

    def __init__(self, mixture: Mixture, first: _Told, last: _Told) -> None:
        self.mixture, self.first, self.last = mixture, first, last
        self.kept = {was.id: (was, now) for was, now in mixture.kept()}
        self.found: dict[Cause, dict[Movement, set[int]]] = defaultdict(lambda: defaultdict(set))
        for cause, change, pk in self._changes():
            self.found[cause][change].add(pk)

    def of(self, pk: int) -> dict[Cause, Seen]:
        """What happened to what leads to one."""
        old, new = self.first.reach(pk), self.last.reach(pk)
        told: dict[Cause, dict[Movement, list[str]]] = defaultdict(dict)
        for cause, changes in self.found.items():
            for change, ids in changes.items():
                self._tell(told, cause, change, ids & (old | new))
        both = self.kept.keys()
        self._tell(told, Cause.SCOPE, Movement.JOINED, self._work((new - old) & both))
        self._tell(told, Cause.SCOPE, Movement.LEFT, self._work((old - new) & both))
        return dict(told)

    def _tell(
        self, told: dict[Cause, dict[Movement, list[str]]], cause: Cause, change: Movement, ids: Collection[int]
    ) -> None:
        if ids:
            told[cause][change] = [self._key(pk) for pk in sorted(ids)]

    def _key(self, pk: int) -> str:
        return (self.mixture.now.get(pk) or self.mixture.was[pk]).key

    def _work(self, ids: Iterable[int]) -> set[int]:
        """The tasks and issues among these."""
        known = {**self.mixture.was, **self.mixture.now}
        return {pk for pk in ids if pk in known and known[pk].kind in WORK}

    def _changes(self) -> Iterator[tuple[Cause, Movement, int]]:
        for pk in self._work(self.mixture.came):
            yield Cause.SCOPE, Movement.ADDED, pk
        for pk in self._work(self.mixture.ended):
            done = pk in self.mixture.done
            yield (Cause.PACE, Movement.DONE, pk) if done else (Cause.SCOPE, Movement.DROPPED, pk)
        for pk, (was, now) in self.kept.items():
            for (cause, change), differs in _DIFFERENCES.items():
                if differs(was, now):
                    yield cause, change, pk
        yield from self._tied()

    def _tied(self) -> Iterator[tuple[Cause, Movement, int]]:
        """Whose ties to what stands on both days are others than before."""
        before, after = set(self.mixture.before.ties), set(self.mixture.after.ties)
        for change, ties in ((Movement.TIED, after - before), (Movement.UNTIED, before - after)):
            for one in ties:
                if one.type != RelationType.CONTRIBUTES_TO and one.source in self.kept and one.target in self.kept:
                    yield Cause.LINKS, change, one.source


def _starts(was: Piece, now: Piece) -> bool:
    return now.wait > was.wait


_DIFFERENCES: Final[Mapping[tuple[Cause, Movement], Callable[[Piece, Piece], bool]]] = {
    (Cause.SCOPE, Movement.RESIZED): lambda was, now: was.effort != now.effort,
    (Cause.PACE, Movement.BEGUN): lambda was, now: was.begun is None and now.begun is not None,
    (Cause.DATES, Movement.REDATED): lambda was, now: (
        (was.due, was.priority) != (now.due, now.priority) or _starts(was, now)
    ),
    (Cause.PEOPLE, Movement.HANDED): lambda was, now: (was.team, was.hours) != (now.team, now.hours),
}
