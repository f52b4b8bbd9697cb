"""Schedules in words: «every other week on Monday and Thursday at 09:00»."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from .recurrence import Frequency, Rule
from .recurrence.rule import Weekday
from .words import Anchor, Shift

_UNITS: Final = {
    Frequency.YEARLY: ("every year", "years"),
    Frequency.MONTHLY: ("every month", "months"),
    Frequency.WEEKLY: ("every week", "weeks"),
    Frequency.DAILY: ("every day", "days"),
    Frequency.HOURLY: ("every hour", "hours"),
    Frequency.MINUTELY: ("every minute", "minutes"),
    Frequency.SECONDLY: ("every second", "seconds"),
}
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WORKDAYS: Final = tuple(Weekday(day) for day in range(5))


def tell(rule: Rule, *, at: time | None, anchor: Anchor | None = None, anchor_days: int = 0) -> str:
    """Return a rule in words. Parts that are seldom written stand as RFC 5545 has them."""
    parts = [_every(rule), *_where(rule), *([_anchored(anchor, anchor_days)] if anchor else []), *_when(rule, at)]
    return ", ".join([" ".join(parts), *_end(rule)])


def _every(rule: Rule) -> str:
    one, many = _UNITS[rule.frequency]
    if rule.interval == 1:
        return one
    return f"every other {many[:-1]}" if rule.interval == 2 else f"every {rule.interval} {many}"


def _where(rule: Rule) -> list[str]:
    found = []
    if rule.months:
        found.append("in " + listed([_MONTHS[month - 1] for month in rule.months]))
    if rule.weeks:
        found.append("in week " + listed([str(week) for week in rule.weeks]))
    if rule.year_days:
        found.append("on day " + listed([str(day) for day in rule.year_days]) + " of the year")
    if rule.month_days:
        found.append("on the " + listed([_nth(day) for day in sorted(rule.month_days, key=lambda day: (day < 0, day))]))
    if rule.weekdays:
        found.append("on " + _weekdays(rule.weekdays))
    if rule.positions:
        found.append("(of these the " + listed([_nth(place) for place in rule.positions]) + ")")
    return found


def _weekdays(days: Sequence[Weekday]) -> str:
    if tuple(days) == _WORKDAYS:
        return "Monday to Friday"
    return listed([_DAYS[one.day] if not one.nth else f"the {_nth(one.nth)} {_DAYS[one.day]}" for one in days])


def _anchored(anchor: Anchor, days: int) -> str:
    end = anchor is Anchor.MONTH_END
    edge = "the last working day of the month" if end else "the first working day of the month"
    if not days:
        return f"on {edge}"
    return f"{days} working {'day' if days == 1 else 'days'} {'before' if end else 'after'} {edge}"


def _when(rule: Rule, at: time | None) -> list[str]:
    if at is None:
        return []
    hours = rule.hours or ((at.hour,) if rule.frequency <= Frequency.DAILY else ())
    minutes = rule.minutes or (at.minute,)
    if not hours:
        return [] if rule.minutes == () else ["at minute " + listed([str(minute) for minute in minutes])]
    return ["at " + listed([f"{hour:02}:{minute:02}" for hour in hours for minute in minutes])]


def _end(rule: Rule) -> list[str]:
    if rule.count is not None:
        return [f"{rule.count} times" if rule.count != 1 else "once"]
    if rule.until is None:
        return []
    last: date = rule.until.date() if isinstance(rule.until, datetime) else rule.until
    return [f"until {last.isoformat()}"]


def shifted(shift: Shift) -> str:
    """Return in words what becomes of days on which no work is done; nothing where they stay."""
    return {
        Shift.KEEP: "",
        Shift.EARLIER: "on days off the working day before",
        Shift.LATER: "on days off the next working day",
        Shift.SKIP: "not on days off",
    }[shift]


def _nth(number: int) -> str:
    if number < 0:
        return "last" if number == -1 else f"{_nth(-number)} last"
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def listed(words: Sequence[str]) -> str:
    """Return words as people list them: a, b and c."""
    return ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) > 1 else "".join(words)
