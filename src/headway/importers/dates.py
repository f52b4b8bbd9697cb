"""Dates as people write them into tables, read without guessing."""

import re
from datetime import UTC, date, datetime
from typing import Final, Literal

from dateutil import parser

from ..tongue import say
from .reading import EARLIEST, LATEST, Wrong, describe, moment

Order = Literal["dmy", "mdy"]
"""Which of day and month comes first in 03/04/2024."""

_NUMERIC: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\b(.*)", re.DOTALL)
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_SLASHED: Final = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)(.*)", re.DOTALL)
_NAMED: Final = re.compile(r"(\d{1,2})([/ .-])([A-Za-z]{3})\2(\d{2})(?!\d)(.*)", re.DOTALL)
_MONTH: Final = re.compile(r"(?i)jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")


def read_moment(text: str, field: str, *, order: Order | None = None) -> datetime:
    """Return a time in UTC: ISO 8601, 2024/3/4, 4 Mar 2024 3:15 PM, 04/Mar/24, 04/03/2024, 04.03.24 10:00.

    No offset means UTC. Dots mean day first. With slashes or hyphens, where both numbers could be a month, `order`
    decides, and without it the date is refused. Raises Wrong naming `field`.
    """
    text = text.strip().removesuffix(" UTC")
    if _ISO.match(text):
        return moment(text, field)
    if found := _SLASHED.match(text):
        return _built(field, text, int(found[1]), int(found[2]), int(found[3]), found[4])
    if found := _NUMERIC.match(text):
        day, month = _turn(field, text, (int(found[1]), int(found[3])), "dmy" if found[2] == "." else order)
        year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
        return _built(field, text, year, month, day, found[5])
    if (found := _NAMED.match(text)) and _MONTH.fullmatch(found[3]):
        return _parsed(field, f"{found[1]} {found[3]} 20{found[4]} {found[5]}", shown=text)
    if _MONTH.search(text) and re.search(r"\b\d{4}\b", text):
        return _parsed(field, text)
    raise _wrong(field, text)


def read_day(text: str, field: str, *, order: Order | None = None) -> date:
    """Return the day of a date or a time, by the same rules as `read_moment`."""
    return read_moment(text, field, order=order).date()


def _turn(field: str, text: str, pair: tuple[int, int], order: Order | None) -> tuple[int, int]:
    first, second = pair
    if order is None and max(pair) <= 12 and first != second:
        raise Wrong(
            field,
            say("%(text)s could be day first or month first; say which (dates=dmy or dates=mdy)", text=describe(text)),
        )
    return (second, first) if order == "mdy" or (order is None and second > 12) else (first, second)


def _built(field: str, text: str, year: int, month: int, day: int, clock: str) -> datetime:
    try:
        iso = f"{date(year, month, day).isoformat()} {clock.strip(' ,T')}".strip()
    except ValueError as error:
        raise Wrong(field, say("%(text)s is no date: %(error)s", text=describe(text), error=str(error))) from None
    return _parsed(field, iso, shown=text)


def _parsed(field: str, text: str, shown: str | None = None) -> datetime:
    try:
        found = parser.parse(text, default=datetime(2000, 1, 1, tzinfo=UTC))
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise _wrong(field, shown or text) from None
    if not EARLIEST <= found < LATEST:
        raise Wrong(field, say("expected a date between 1970 and 2199, found %(shown)s", shown=describe(shown or text)))
    return found


def _wrong(field: str, text: str) -> Wrong:
    return Wrong(field, say("expected a date such as 2024-03-04 or 4 Mar 2024, found %(text)s", text=describe(text)))
