"""The instances of a rule, in order: periods, the days and times in each, BYSETPOS, COUNT, UNTIL, exclusions."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from heapq import merge
from itertools import dropwhile, groupby, islice, takewhile
from typing import Final, Literal
from zoneinfo import ZoneInfo

from ...tongue import say
from ..errors import Invalid
from .days import Days, week_one
from .moments import as_shown, exists, fold, local
from .rule import Frequency, Rule
from .times import Clock, Ticks

Gaps = Literal["skip", "shift"]
_MIDNIGHT: Final = time()


def occurrences(
    *,
    rule: Rule,
    start: date | datetime,
    zone: ZoneInfo | None = None,
    exclude: Collection[date | datetime] = (),
    gaps: Gaps = "skip",
) -> Iterator[date]:
    """Yield the instances of `rule` from `start` on, in order, at the latest to the end of the year 9999.

    `start` is a date (then dates come out, and BYHOUR, BYMINUTE and BYSECOND are ignored, as RFC 5545 asks) or a naive
    datetime, local time of `zone` (then naive local datetimes come out; one that occurs twice means the first).
    Only what the rule names comes out: a `start` that does not match it is not an instance. COUNT counts before
    `exclude` takes away; an excluded date takes away the whole day. `gaps` says what becomes of a time that the clocks
    skip: "skip" leaves it out (RFC 5545, 3.3.10), "shift" moves it by the length of the gap (3.3.5).

    Raises Invalid (field "rule") when FREQ is shorter than a day and `start` a date.
    """
    if isinstance(start, datetime):
        return _timed(rule, start, zone, exclude, gaps)
    if rule.frequency > Frequency.DAILY:
        raise Invalid(
            say("FREQ=%(name)s needs a time: give start as a date with a time", name=rule.frequency.name), field="rule"
        )
    dates = _timed(_without_times(rule), datetime.combine(start, _MIDNIGHT), None, exclude, "skip")
    return (moment.date() for moment in dates)


def union(series: Iterable[Iterator[date]]) -> Iterator[date]:
    """Yield the instances of several rules as one series, in order, each once; a time with a fold is another."""
    told = groupby(merge(*series, key=_place), key=_place)
    return (next(group) for _, group in told)


def _place(moment: date) -> tuple[date, int]:
    """Where a moment stands in order: what clocks show twice, the first time first."""
    return moment, fold(moment)


def _without_times(rule: Rule) -> Rule:
    names = ("frequency", "interval", "count", "week_start", "months", "weeks", "year_days", "month_days", "weekdays")
    kept = {name: getattr(rule, name) for name in (*names, "positions")}
    until = rule.until.date() if isinstance(rule.until, datetime) else rule.until
    return Rule(**kept, until=until)


def _timed(
    rule: Rule, start: datetime, zone: ZoneInfo | None, exclude: Collection[date], gaps: Gaps
) -> Iterator[datetime]:
    shown = partial(_shown, zone=zone, shift=gaps == "shift" and rule.frequency <= Frequency.DAILY)
    moments = (moment for period in _periods(rule, start) for moment in _picked(shown(period), rule.positions))
    instances: Iterator[datetime] = dropwhile(lambda moment: moment < start, moments)
    if rule.until is not None:
        instances = takewhile(_not_after(rule.until, zone), instances)
    return _without(exclude, islice(instances, rule.count), zone)


def _without(exclude: Collection[date], instances: Iterator[datetime], zone: ZoneInfo | None) -> Iterator[datetime]:
    shown = (local(moment, zone=zone) for moment in exclude if isinstance(moment, datetime))
    times = {moment for moment in shown if not fold(moment)}
    days = {moment for moment in exclude if not isinstance(moment, datetime)}
    return (moment for moment in instances if moment not in times and moment.date() not in days)


def _not_after(until: date | datetime, zone: ZoneInfo | None) -> Callable[[datetime], bool]:
    """Return the test for UNTIL, inclusive; a date means the whole of that local day."""
    if not isinstance(until, datetime):
        return lambda moment: moment.date() <= until
    if until.tzinfo is None or zone is None:
        end = until.replace(tzinfo=None)
        return lambda moment: moment <= end
    return lambda moment: moment.replace(tzinfo=zone) <= until


def _shown(period: Iterable[datetime], *, zone: ZoneInfo | None, shift: bool) -> list[datetime]:
    """Return the moments of a period that clocks show; those in a gap are left out or moved behind it."""
    if shift and zone is not None:
        return sorted({as_shown(moment, zone=zone) for moment in period})
    return [moment for moment in period if exists(moment, zone=zone)]


def _picked(period: list[datetime], positions: tuple[int, ...]) -> list[datetime]:
    if not positions:
        return period
    size = len(period)
    places = {position - 1 if position > 0 else size + position for position in positions}
    return [period[place] for place in sorted(places) if 0 <= place < size]


def _periods(rule: Rule, start: datetime) -> Iterator[Iterable[datetime]]:
    """Yield the moments that the rule names, period by period, from the one that holds `start` on."""
    days = Days(rule=rule, start=start.date())
    if rule.frequency > Frequency.DAILY:
        return _short_periods(rule, start, days)
    return _long_periods(rule, start, days)


def _short_periods(rule: Rule, start: datetime, days: Days) -> Iterator[Iterable[datetime]]:
    ticks = Ticks(rule=rule, start=start)
    if not ticks.ever or _out_of_reach(rule.positions, ticks.times_each):
        return
    for ordinal in dropwhile(lambda day: day < start.toordinal(), days.from_year(start.year)):
        midnight = datetime.fromordinal(ordinal)
        for times in ticks.of_day(ordinal):
            yield [midnight + timedelta(seconds=second) for second in times]


def _long_periods(rule: Rule, start: datetime, days: Days) -> Iterator[Iterable[datetime]]:
    times = [timedelta(seconds=second) for second in Clock(rule=rule, start=start).times]
    if rule.frequency == Frequency.DAILY and _out_of_reach(rule.positions, len(times)):
        return
    number, first = _numbering(rule, start.date(), days)
    for period, ordinals in groupby(days.from_year(start.year - 1), number):
        if period >= first and (period - first) % rule.interval == 0:
            yield [datetime.fromordinal(day) + offset for day in ordinals for offset in times]


def _out_of_reach(positions: tuple[int, ...], size: int) -> bool:
    return bool(positions) and all(abs(position) > size for position in positions)


def _numbering(rule: Rule, start: date, days: Days) -> tuple[Callable[[int], int], int]:
    """Return how periods are numbered, by the ordinal of a day, and the number of the one that holds `start`."""
    if rule.weeks:
        week_year = partial(_week_year, week_start=rule.week_start)
        own = week_year(start.toordinal())
        # A start within a week of the year before or after counts from there only if it is an instance itself.
        return week_year, own if start.toordinal() in days.of_year(own) else start.year
    number = _NUMBERINGS.get(rule.frequency) or partial(_week, week_start=rule.week_start)
    return number, number(start.toordinal())


def _week_year(ordinal: int, *, week_start: int) -> int:
    year = date.fromordinal(ordinal).year
    if ordinal >= week_one(year + 1, week_start=week_start):
        return year + 1
    return year if ordinal >= week_one(year, week_start=week_start) else year - 1


def _week(ordinal: int, *, week_start: int) -> int:
    return (ordinal - 1 - week_start) // 7


def _month(ordinal: int) -> int:
    day = date.fromordinal(ordinal)
    return 12 * day.year + day.month


_NUMBERINGS: Final[dict[Frequency, Callable[[int], int]]] = {
    Frequency.YEARLY: lambda ordinal: date.fromordinal(ordinal).year,
    Frequency.MONTHLY: _month,
    Frequency.DAILY: int,
}
