"""Weekly hours as people write them: «mon-thu 08:00-12:00 13:00-17:00; fri 08:00-14:00»."""

import re
from collections.abc import Mapping, Sequence
from datetime import time
from itertools import groupby, pairwise
from typing import Final

from ..tongue import say, word
from .errors import Invalid

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE: Final = "mon-fri 09:00-17:00"
_SPAN: Final = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)", re.ASCII)
_RIGHT: Final = word("write it like «mon-thu 08:00-12:00 13:00-17:00; fri 08:00-14:00»")

Intervals = list[list[str]]
"""Intervals as they are kept: [["09:00", "17:00"]]; "24:00" is the end of the day."""
Week = dict[str, Intervals]
"""Weekday ("0" Monday to "6" Sunday) -> intervals; days on which no work is done are left out."""


def parse_week(text: str, *, field: str = "hours") -> Week:
    """Return the hours by weekday. Raises Invalid for what cannot be read, for overlaps, and for no hours at all."""
    week: Week = {}
    for part in filter(None, (one.strip().lower() for one in text.split(";"))):
        names, _, spans = part.partition(" ")
        hours = parse_day(spans, field=field)
        if not hours:
            raise Invalid(say("%(part)s names no hours: %(right)s", part=repr(part), right=say(_RIGHT)), field=field)
        for day in _days(names, field=field):
            week[str(day)] = sorted([*week.get(str(day), []), *hours])
            _check_order(week[str(day)], field=field)
    if not week:
        raise Invalid(say("a calendar has hours on some weekday: %(right)s", right=say(_RIGHT)), field=field)
    return dict(sorted(week.items()))


def parse_day(text: str, *, field: str = "hours") -> Intervals:
    """Return the intervals of one day, such as «09:00-12:00 13:00-17:00»; none for an empty text."""
    found = sorted(_interval(one, field=field) for one in text.split())
    _check_order(found, field=field)
    return found


def _interval(text: str, *, field: str) -> list[str]:
    match = _SPAN.fullmatch(text)
    if not match:
        raise Invalid(say("%(text)s is no span of hours such as 09:00-17:00", text=repr(text)), field=field)
    begin, end = (int(match[n]) * 60 + int(match[n + 1]) for n in (1, 3))
    if max(int(match[2]), int(match[4])) > 59 or not begin < end <= 24 * 60:
        advice = say("write a night as two spans: fri 22:00-24:00; sat 00:00-06:00")
        raise Invalid(
            say(
                "%(text)s does not begin before it ends within a day, 00:00 to 24:00; %(advice)s",
                text=repr(text),
                advice=advice,
            ),
            field=field,
        )
    return [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (begin, end)]


def _check_order(intervals: Intervals, *, field: str) -> None:
    for (_, end), (begin, _) in pairwise(intervals):
        if begin < end:
            raise Invalid(say("the hours overlap at %(begin)s", begin=begin), field=field)


def _days(text: str, *, field: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first[:3] not in DAYS or (last or first)[:3] not in DAYS:
            raise Invalid(say("%(part)s is no weekday: %(right)s", part=repr(part), right=say(_RIGHT)), field=field)
        begin, end = DAYS.index(first[:3]), DAYS.index((last or first)[:3])
        found += [day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)]
    return found


def tell_week(week: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """Return hours as `parse_week` reads them, days of the same hours together."""
    told = [(day, tell_day(week.get(str(day), []))) for day in range(7)]
    groups = [(hours, [day for day, _ in group]) for hours, group in groupby(told, key=lambda pair: pair[1])]
    return "; ".join(f"{_named(days)} {hours}" for hours, days in groups if hours)


def tell_day(intervals: Sequence[Sequence[str]]) -> str:
    """Return the intervals of a day as `parse_day` reads them."""
    return " ".join(f"{begin}-{end}" for begin, end in intervals)


def _named(days: Sequence[int]) -> str:
    return DAYS[days[0]] if len(days) == 1 else f"{DAYS[days[0]]}-{DAYS[days[-1]]}"


def times(intervals: Sequence[Sequence[str]]) -> tuple[tuple[time, time], ...]:
    """Return kept intervals as times, the end of the day as 00:00."""
    return tuple((_time(begin), _time(end)) for begin, end in intervals)


def _time(text: str) -> time:
    return time() if text == "24:00" else time.fromisoformat(text)
