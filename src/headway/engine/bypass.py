"""The longest way to a goal that leaps over a level of the graph, for every level and run at once."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from headway.engine.taskgraph import Floats, Fold, Ints, Layout

FEW = 3  # leaps a span, up to which it is quicker to gather all spans at once


@dataclass(frozen=True, slots=True)
class Bypass:
    """What leaps over levels on the way to one goal: links, early ends, and tasks that may begin on day 0.

    A leap goes from row source to row target. Leaps stand in order of the span of levels that they leave out: those of
    span k are cuts[k]..cuts[k + 1], which `spans` gathers; places[k] writes each span to the two stretches of 2**k
    levels that cover it. `own` are the rows behind others that can begin for no other's sake.
    """

    own: Ints
    source: Ints
    target: Ints
    lag: Floats
    cuts: list[int]
    spans: Fold
    places: list[Fold]

    @classmethod
    def of(cls, layout: Layout, ends: Ints, own: Ints) -> "Bypass":
        """Collect the leaps; ends are the rows that the goal needs, own those that can begin for no other's sake.

        Leaps go out from rows, from row n for day 0, and from the rows after it for the day of each that is in own.
        They end at rows, and at row n + 1 for the goal. Of the tasks behind others only those in own, and those with a
        negative lag, may begin for no task's sake.
        """
        n, links = layout.tasks.size, layout.links
        own, loose = own[layout.level[own] > 0], np.unique(links.target[links.lag < 0])
        source = np.concatenate([links.source, np.full(loose.size, n), n + 1 + np.arange(own.size), ends])
        target = np.concatenate([links.target, loose, own, np.full(ends.size, n + 1)])
        lag = np.concatenate([links.lag, np.zeros(source.size - links.lag.size)])
        begin = np.concatenate([layout.level, np.full(1 + own.size, -1)])[source] + 1
        end = np.concatenate([layout.level, [-1, layout.starts.size - 1]])[target]
        leaps = begin < end
        source, target, lag = source[leaps], target[leaps], lag[leaps]
        skipped = np.stack([begin[leaps], end[leaps]], axis=1)
        spans, which = np.unique(skipped, axis=0, return_inverse=True)
        order = np.argsort(which.reshape(-1), kind="stable")
        which = which.reshape(-1)[order]
        cuts = np.searchsorted(which, np.arange(len(spans) + 1)).tolist()
        fold = Fold.plan(group=which, member=np.arange(source.size), lag=np.zeros(source.size))
        return cls(own, source[order], target[order], lag[order], cuts, fold, _places(spans[:, 0], spans[:, 1]))

    def longest(self, *, finish: Floats, whole: Floats, levels: int) -> Floats:
        """Return the longest way past each level, shape (levels, runs), -inf where there is none.

        finish (rows + 1 + own, runs), and whole = duration + tail (rows + 2, runs), both in days, are by the rows of
        the layout. Those are followed in finish by day 0 and the days from which on `own` can begin, in whole by day 0
        and the goal, which take no time.
        """
        span = np.full((len(self.cuts) - 1, finish.shape[1]), -np.inf)
        if len(span) * FEW > self.source.size:
            self.spans.into(span, self._lengths(slice(None), finish, whole))
        else:  # many leaps a span: each span by itself stays in the processor's cache
            for k, (a, b) in enumerate(pairwise(self.cuts)):
                self._lengths(slice(a, b), finish, whole).max(axis=0, out=span[k])
        return self._spread(span, levels)

    def _lengths(self, some: slice, finish: Floats, whole: Floats) -> Floats:
        """The longest way along each of some leaps."""
        length = whole[self.target[some]]
        length += finish[self.source[some]]
        lag = self.lag[some]
        if lag.any():
            length += lag[:, None]
        return length

    def _spread(self, span: Floats, levels: int) -> Floats:
        """Range maximum: from the widest stretches down, each hands its value to its two halves."""
        best = np.full((levels, span.shape[1]), -np.inf)
        for k in reversed(range(len(self.places))):
            wider, best = best, np.full_like(best, -np.inf)
            self.places[k].into(best, span)
            np.maximum(best, wider, out=best)
            np.maximum(best[1 << k :], wider[: -(1 << k)], out=best[1 << k :])
        return best


def _places(first: Ints, end: Ints) -> list[Fold]:
    """Plan, for each k, which spans first..end-1 of at least 2**k and less than 2**(k+1) levels go where."""
    size = np.frexp(end - first)[1] - 1
    folds = []
    for k in range(int(size.max(initial=-1)) + 1):
        member = np.flatnonzero(size == k)
        group = np.concatenate([first[member], end[member] - (1 << k)])
        folds.append(Fold.plan(group=group, member=np.tile(member, 2), lag=np.zeros(group.size)))
    return folds
