"""The longest way to a goal that leaps over a level of the graph, for every level and run at once."""

from dataclasses import dataclass

import numpy as np

from headway.engine.taskgraph import Floats, Fold, Ints, Layout


@dataclass(frozen=True, slots=True)
class Bypass:
    """What leaps over levels on the way to one goal: links, early ends, and tasks that may begin on day 0.

    A leap goes from row source to row target; `spans` gathers leaps by the levels that they leave out, and places[k]
    writes each span to the two stretches of 2**k levels that cover it.
    """

    source: Ints
    target: Ints
    lag: Floats
    count: int
    spans: Fold
    places: list[Fold]

    @classmethod
    def of(cls, layout: Layout, ends: Ints) -> "Bypass":
        """Collect the leaps; ends are the rows that the goal needs. Row n stands for day 0, row n + 1 for the goal.

        Of the tasks behind others only those with a negative lag may begin on day 0 for no task's sake.
        """
        n, links = layout.tasks.size, layout.links
        loose = np.unique(links.target[links.lag < 0])
        source = np.concatenate([links.source, np.full(loose.size, n), ends])
        target = np.concatenate([links.target, loose, np.full(ends.size, n + 1)])
        lag = np.concatenate([links.lag, np.zeros(loose.size + ends.size)])
        level = np.concatenate([layout.level, [-1, layout.starts.size - 1]])
        leaps = level[source] + 1 < level[target]
        source, target, lag = source[leaps], target[leaps], lag[leaps]
        skipped = np.stack([level[source] + 1, level[target]], axis=1)
        spans, which = np.unique(skipped, axis=0, return_inverse=True)
        fold = Fold.plan(group=which.reshape(-1), member=np.arange(source.size), lag=np.zeros(source.size))
        return cls(source, target, lag, len(spans), fold, _places(spans[:, 0], spans[:, 1]))

    def longest(self, *, finish: Floats, whole: Floats, levels: int) -> Floats:
        """Return the longest way past each level, shape (levels, runs), -inf where there is none.

        finish, and whole = duration + tail, both of shape (rows, runs) in days, are by the rows of the layout.
        """
        day_0 = goal = np.zeros((1, finish.shape[1]))
        length = np.concatenate([finish, day_0])[self.source]
        length += np.concatenate([whole, day_0, goal])[self.target]
        length += self.lag[:, None]
        span = np.full((self.count, finish.shape[1]), -np.inf)
        self.spans.into(span, length)
        return self._spread(span, levels)

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
