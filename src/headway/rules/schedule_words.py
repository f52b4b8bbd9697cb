"""Schedules in words: «every other week on Monday and Thursday at 09:00»."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from ..tongue import SOURCE, said, say, say_as, say_n, spoken, word
from ..tongue.formats import day
from .recurrence import Frequency, Rule
from .recurrence.rule import Weekday
from .words import Anchor, Shift

_EACH: Final = {
    Frequency.YEARLY: (word("every year"), word("every other year"), word("every %(count)s years")),
    Frequency.MONTHLY: (word("every month"), word("every other month"), word("every %(count)s months")),
    Frequency.WEEKLY: (word("every week"), word("every other week"), word("every %(count)s weeks")),
    Frequency.DAILY: (word("every day"), word("every other day"), word("every %(count)s days")),
    Frequency.HOURLY: (word("every hour"), word("every other hour"), word("every %(count)s hours")),
    Frequency.MINUTELY: (word("every minute"), word("every other minute"), word("every %(count)s minutes")),
    Frequency.SECONDLY: (word("every second"), word("every other second"), word("every %(count)s seconds")),
}
_DAYS: Final = (
    *(word("Monday"), word("Tuesday"), word("Wednesday"), word("Thursday"), word("Friday")),
    *(word("Saturday"), word("Sunday")),
)
_MONTHS: Final = (
    *(word("January"), word("February"), word("March"), word("April"), word("May"), word("June"), word("July")),
    *(word("August"), word("September"), word("October"), word("November"), word("December")),
)
_WORKDAYS: Final = tuple(Weekday(day) for day in range(5))


def tell(rule: Rule, *, at: time | None, anchor: Anchor | None = None, anchor_days: int = 0) -> str:
    """Return a rule in words. Parts that are seldom written stand as RFC 5545 has them."""
    parts = [_every(rule), *_where(rule), *([_anchored(anchor, anchor_days)] if anchor else []), *_when(rule, at)]
    return ", ".join([" ".join(parts), *_end(rule)])


def _every(rule: Rule) -> str:
    one, other, many = _EACH[rule.frequency]
    if rule.interval > 2:
        return say(many, count=rule.interval)
    return said(one if rule.interval == 1 else other)


def _where(rule: Rule) -> list[str]:
    found: list[str] = []
    if rule.months:
        found.append(say("in %(months)s", months=listed([said(_MONTHS[month - 1]) for month in rule.months])))
    if rule.weeks:
        found.append(say("in week %(weeks)s", weeks=listed([str(week) for week in rule.weeks])))
    if rule.year_days:
        found.append(say("on day %(days)s of the year", days=listed([str(day) for day in rule.year_days])))
    if rule.month_days:
        days = sorted(rule.month_days, key=lambda day: (day < 0, day))
        found.append(say("on the %(days)s", days=listed([_nth(day) for day in days])))
    if rule.weekdays:
        found.append(_weekdays(rule.weekdays))
    if rule.positions:
        found.append(say("(of these the %(places)s)", places=listed([_nth(place) for place in rule.positions])))
    return found


def _weekdays(days: Sequence[Weekday]) -> str:
    if tuple(days) == _WORKDAYS:
        return say("on Monday to Friday")
    return say("on %(days)s", days=listed([_weekday(one) for one in days]))


def _weekday(one: Weekday) -> str:
    name = said(_DAYS[one.day])
    return say("the %(nth)s %(weekday)s", nth=_nth(one.nth), weekday=name) if one.nth else name


def _anchored(anchor: Anchor, days: int) -> str:
    if anchor is Anchor.MONTH_END:
        return _before(days) if days else say("on the last working day of the month")
    return _after(days) if days else say("on the first working day of the month")


def _before(days: int) -> str:
    return say_n(
        "%(num)s working day before the last working day of the month",
        "%(num)s working days before the last working day of the month",
        days,
    )


def _after(days: int) -> str:
    return say_n(
        "%(num)s working day after the first working day of the month",
        "%(num)s working days after the first working day of the month",
        days,
    )


def _when(rule: Rule, at: time | None) -> list[str]:
    if at is None:
        return []
    hours = rule.hours or ((at.hour,) if rule.frequency <= Frequency.DAILY else ())
    minutes = rule.minutes or (at.minute,)
    if hours:
        return [say("at %(times)s", times=listed([f"{hour:02}:{minute:02}" for hour in hours for minute in minutes]))]
    if rule.minutes == ():
        return []
    return [say("at minute %(minutes)s", minutes=listed([str(minute) for minute in minutes]))]


def _end(rule: Rule) -> list[str]:
    if rule.count is not None:
        return [say("%(count)s times", count=rule.count) if rule.count != 1 else say_as("schedule", "once")]
    if rule.until is None:
        return []
    last: date = rule.until.date() if isinstance(rule.until, datetime) else rule.until
    return [say("until %(day)s", day=last.isoformat() if spoken() == SOURCE else day(last, year=True))]


def shifted(shift: Shift) -> str:
    """Return in words what becomes of days on which no work is done; nothing where they stay."""
    return said(
        {
            Shift.KEEP: "",
            Shift.EARLIER: word("on days off the working day before"),
            Shift.LATER: word("on days off the next working day"),
            Shift.SKIP: word("not on days off"),
        }[shift]
    )


def _nth(number: int) -> str:
    if number < 0:
        return say("last") if number == -1 else say("%(nth)s last", nth=_nth(-number))
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return say(_NTH[ending], number=number)


_NTH: Final = {
    "st": word("%(number)sst"),
    "nd": word("%(number)snd"),
    "rd": word("%(number)srd"),
    "th": word("%(number)sth"),
}


def listed(words: Sequence[str]) -> str:
    """Return words as people list them: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return say("%(first)s and %(last)s", first=", ".join(words[:-1]), last=words[-1])
