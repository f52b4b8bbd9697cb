"""At which times of a day a rule strikes: BYHOUR, BYMINUTE, BYSECOND and the frequencies shorter than a day."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from math import gcd
from typing import Final

from .rule import Frequency, Rule

DAY: Final = 86_400
UNIT: Final = {Frequency.HOURLY: 3_600, Frequency.MINUTELY: 60, Frequency.SECONDLY: 1}


class Clock:
    """The times of day, in seconds, that a rule names in the days of its longer frequencies."""

    def __init__(self, *, rule: Rule, start: datetime) -> None:
        self._hours = rule.hours or (start.hour,)
        self._minutes = rule.minutes or (start.minute,)
        self._seconds = rule.seconds or (start.second,)

    @cached_property
    def times(self) -> tuple[int, ...]:
        """Return the times of every day, in order."""
        return tuple(h * 3600 + m * 60 + s for h in self._hours for m in self._minutes for s in self._seconds)


class Ticks:
    """The periods of an hourly, minutely or secondly rule: which begin on a day, and the times within one."""

    def __init__(self, *, rule: Rule, start: datetime) -> None:
        self._rule, self._unit = rule, UNIT[rule.frequency]
        self._per_day = DAY // self._unit
        self._seconds = self._within(rule, start)
        time = start.hour * 3600 + start.minute * 60 + start.second
        self.first = start.toordinal() * self._per_day + time // self._unit

    @staticmethod
    def _within(rule: Rule, start: datetime) -> tuple[int, ...]:
        minutes = (rule.minutes or (start.minute,)) if rule.frequency == Frequency.HOURLY else (0,)
        seconds = (rule.seconds or (start.second,)) if rule.frequency != Frequency.SECONDLY else (0,)
        return tuple(60 * minute + second for minute in minutes for second in seconds)

    @property
    def times_each(self) -> int:
        """Return how many times one period has."""
        return len(self._seconds)

    @cached_property
    def ever(self) -> tuple[int, ...]:
        """Return the periods of a day, in order, that the rule allows and that counting by its interval can reach."""
        step = gcd(self._rule.interval, self._per_day)
        return tuple(filter(self._allowed, range(self.first % self._per_day % step, self._per_day, step)))

    @cached_property
    def _allowed_set(self) -> frozenset[int]:
        return frozenset(self.ever)

    def _allowed(self, tick: int) -> bool:
        second = tick * self._unit
        return (
            (not self._rule.hours or second // 3600 in self._rule.hours)
            and (self._unit == 3600 or not self._rule.minutes or second // 60 % 60 in self._rule.minutes)
            and (self._unit > 1 or not self._rule.seconds or second % 60 in self._rule.seconds)
        )

    def of_day(self, ordinal: int) -> Iterator[tuple[int, ...]]:
        """Yield for each period that begins on the day its times, in seconds of the day."""
        base, interval = ordinal * self._per_day, self._rule.interval
        begin = max(0, self.first - base)
        begin += -(base + begin - self.first) % interval
        for tick in self._candidates(begin, base):
            yield tuple(tick * self._unit + second for second in self._seconds)

    def _candidates(self, begin: int, base: int) -> Iterator[int]:
        interval = self._rule.interval
        if begin >= self._per_day:
            return iter(())
        if len(self.ever) * interval > self._per_day:  # fewer steps than allowed periods
            return (tick for tick in range(begin, self._per_day, interval) if tick in self._allowed_set)
        later = self.ever[bisect_left(self.ever, begin) :]
        return (tick for tick in later if (base + tick - self.first) % interval == 0)
