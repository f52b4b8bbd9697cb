"""What a recurrence rule says, part by part."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Final

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Frequency(IntEnum):
    """The period of a rule, from the longest to the shortest."""

    YEARLY = 0
    MONTHLY = 1
    WEEKLY = 2
    DAILY = 3
    HOURLY = 4
    MINUTELY = 5
    SECONDLY = 6


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, 0 Monday to 6 Sunday; `nth` of its month or year (negative from the end), 0 for every one."""

    day: int
    nth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A valid RRULE. An empty tuple is a part that was not given; `until` in UTC is aware, in local time naive."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    week_start: int = 0
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[Weekday, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()

    @property
    def names_a_day(self) -> bool:
        """Whether the rule itself says which days; otherwise they follow from its start."""
        return bool(self.weeks or self.year_days or self.month_days or self.weekdays)
