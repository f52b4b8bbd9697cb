"""Load: planned effort laid over the days on which somebody works, week by week, against his hours. Pure.

What is open is still to be done: its effort lies on the days from today, or its start if that is later, to its due
day, more of it where more hours are worked. What is overdue counts in the present week. What has no due day cannot be
laid on days and is summed by itself; what has no estimate is counted, never guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Final

from .calendars import Calendar

_DAY: Final = timedelta(days=1)
FARTHEST: Final = timedelta(days=730)
"""How far ahead days are laid out; what is due later than that is laid as if it were due then."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of open work: minutes of planned effort, None where nobody estimated it."""

    id: int
    start: date | None
    due: date | None
    effort: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A week: minutes planned, and minutes there are; None where nobody's hours are asked for."""

    planned: float
    available: float | None


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody carries: a cell a week, minutes beyond the weeks, minutes without a due day, and how many pieces
    have no estimate.
    """

    cells: tuple[Cell, ...]
    later: float
    undated: int
    unestimated: int


def minutes_on(calendar: Calendar, day: date) -> int:
    """Return the minutes that a calendar works on a day, leave aside; an interval that ends at 00:00 ends with it."""
    return sum(_minutes(begin, end) for begin, end in calendar.hours_on(day))


def _minutes(begin: time, end: time) -> int:
    low, high = datetime.combine(date.min, begin), datetime.combine(date.min, end)
    return int(((high if end != time() else high + _DAY) - low).total_seconds() // 60)


def minutes_a_week(calendar: Calendar) -> int:
    """Return the minutes of a calendar's plain week."""
    return sum(_minutes(begin, end) for hours in calendar.hours.values() for begin, end in hours)


def laid(calendar: Calendar, *, today: date, last: date) -> list[int]:
    """Return the minutes of each day from `today` to `last`, both included."""
    return [minutes_on(calendar, today + n * _DAY) for n in range((last - today).days + 1)]


class Days:
    """The days of one person from today on: his calendar's minutes, none on leave; `scale` makes them his hours."""

    def __init__(
        self, minutes: Sequence[int], *, today: date, leave: Iterable[tuple[date, date]] = (), scale: float = 1.0
    ) -> None:
        self.today, self.scale = today, scale
        own = list(minutes)
        for first, last in leave:
            for at in range(max(0, (first - today).days), min(len(own), (last - today).days + 1)):
                own[at] = 0
        self._until = list(accumulate(own, initial=0))

    def between(self, first: date, last: date) -> int:
        """Return the calendar's minutes from one day to another, both included, as far as days are laid out."""
        return max(0, self._before(last + _DAY) - self._before(first))

    def _before(self, day: date) -> int:
        return self._until[min(max(0, (day - self.today).days), len(self._until) - 1)]

    def available(self, first: date, last: date) -> float:
        """Return the minutes that this person has from one day to another, what is past left out."""
        return self.between(first, last) * self.scale


class Weeks:
    """`count` weeks on end, the first that of `today`; `starts` are their Mondays, `end` the last Sunday."""

    def __init__(self, today: date, count: int) -> None:
        monday = today - timedelta(days=today.weekday())
        self.today, self.count = today, count
        self.starts = tuple(monday + timedelta(weeks=n) for n in range(count))
        self.end = monday + timedelta(weeks=count, days=-1)

    def of(self, day: date) -> int:
        """Return which week a day lies in, from 0; what is past lies in the first, what is later after the last."""
        return min(self.count, max(0, (day - self.starts[0]).days // 7))


def spread(piece: Piece, days: Days, weeks: Weeks) -> dict[int, float]:
    """Return week -> minutes of a dated, estimated piece; `weeks.count` stands for all that comes later.

    Where nobody works between its days, all of it counts in the week in which it is due.
    """
    if piece.due is None or not piece.effort:
        return {}
    first, last = max(piece.start or weeks.today, weeks.today), min(piece.due, weeks.today + FARTHEST)
    worked = days.between(first, last) if piece.due >= weeks.today else 0
    if not worked:
        return {weeks.of(max(last, weeks.today)): float(piece.effort)}
    found = {at: _part(piece.effort, first, last, worked, days, weeks, at) for at in _touched(first, last, weeks)}
    rest = piece.effort - sum(found.values())
    return {at: part for at, part in {**found, weeks.count: rest}.items() if part > 1e-6}


def _touched(first: date, last: date, weeks: Weeks) -> range:
    return range(weeks.of(first), min(weeks.of(last), weeks.count - 1) + 1)


def _part(effort: int, first: date, last: date, worked: int, days: Days, weeks: Weeks, at: int) -> float:
    monday = weeks.starts[at]
    inside = days.between(max(first, monday), min(last, monday + timedelta(days=6)))
    return effort * inside / worked


def load(pieces: Iterable[Piece], days: Days, weeks: Weeks, *, hours: bool = True) -> Load:
    """Return what somebody carries in each week, against his hours unless `hours` is False."""
    planned, undated, unestimated = [0.0] * (weeks.count + 1), 0, 0
    for piece in pieces:
        if piece.effort is None:
            unestimated += 1
        elif piece.due is None:
            undated += piece.effort
        for at, part in spread(piece, days, weeks).items():
            planned[at] += part
    has = [days.available(monday, monday + timedelta(days=6)) if hours else None for monday in weeks.starts]
    cells = tuple(Cell(*pair) for pair in zip(planned[:-1], has, strict=True))
    return Load(cells, planned[-1], undated, unestimated)
