"""Working time: weekly hours, holidays and leave; how much of it lies between two moments, and where it ends.

A `Calendar` says when work is done; `working_time` lays it out between two dates, after which every question is one
search in a sorted list. Moments are aware; hours are local time of the calendar's zone, so that a day on which the
clocks change has an hour more or less where work is done at night, and none where it is not.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Final, Literal
from zoneinfo import ZoneInfo

from ..tongue import say
from .errors import Invalid

Hours = Sequence[tuple[time, time]]
Move = Literal["earlier", "later", "skip"]
NINE_TO_FIVE: Final[Mapping[int, Hours]] = {day: ((time(9), time(17)),) for day in range(5)}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When work is done: `hours` by weekday (0 Monday), none of them on `holidays` or during `leave` (start, end).

    `days` have hours of their own, whatever weekday or holiday they are. An interval that ends at 00:00 ends with its
    day.
    """

    zone: ZoneInfo
    hours: Mapping[int, Hours] = field(default_factory=lambda: NINE_TO_FIVE)
    holidays: Collection[date] = frozenset()
    days: Mapping[date, Hours] = field(default_factory=dict)
    leave: Sequence[tuple[datetime, datetime]] = ()

    def hours_on(self, day: date) -> Hours:
        """Return the intervals of work of `day` in local time, leave aside."""
        if day in self.days:
            return self.days[day]
        return () if day in self.holidays else self.hours.get(day.weekday(), ())

    def works_on(self, day: date) -> bool:
        """Say whether any work is done on `day`, leave aside."""
        return bool(self.hours_on(day))

    def shifts(self, day: date) -> Iterator[tuple[float, float]]:
        """Yield the intervals of work of `day`, leave taken out, as seconds since 1970."""
        for opening, closing in self.hours_on(day):
            begin = _seconds(datetime.combine(day, opening, self.zone))
            end = _seconds(datetime.combine(day if closing != time() else day + _DAY, closing, self.zone))
            yield from _minus(begin, end, self.leave)


def _seconds(moment: datetime) -> float:
    return moment.astimezone(UTC).timestamp()


def _minus(begin: float, end: float, leave: Sequence[tuple[datetime, datetime]]) -> Iterator[tuple[float, float]]:
    for absent, back in sorted((_seconds(absent), _seconds(back)) for absent, back in leave):
        if begin < absent < end:
            yield begin, absent
        if absent < end and back > begin:
            begin = max(begin, back)
    if begin < end:
        yield begin, end


class WorkingTime:
    """The intervals of work of a calendar between two dates, both included; every answer takes O(log n)."""

    def __init__(self, *, calendar: Calendar, first: date, last: date) -> None:
        days = (first + n * _DAY for n in range((last - first).days + 1))
        shifts = sorted(shift for day in days for shift in calendar.shifts(day))
        self._zone, self.first, self.last = calendar.zone, first, last
        self._starts = [start for start, _ in shifts]
        self._ends = [end for _, end in shifts]
        self._worked = list(accumulate((end - start for start, end in shifts), initial=0.0))

    def between(self, *, start: datetime, end: datetime) -> timedelta:
        """Return the working time from `start` to `end`, negative if `end` is earlier. Raises Invalid outside."""
        return timedelta(seconds=self._until(end, "end") - self._until(start, "start"))

    def add(self, *, start: datetime, amount: timedelta) -> datetime:
        """Return the first moment by which `amount` has been worked since `start`; backwards if it is negative.

        No time at all ends where it starts. Raises Invalid when the dates laid out do not suffice.
        """
        if not amount:
            return start.astimezone(self._zone)
        target = self._until(start, "start") + amount.total_seconds()
        if not 0 <= target <= self._worked[-1]:
            raise Invalid(
                say(
                    "the calendar is laid out from %(first)s to %(last)s: that is too short",
                    first=self.first,
                    last=self.last,
                ),
                field="amount",
            )
        return datetime.fromtimestamp(self._moment(target, forward=amount > timedelta()), self._zone)

    def _until(self, moment: datetime, name: str) -> float:
        """Return the seconds worked from the first date to `moment`."""
        if moment.tzinfo is None:
            raise Invalid(say("%(moment)s has no time zone: give an aware moment", moment=moment), field=name)
        if not self.first <= moment.astimezone(self._zone).date() <= self.last + _DAY:
            raise Invalid(
                say("%(moment)s lies outside %(first)s to %(last)s", moment=moment, first=self.first, last=self.last),
                field=name,
            )
        seconds = _seconds(moment)
        shift = bisect_right(self._starts, seconds) - 1
        if shift < 0:
            return 0.0
        return self._worked[shift] + min(seconds, self._ends[shift]) - self._starts[shift]

    def _moment(self, target: float, *, forward: bool) -> float:
        """Return when `target` seconds have been worked: at the end of a shift forward, at a start back."""
        if forward:
            shift = bisect_left(self._worked, target) - 1
            return self._ends[shift] - (self._worked[shift + 1] - target)
        shift = min(bisect_right(self._worked, target), len(self._starts)) - 1
        return self._starts[shift] + target - self._worked[shift]


def working_time_between(*, calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Return the working time of `calendar` from `start` to `end`; for many questions use one `WorkingTime`."""
    low, high = (moment.astimezone(calendar.zone).date() for moment in sorted((start, end)))
    return WorkingTime(calendar=calendar, first=low - _DAY, last=high + _DAY).between(start=start, end=end)


def add_working_time(*, calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """Return the moment by which `amount` has been worked since `start`, looking at most a century away.

    Raises Invalid when the calendar never works that much.
    """
    day, span = start.astimezone(calendar.zone).date(), timedelta(days=30) + 10 * abs(amount)
    while True:
        try:
            laid = WorkingTime(calendar=calendar, first=day - span, last=day + span)
            return laid.add(start=start, amount=amount)
        except Invalid:
            if span > timedelta(days=36_500):
                raise
            span *= 4


def moved(*, day: date, calendar: Calendar, move: Move) -> date | None:
    """Return `day`, or, if no work is done then, the next working day before or after it, or None to skip it."""
    if calendar.works_on(day):
        return day
    return None if move == "skip" else working_day(day=day, calendar=calendar, count=-1 if move == "earlier" else 1)


def working_day(*, day: date, calendar: Calendar, count: int) -> date:
    """Return the `count`th working day after `day`, before it if negative; `day` itself does not count.

    Raises Invalid (field "hours") when the calendar has no working day in a year and a half.
    """
    step, idle = (_DAY if count > 0 else -_DAY), 0
    while count:
        day += step
        idle = 0 if calendar.works_on(day) else idle + 1
        count -= (1 if count > 0 else -1) if not idle else 0
        if idle > 550:
            raise Invalid(say("the calendar never works: give it hours on some weekday"), field="hours")
    return day


def before_month_end(*, year: int, month: int, calendar: Calendar, count: int) -> date:
    """Return the day `count` working days before the last working day of a month (0: that day itself)."""
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return working_day(day=first_of_next, calendar=calendar, count=-(count + 1))


def after_month_start(*, year: int, month: int, calendar: Calendar, count: int) -> date:
    """Return the day `count` working days after the first working day of a month (0: that day itself)."""
    return working_day(day=date(year, month, 1) - _DAY, calendar=calendar, count=count + 1)


def public_holidays(*, country: str, years: Collection[int], region: str | None = None) -> dict[date, str]:
    """Return the public holidays of a country (ISO 3166 code, region likewise) with their names.

    Raises Invalid (field "country") for one that is not known.
    """
    import holidays  # a tenth of a second of import, for those who ask

    try:
        return dict(holidays.country_holidays(country, subdiv=region, years=years).items())
    except NotImplementedError as wrong:
        raise Invalid(
            say("%(wrong)s: use ISO 3166 codes, such as DE with region BY", wrong=wrong), field="country"
        ) from wrong


@dataclass(frozen=True, slots=True)
class PublicHolidays(Collection[date]):
    """The public holidays of a country and region in every year, each year looked up when it is first asked for."""

    country: str
    region: str = ""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _holidays_of(self.country, self.region, day.year)

    def __iter__(self) -> Iterator[date]:
        return (day for year in range(date.min.year, date.max.year + 1) for day in self.in_year(year))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def in_year(self, year: int) -> Mapping[date, str]:
        """Return the holidays of one year with their names, in order."""
        return dict(sorted(_holidays_of(self.country, self.region, year).items()))


@lru_cache(maxsize=512)
def _holidays_of(country: str, region: str, year: int) -> Mapping[date, str]:
    return public_holidays(country=country, region=region or None, years=[year])


def week_share(*, calendar: Calendar, first: date, away: Callable[[date], bool]) -> float:
    """Return how much of a usual week is worked in the seven days from `first` on: holidays and days `away` are not.

    1 is a usual week, more one with a Saturday that is worked. Where the calendar knows no hours at all, 1.
    """
    usual = sum(_length(hours) for hours in calendar.hours.values())
    days = (first + n * _DAY for n in range(7))
    worked = sum(_length(calendar.hours_on(day)) for day in days if not away(day))
    return worked / usual if usual else 1.0


def _length(hours: Hours) -> float:
    """The hours between the hands of a clock, whatever the zone does that day."""
    ends = ((opening, closing.hour * 60 + closing.minute or 1440) for opening, closing in hours)
    return sum(end - opening.hour * 60 - opening.minute for opening, end in ends) / 60
