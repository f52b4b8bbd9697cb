"""How far goals are: key results, contributing work and goals beneath, each counted once. Pure arithmetic."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .rollup import Work, share, weighted_mean
from .words import Category, KeyResultType, ProgressBy

Tied = Sequence[tuple[int, float]]
"""(id, weight) of what is tied to a goal or a key result."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work: its category and what it weighs with all that stands beneath it."""

    category: str
    work: Work

    @property
    def done(self) -> bool:
        """Whether it has been done."""
        return self.category == Category.DONE

    @property
    def counts(self) -> bool:
        """Whether it is still meant: dropped work counts for nothing."""
        return self.category != Category.DROPPED


@dataclass(frozen=True, slots=True)
class Result:
    """A key result. `progress` is a metric's own, None for the others; `proofs` is the work linked to it alone.

    `linked` says that some is, though it may not be among the `proofs` that are known here.
    """

    id: int
    type: str
    weight: float
    progress: float | None = None
    proofs: Tied = ()
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal: what is tied to it. `beneath` are goals, by parent (weight 1) or contributing by their weight."""

    category: str
    progress_by: str = ProgressBy.EVERYTHING
    results: Sequence[Result] = ()
    work: Tied = ()
    beneath: Tied = ()


@dataclass(slots=True)
class Standing:
    """How far everything is, in 0..1; None where nothing shows it. `work` is the share done of what contributes."""

    goals: dict[int, float | None] = field(default_factory=dict)
    results: dict[int, float | None] = field(default_factory=dict)
    work: dict[int, float | None] = field(default_factory=dict)


def standing(*, aims: Mapping[int, Aim], pieces: Mapping[int, Piece], parents: Mapping[int, int]) -> Standing:
    """Return how far each goal and key result is.

    A goal is the weighted mean of its parts: each key result by its weight, the work that contributes to it together
    as one, and each goal beneath it by its weight. Of work that is tied to a goal in several ways each part counts
    once, where it is tied most closely: to a key result, else to a goal beneath that is still open, else by itself and
    not within the work above it. What is dropped counts for nothing; a goal that is done is at 1. By effort weighs
    only a key result of type work; otherwise each piece counts by its weight, whatever its effort.

    `pieces` holds all work that `aims` speak of; `parents` leads from work to the work above it, and leaves out the
    way up from what is dropped. Goals must not stand beneath themselves; where they do, they count as 0 there.
    """
    task = _Task(aims, pieces, parents)
    for goal in aims:
        task.goal(goal)
    return task.found


def closest(
    tied: Tied, *, among: Iterable[int], pieces: Mapping[int, Piece], parents: Mapping[int, int]
) -> Iterator[tuple[float, Piece]]:
    """Yield (weight, rest) of each of these pieces that counts, less what of it is among those tied more closely.

    A piece of which nothing is left is passed over.
    """
    taken: dict[int, list[Work]] = {}
    known = {*among, *(pk for pk, _ in tied)}
    for pk in known:
        outer = next((above for above in _above(pk, parents) if above in known), None)
        if outer is not None and pieces[pk].counts:
            taken.setdefault(outer, []).append(pieces[pk].work)
    for pk, weight in tied:
        piece = pieces[pk]
        rest = _less(piece.work, taken.get(pk, ()))
        if piece.counts and (pk not in taken or rest.parts or piece.done):
            yield weight, Piece(piece.category, rest)


def _above(pk: int, parents: Mapping[int, int]) -> Iterator[int]:
    seen = {pk}
    while (up := parents.get(pk)) is not None and up not in seen:
        seen.add(up)
        yield up
        pk = up


def _less(work: Work, taken: Iterable[Work]) -> Work:
    for one in taken:
        work = Work(
            max(0, work.total - one.total),
            max(0, work.done - one.done),
            max(0, work.parts - one.parts),
            max(0, work.parts_done - one.parts_done),
        )
    return work


def mean_share(rests: Iterable[tuple[float, Piece]]) -> float | None:
    """The mean of shares done, each piece by its weight."""
    return weighted_mean((weight, share(piece.work, category=piece.category)) for weight, piece in rests)


def share_by_effort(rests: Sequence[tuple[float, Piece]]) -> float | None:
    """The share done of all effort, each minute by its piece's weight; without any effort the mean of shares."""
    total = sum(weight * piece.work.total for weight, piece in rests)
    if not total:
        return mean_share(rests)
    return sum(weight * _minutes_done(piece) for weight, piece in rests) / total


def _minutes_done(piece: Piece) -> int:
    return piece.work.total if piece.done else piece.work.done


class _Task:
    """One computation over all goals; each is looked at once."""

    def __init__(self, aims: Mapping[int, Aim], pieces: Mapping[int, Piece], parents: Mapping[int, int]) -> None:
        self.aims, self.pieces, self.parents = aims, pieces, parents
        self.found = Standing()
        self._covered: dict[int, set[int]] = {}

    def goal(self, pk: int) -> float | None:
        if pk not in self.found.goals:
            self.found.goals[pk] = None
            self.found.goals[pk] = self._goal(pk, self.aims[pk])
        return self.found.goals[pk]

    def _goal(self, pk: int, aim: Aim) -> float | None:
        own = self._own(pk, aim)
        self.found.work[pk] = mean_share(own)
        parts: list[tuple[float, float]] = []
        for result in aim.results:
            value = self._result(result, own)
            self.found.results[result.id] = value
            if value is not None or not result.linked:
                parts.append((result.weight, value or 0.0))
        if not self._by_results_alone(aim):
            parts += self._beneath(pk)
            if own and not _takes_all(aim):
                parts.append((1.0, self.found.work[pk] or 0.0))
        return 1.0 if aim.category == Category.DONE else weighted_mean(parts)

    def _by_results_alone(self, aim: Aim) -> bool:
        return aim.progress_by == ProgressBy.KEY_RESULTS and bool(aim.results)

    def _result(self, result: Result, own: Sequence[tuple[float, Piece]]) -> float | None:
        if result.type == KeyResultType.METRIC:
            return result.progress
        if result.type == KeyResultType.MILESTONE:
            met = ((weight, self.pieces[pk]) for pk, weight in result.proofs)
            return weighted_mean((weight, float(piece.done)) for weight, piece in met if piece.counts)
        if not result.linked:
            return share_by_effort(own)
        return share_by_effort(list(self._closest(result.proofs, ())))

    def _closest(self, tied: Tied, among: Iterable[int]) -> Iterator[tuple[float, Piece]]:
        return closest(tied, among=among, pieces=self.pieces, parents=self.parents)

    def _beneath(self, pk: int) -> list[tuple[float, float]]:
        """The goals beneath, but for those that count in another of them."""
        within = {one for below, _ in self.aims[pk].beneath for one in self._counted(below)}
        return [
            (weight, self.goal(below) or 0.0)
            for below, weight in self.aims[pk].beneath
            if self.aims[below].category != Category.DROPPED and below not in within
        ]

    def _own(self, pk: int, aim: Aim) -> list[tuple[float, Piece]]:
        """The work that counts for this goal by itself: not in a key result, nor in a goal beneath."""
        elsewhere = self._proving(aim)
        if not self._by_results_alone(aim):
            elsewhere |= {item for below, _ in aim.beneath for item in self._counted(below)}
        tied = [(item, weight) for item, weight in aim.work if not self._within(item, elsewhere)]
        return list(self._closest(tied, elsewhere & self.pieces.keys()))

    def _proving(self, aim: Aim) -> set[int]:
        tied = (item for result in aim.results for item, _ in result.proofs)
        return {item for item in tied if self.pieces[item].counts}

    def _within(self, item: int, others: set[int]) -> bool:
        return item in others or any(above in others for above in _above(item, self.parents))

    def _counted(self, pk: int) -> set[int]:
        """What counts in an open goal: ids of work, and of the goals beneath it."""
        if pk not in self._covered:
            self._covered[pk] = set()
            self._covered[pk] = self._count(self.aims[pk])
        return self._covered[pk]

    def _count(self, aim: Aim) -> set[int]:
        if aim.category in (Category.DONE, Category.DROPPED):
            return set()
        found = self._proving(aim)
        if _takes_all(aim) or not self._by_results_alone(aim):
            found |= {item for item, _ in aim.work if self.pieces[item].counts}
        if not self._by_results_alone(aim):
            found = found.union(*({below} | self._counted(below) for below, _ in aim.beneath))
        return found


def _takes_all(aim: Aim) -> bool:
    """Whether a key result already stands for all work that contributes."""
    return any(result.type == KeyResultType.WORK and not result.linked for result in aim.results)
