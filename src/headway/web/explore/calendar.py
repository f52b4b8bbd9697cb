"""The days of a month, in weeks."""

import re
from calendar import Calendar
from datetime import date
from typing import Final

_MONTH: Final = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_MONDAY: Final = Calendar(firstweekday=0)


def month_in(words: str, today: date) -> date:
    """Return the first day of the month that an address states, of this month where it states none."""
    found = _MONTH.fullmatch(words)
    year, month = (int(part) for part in found.groups()) if found else (0, 0)
    return date(year, month, 1) if 1900 <= year <= 2999 and 1 <= month <= 12 else today.replace(day=1)


def weeks(month: date) -> list[list[date]]:
    """Return the weeks, each from Monday to Sunday, in which the days of a month lie."""
    return _MONDAY.monthdatescalendar(month.year, month.month)
