"""Flow: how much is finished a week, how long it takes, how old is what is under way. Pure."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from math import ceil
from typing import Final, NamedTuple

ENOUGH: Final = 5
"""How many finished pieces it takes before anything is said of how long they take."""


def quantile(values: Iterable[float], share: float) -> float | None:
    """Return the smallest value that `share` of the values do not exceed; None for fewer than ENOUGH."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if len(ordered) >= ENOUGH else None


def days_between(begin: datetime, end: datetime) -> float:
    """Return the days from one moment to another, never less than none."""
    return max(0.0, (end - begin).total_seconds() / 86_400)


def between(moments: Iterable[datetime], edges: Sequence[datetime]) -> tuple[int, ...]:
    """Return how many of these moments lie between each edge and the next, the last of them open to the end."""
    bounds = [edge.astimezone(UTC) for edge in edges]  # Other zones are asked for their offset at each comparison.
    counts = Counter(bisect_right(bounds, moment) for moment in moments)
    return tuple(counts[at] for at in range(1, len(edges) + 1))


class Life(NamedTuple):
    """A piece of work on its way: its weight, when it was added and closed, and whether it was done."""

    weight: int
    added: datetime
    closed: datetime | None
    done: bool


@dataclass(frozen=True, slots=True)
class Point:
    """What there was to do and what was done of it at the end of a day."""

    day: date
    scope: int
    done: int


def burn_up(lives: Iterable[Life], days: Mapping[date, datetime]) -> tuple[Point, ...]:
    """Return scope and done at the end of each of these days, in order; what was dropped leaves the scope that day.

    With each day stands the moment at which it has ended.
    """
    ends = [end.astimezone(UTC) for end in days.values()]  # Other zones are asked for their offset at each comparison.
    scope, done = [0] * (len(ends) + 1), [0] * (len(ends) + 1)
    for weight, added, closed, ended_well in lives:
        scope[bisect_right(ends, added)] += weight
        if closed is not None and ended_well:
            done[bisect_right(ends, closed)] += weight
        elif closed is not None:
            scope[bisect_right(ends, closed)] -= weight
    return tuple(map(Point, days, accumulate(scope), accumulate(done)))


def week_ends(first: date, last: date, *, most: int) -> tuple[date, ...]:
    """Return Sundays from the week of `first` on, and `last` itself at the end; at most `most` days, evenly chosen."""
    sunday = first + timedelta(days=6 - first.weekday())
    count = max(0, ceil((last - sunday).days / 7))
    step = max(1, ceil((count + 1) / most))
    every = [sunday + timedelta(weeks=n) for n in range(0, count, step)]
    return (*(day for day in every if day < last), last)
