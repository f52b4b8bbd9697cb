"""Which days a rule names: BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY and BYDAY, year by year.

The days of a year depend on its kind alone (on which weekday it begins, whether it and the year before are leap years),
so the answer is kept by kind: even a rule that never matches is walked to the year 9999 in milliseconds.
"""

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date
from typing import Final

from .rule import Frequency, Rule, Weekday

_LAST_DAY: Final = date.max.toordinal()


def week_one(year: int, *, week_start: int) -> int:
    """Return the ordinal of the first day of week 1 of `year`: the first with four days in it. Years 1 to 10000."""
    fourth = _days_before(year) + 4  # the week with 4 January has four days in the year
    return fourth - (fourth - 1 - week_start) % 7


def _days_before(year: int) -> int:
    past = year - 1
    return past * 365 + past // 4 - past // 100 + past // 400


class Days:
    """The days that a rule names, what it leaves out taken from `start`."""

    def __init__(self, *, rule: Rule, start: date) -> None:
        self._rule = rule
        self._months = frozenset(rule.months) or _implied_months(rule, start)
        self._month_days = frozenset(rule.month_days) or _implied_month_days(rule, start)
        self._weekdays = frozenset(rule.weekdays) or _implied_weekdays(rule, start)
        self._by_month = rule.frequency == Frequency.MONTHLY or bool(rule.months)
        self._kinds: dict[tuple[int, bool, bool], tuple[int, ...]] = {}

    def from_year(self, year: int) -> Iterator[int]:
        """Yield the ordinals of the days in order, from (week-)year `year` to the end of 9999."""
        for each in range(max(year, MINYEAR), MAXYEAR + 2 if self._rule.weeks else MAXYEAR + 1):
            for ordinal in self.of_year(each):
                if ordinal > _LAST_DAY:
                    return
                if ordinal > 0:
                    yield ordinal

    def of_year(self, year: int) -> Iterator[int]:
        """Yield the ordinals of the days in one year; with BYWEEKNO, of its weeks, which may begin in December."""
        first = _days_before(year) + 1
        kind = (first % 7, isleap(year), isleap(year - 1))
        if kind not in self._kinds:
            self._kinds[kind] = tuple(self._search(year, first))
        return (first + offset for offset in self._kinds[kind])

    def _search(self, year: int, first: int) -> Iterator[int]:
        # An equivalent year in the middle of the calendar spares the search its ends; 400 years repeat exactly.
        twin = 2000 + year % 400
        twin_first = date(twin, 1, 1).toordinal()
        for low, high in self._spans(twin, twin_first):
            for ordinal in range(low, high):
                if self._names(date.fromordinal(ordinal)):
                    yield ordinal - twin_first

    def _spans(self, year: int, first: int) -> list[tuple[int, int]]:
        if not self._rule.weeks:
            return [(first, first + 365 + isleap(year))]
        start = week_one(year, week_start=self._rule.week_start)
        count = (week_one(year + 1, week_start=self._rule.week_start) - start) // 7
        wanted = {week if week > 0 else count + 1 + week for week in self._rule.weeks}
        return [(start + 7 * (week - 1), start + 7 * week) for week in sorted(wanted) if 1 <= week <= count]

    def _names(self, day: date) -> bool:
        return (
            (not self._months or day.month in self._months)
            and (not self._month_days or self._names_month_day(day))
            and (not self._rule.year_days or self._names_year_day(day))
            and (not self._weekdays or self._names_weekday(day))
        )

    def _names_month_day(self, day: date) -> bool:
        return day.day in self._month_days or day.day - _month_length(day) - 1 in self._month_days

    def _names_year_day(self, day: date) -> bool:
        number = day.timetuple().tm_yday
        return number in self._rule.year_days or number - 366 - isleap(day.year) in self._rule.year_days

    def _names_weekday(self, day: date) -> bool:
        weekday = day.weekday()
        if Weekday(weekday) in self._weekdays:
            return True
        number, length = self._place(day)
        return (
            Weekday(weekday, (number - 1) // 7 + 1) in self._weekdays
            or Weekday(weekday, -((length - number) // 7 + 1)) in self._weekdays
        )

    def _place(self, day: date) -> tuple[int, int]:
        """Return the number of the day in the period that "1MO" counts in, and the length of that period."""
        if self._by_month:
            return day.day, _month_length(day)
        return day.timetuple().tm_yday, 365 + isleap(day.year)


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _implied_months(rule: Rule, start: date) -> frozenset[int]:
    alone = rule.frequency == Frequency.YEARLY and not rule.names_a_day
    return frozenset({start.month}) if alone else frozenset()


def _implied_month_days(rule: Rule, start: date) -> frozenset[int]:
    alone = rule.frequency <= Frequency.MONTHLY and not rule.names_a_day
    return frozenset({start.day}) if alone else frozenset()


def _implied_weekdays(rule: Rule, start: date) -> frozenset[Weekday]:
    weekly = rule.frequency == Frequency.WEEKLY
    weeks_alone = bool(rule.weeks) and not (rule.year_days or rule.month_days)
    return frozenset({Weekday(start.weekday())}) if weekly or weeks_alone else frozenset()
