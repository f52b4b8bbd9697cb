"""Planned days and what dependencies ask of them: which dates contradict, and how far work has to move. Pure.

A day lasts from its morning to its evening: work that waits for the end of other work starts on a later day. A
milestone takes no time: it may lie on the day on which the work before it ends, and work may start on its day. Lags are
working minutes, rounded up to working days of eight hours.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from ..tongue import Said, maker, say, say_n
from ..tongue.formats import dated
from .calendars import Calendar, working_day
from .words import Dependency

DAY_MINUTES: Final = 480
LONG: Final = 3660
"""Days beyond which a length is told by whole weeks, holidays overlooked."""
_DAY: Final = timedelta(days=1)

Edge = Literal["start", "due"]


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a piece of work, both included. What has only one date lies on that day."""

    start: date
    due: date
    milestone: bool = False


@dataclass(frozen=True, slots=True)
class Bond:
    """How the later piece of work hangs on the earlier one; `lag` in working minutes."""

    dependency: Dependency = Dependency.FS
    lag: int = 0

    @property
    def from_end(self) -> bool:
        """Whether it is the end of the earlier one that binds."""
        return self.dependency in (Dependency.FS, Dependency.FF)

    @property
    def edge(self) -> Edge:
        """Which date of the later one is bound."""
        return "start" if self.dependency in (Dependency.FS, Dependency.SS) else "due"

    @property
    def lag_days(self) -> int:
        """The lag in working days, rounded up."""
        return -(-self.lag // DAY_MINUTES)


def span(start: date | None, due: date | None, *, milestone: bool = False) -> Span | None:
    """Return the days of a piece of work, None where it has no date. A milestone lies on the day it is due."""
    first, last = start or due, due or start
    if first is None or last is None:
        return None
    return Span(last if milestone else first, last, milestone)


def soonest(earlier: Span, later: Span, bond: Bond, *, calendar: Calendar) -> date:
    """Return the first day that a bond allows for the date of the later one that it binds."""
    ends = bond.from_end and not earlier.milestone
    point = earlier.due + _DAY if ends else earlier.due if bond.from_end else earlier.start
    count = bond.lag_days
    if count > 0:
        point = working_day(day=point - _DAY, calendar=calendar, count=count) + _DAY
    elif count < 0:
        point = working_day(day=point, calendar=calendar, count=count)
    return point - _DAY if ends and (later.milestone or bond.edge == "due") else point


def contradicts(earlier: Span, later: Span, bond: Bond, *, calendar: Calendar) -> date | None:
    """Return the first working day that a bond allows where the later one's date lies before it, else None."""
    first = soonest(earlier, later, bond, calendar=calendar)
    return _working(first, calendar) if getattr(later, bond.edge) < first else None


def pushed(later: Span, bond: Bond, first: date, *, calendar: Calendar) -> Span:
    """Return the later one moved so that the date that a bond binds lies on `first`; it stays as many working days."""
    if later.milestone:
        return Span(first, first, milestone=True)
    length = max(1, working_days(later.start, later.due, calendar=calendar))
    if bond.edge == "start":
        return Span(first, working_day(day=first - _DAY, calendar=calendar, count=length))
    return Span(working_day(day=first + _DAY, calendar=calendar, count=-length), first)


def working_days(start: date, due: date, *, calendar: Calendar) -> int:
    """Count the working days from `start` to `due`, both included."""
    days = (due - start).days + 1
    if days > LONG:
        return days // 7 * sum(bool(hours) for hours in calendar.hours.values())
    return sum(calendar.works_on(start + n * _DAY) for n in range(days))


def _working(day: date, calendar: Calendar) -> date:
    return working_day(day=day - _DAY, calendar=calendar, count=1)


_DAY_NAMED: Final = {"en": "d MMMM y", "de": "d. MMMM y"}


@maker("long_day")
def _told(iso: str) -> Said:
    return Said(dated(date.fromisoformat(iso), _DAY_NAMED), ("long_day", iso))


def told(day: date) -> str:
    """Write a day in a sentence: «4 May 2026»."""
    return _told(day.isoformat())


def says(names: tuple[str, str], earlier: Span, later: Span, bond: Bond, first: date) -> str:
    """Return what is wrong with two dates in a sentence; `names` are those of the earlier and of the later one."""
    starts = bond.edge == "start" and not later.milestone
    bound, binding = getattr(later, bond.edge), earlier.due if bond.from_end else earlier.start
    facts = {"later": names[1], "bound": told(bound), "earlier": names[0], "binding": told(binding)}
    facts |= {"apart": _apart(bond.lag_days), "first": told(first)}
    if starts and bond.from_end:
        return say(
            "%(later)s starts on %(bound)s, but %(earlier)s ends on %(binding)s%(apart)s: "
            "it can start on %(first)s at the earliest",
            **facts,
        )
    if starts:
        return say(
            "%(later)s starts on %(bound)s, but %(earlier)s starts on %(binding)s%(apart)s: "
            "it can start on %(first)s at the earliest",
            **facts,
        )
    if bond.from_end:
        return say(
            "%(later)s ends on %(bound)s, but %(earlier)s ends on %(binding)s%(apart)s: "
            "it can end on %(first)s at the earliest",
            **facts,
        )
    return say(
        "%(later)s ends on %(bound)s, but %(earlier)s starts on %(binding)s%(apart)s: "
        "it can end on %(first)s at the earliest",
        **facts,
    )


def _apart(days: int) -> str:
    if days > 0:
        return say_n(" and %(num)s working day lie between", " and %(num)s working days lie between", days)
    if days < 0:
        return say_n(", less %(num)s working day", ", less %(num)s working days", -days)
    return ""
