"""Flow: how much is finished a week, how long it takes, how old is what is under way. Pure."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Life:
    """A piece of work on its way: its weight, the days on which it was added and closed, and whether it was done."""

    weight: int
    added: date
    closed: date | None
    done: bool


@dataclass(frozen=True, slots=True)
class Point:
    """What there was to do and what was done of it at the end of a day."""

    day: date
    scope: int
    done: int


def burn_up(lives: Iterable[Life], days: Sequence[date]) -> tuple[Point, ...]:
    """Return scope and done at the end of each of these days, in order; what was dropped leaves the scope that day."""
    changes = sorted(change for life in lives for change in _changes(life))
    found, scope, done, at = [], 0, 0, 0
    for day in days:
        while at < len(changes) and changes[at][0] <= day:
            scope, done, at = scope + changes[at][1], done + changes[at][2], at + 1
        found.append(Point(day, scope, done))
    return tuple(found)


def _changes(life: Life) -> list[tuple[date, int, int]]:
    """(day, more scope, more done)."""
    added = (life.added, life.weight, 0)
    if life.closed is None:
        return [added]
    return [added, (life.closed, 0, life.weight) if life.done else (life.closed, -life.weight, 0)]


def week_ends(first: date, last: date, *, most: int) -> tuple[date, ...]:
    """Return Sundays from the week of `first` on, and `last` itself at the end; at most `most` days, evenly chosen."""
    sunday = first + timedelta(days=6 - first.weekday())
    count = max(0, ceil((last - sunday).days / 7))
    step = max(1, ceil((count + 1) / most))
    every = [sunday + timedelta(weeks=n) for n in range(0, count, step)]
    return (*(day for day in every if day < last), last)
