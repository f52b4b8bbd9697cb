"""Templates: the days of a plan, told as distances from its beginning and laid out again from another. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import date, timedelta

Works = Callable[[date], bool]
_DAY = timedelta(days=1)


def always(day: date) -> bool:
    """A calendar that works every day: distances are in calendar days."""
    del day
    return True


class Days:
    """The working days around an anchor, numbered from it: 0 is the first working day at or after the anchor.

    Numbering keeps order: an earlier day never gets a higher number, a lower number never an later day.
    """

    def __init__(self, *, anchor: date, works: Works = always) -> None:
        self.anchor, self._works = anchor, works
        self._ahead: list[date] = []
        self._behind: list[date] = []
        self._ahead_to, self._behind_to = anchor - _DAY, anchor

    def number(self, day: date) -> int:
        """Return the number of a day; one on which no work is done counts as the next on which it is."""
        if day >= self.anchor:
            self._reach(until=day)
            return bisect_left(self._ahead, day)
        while self._behind_to > day:
            self._step_back()
        later = [-1 * value.toordinal() for value in self._behind]
        return -bisect_right(later, -day.toordinal())

    def day(self, number: int) -> date:
        """Return the day of a number."""
        if number >= 0:
            while len(self._ahead) <= number:
                self._step()
            return self._ahead[number]
        while len(self._behind) < -number:
            self._step_back()
        return self._behind[-number - 1]

    def _reach(self, *, until: date) -> None:
        while self._ahead_to < until:
            self._step()

    def _step(self) -> None:
        self._ahead_to += _DAY
        if self._works(self._ahead_to):
            self._ahead.append(self._ahead_to)

    def _step_back(self) -> None:
        self._behind_to -= _DAY
        if self._works(self._behind_to):
            self._behind.append(self._behind_to)


def anchor_of(days: Iterable[date | None]) -> date | None:
    """Return the first of some days, from which the others are told; None where there are none."""
    return min((day for day in days if day is not None), default=None)
