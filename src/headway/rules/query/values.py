"""Values of the query language: days, stretches of days, minutes and numbers."""

import re
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

Days = tuple[date, date]
"""A first and a last day."""

DAY_FORMS: Final = ("2026-01-31", "2026-01", "2026", "today", "this-week", "7d", "-30d", "2w", "3m")
EFFORT_FORMS: Final = ("30m", "4h", "2d", "1w", "1h30m")
_RELATIVE = re.compile(r"([+-]?)(\d{1,5})([dwmy])(-ago)?")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NAMED = re.compile(r"(this|last|next)-(week|month|quarter|year)")
_EFFORT = re.compile(r"(?:(\d{1,4})w)?(?:(\d{1,5})d)?(?:(\d{1,6})h)?(?:(\d{1,8})m?)?")
_NEAR: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
_STEPS: Final = {"last": -1, "this": 0, "next": 1}
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)


def days(text: str, *, today: date) -> Days:
    """Return the first and last day that `text` names, seen from `today`. Raises ValueError where it names none.

    Forms: 2026-01-31, 2026-01, 2026; yesterday, today, tomorrow; this-, last- and next- week, month, quarter or year
    (weeks begin on Monday); 7d, 2w, 3m, 1y from today, -30d or 30d-ago back.
    """
    word = text.casefold()
    if word in _NEAR:
        return _one(today + timedelta(days=_NEAR[word]))
    if found := _NAMED.fullmatch(word):
        return _period(found[2], _STEPS[found[1]], today)
    if found := _RELATIVE.fullmatch(word):
        return _one(_shift(found, today))
    if found := _DATE.fullmatch(word):
        return _calendar(found)
    raise ValueError("not a day")


def minutes(text: str) -> int:
    """Return the minutes that an effort names; a day has 8 hours, a week 5 days. Raises ValueError."""
    found = _EFFORT.fullmatch(text.casefold())
    if found is None or not text:
        raise ValueError("not an effort")
    return sum(int(part or 0) * size for part, size in zip(found.groups(), (2400, 480, 60, 1), strict=True))


def number(text: str) -> float:
    """Return a number. Raises ValueError for what is none, or has no place on the scale."""
    value = float(text)
    if not -1e15 <= value <= 1e15 or "_" in text:
        raise ValueError("not a number within reach")
    return value


def _one(day: date) -> Days:
    return _bounded(day, day)


def _bounded(first: date, last: date) -> Days:
    if not _FIRST <= first <= last <= _LAST:
        raise ValueError("out of the calendar")
    return first, last


def _shift(found: re.Match[str], today: date) -> date:
    amount = int(found[2]) * (-1 if (found[1] == "-") != bool(found[4]) else 1)
    unit = {"d": "days", "w": "weeks", "m": "months", "y": "years"}[found[3]]
    try:
        return today + relativedelta(**{unit: amount})  # type: ignore[arg-type]
    except OverflowError as error:
        raise ValueError("out of the calendar") from error


def _calendar(found: re.Match[str]) -> Days:
    year, month, day = int(found[1]), found[2], found[3]
    first = date(year, int(month or 1), int(day or 1))
    if day:
        return _one(first)
    length = relativedelta(months=1) if month else relativedelta(years=1)
    return _bounded(first, first + length - timedelta(days=1))


def _period(unit: str, step: int, today: date) -> Days:
    if unit == "week":
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return _bounded(first, first + timedelta(days=6))
    size = {"month": 1, "quarter": 3, "year": 12}[unit]
    month = (today.month - 1) // size * size + 1
    first = today.replace(month=month, day=1) + relativedelta(months=step * size)
    return _bounded(first, first + relativedelta(months=size) - timedelta(days=1))
