"""The days that a timeline shows, and how they are divided."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ...tongue import word
from ...tongue.formats import dated

_DAY: Final = timedelta(days=1)
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Zoom:
    """A scale: pixels a day, how many days are drawn at most, and what divides them below and above."""

    name: str
    words: str
    pixels: float
    most: int
    lower: str
    upper: str


ZOOMS: Final = (
    Zoom("day", word("Day"), 32, 1100, "day", "month"),
    Zoom("week", word("Week"), 12, 1830, "week", "month"),
    Zoom("month", word("Month"), 4, 3660, "month", "year"),
    Zoom("quarter", word("Quarter"), 1.6, 7320, "quarter", "year"),
    Zoom("year", word("Year"), 0.6, 18300, "year", ""),
)
_FITS: Final = 1100
"""Pixels into which the days should fit where nobody chose a zoom."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A division: where it begins and how long it is, in days from the first that is drawn."""

    at: int
    length: int
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The days from `first` to `last`, both included, with their divisions; `cut` says that there are days beyond."""

    zoom: Zoom
    first: date
    last: date
    cut: bool
    lower: tuple[Tick, ...]
    upper: tuple[Tick, ...]

    @property
    def days(self) -> int:
        """How many days are drawn."""
        return (self.last - self.first).days + 1

    def at(self, day: date) -> int:
        """Where a day begins, in days from the first."""
        return (day - self.first).days

    def holds(self, day: date) -> bool:
        """Whether a day is drawn."""
        return self.first <= day <= self.last


def scale(days: Sequence[date], *, today: date, zoom: str = "", at: date | None = None) -> Scale:
    """Return a scale for these days: the zoom of that name, or the finest that shows them all at a glance.

    Where they reach further than a zoom draws, those about `at` are drawn, or else about the middle one of them.
    """
    known = sorted(days) or [today, today + timedelta(days=28)]
    if abs((today - known[0]).days) < 400 or abs((today - known[-1]).days) < 400:
        known = sorted([*known, today])
    first, last = known[0], known[-1]
    chosen = next((one for one in ZOOMS if one.name == zoom), None) or _fitting((last - first).days + 1)
    centre = at or known[len(known) // 2]
    half = timedelta(days=chosen.most // 2)
    cut = (last - first).days + 1 > chosen.most
    if cut:
        centre = min(max(centre, first + half), last - half)
        first, last = max(first, centre - half), min(last, centre + half)
    unit = "week" if chosen.lower == "day" else chosen.lower
    first, last = _begin(first - 3 * _DAY, unit), _next(_begin(last + 7 * _DAY, unit), unit) - _DAY
    lower = tuple(_ticks(first, last, chosen.lower, _WORDS))
    upper = tuple(_ticks(first, last, chosen.upper, _LONG)) if chosen.upper else ()
    return Scale(chosen, first, last, cut, lower, upper)


def _fitting(days: int) -> Zoom:
    return next((one for one in ZOOMS if days * one.pixels <= _FITS), ZOOMS[-1])


def _begin(day: date, unit: str) -> date:
    if unit in ("day", "week"):
        return day - day.weekday() * _DAY if unit == "week" else day
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1}.get(unit, 1)
    return date(day.year, month, 1)


def _next(day: date, unit: str) -> date:
    if unit in ("day", "week"):
        return day + (7 if unit == "week" else 1) * _DAY
    month = day.month - 1 + {"month": 1, "quarter": 3}.get(unit, _MONTHS)
    return date(day.year + month // _MONTHS, month % _MONTHS + 1, 1)


Words = Mapping[str, Callable[[date], str]]
_WORDS: Final[Words] = {
    "day": lambda day: str(day.day),
    "week": lambda day: str(day.day),
    "month": lambda day: dated(day, "LLL"),
    "quarter": lambda day: f"Q{(day.month + 2) // 3}",
    "year": lambda day: str(day.year),
}
_LONG: Final[Words] = {"month": lambda day: dated(day, "LLLL y"), "year": _WORDS["year"]}


def _ticks(first: date, last: date, unit: str, words: Words) -> Iterator[Tick]:
    day = first
    while day <= last:
        end = min(_next(_begin(day, unit), unit), last + _DAY)
        yield Tick((day - first).days, (end - day).days, words[unit](day))
        day = end
