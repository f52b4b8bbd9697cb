"""The "recurrence" requests of the command line: the first instances of rules by RFC 5545."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from headway.rules.errors import Invalid
from headway.rules.recurrence import (
    fold,
    occurrences,
    parse_excluded,
    parse_moments,
    parse_rule,
    parse_start,
    union,
    zone_named,
)

from .requests import choice, field, whole

MOST: Final = 100_000


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to a request: the first `limit` (50) instances, as local times or dates.

    Raises BadRequest or Invalid naming the field that is wrong.
    """
    limit = whole(request, "limit", default=50, low=0, high=MOST)
    return {"times": [moment.isoformat() for moment in islice(_instances(request), limit)]}


def _instances(request: Mapping[str, Any]) -> Iterator[date]:
    zone = zone_named(request.get("zone"))
    start = parse_start(field(request, "start"), zone=zone)
    exclude = parse_excluded(field(request, "exclude", default=[]), zone=zone)
    gaps: Any = choice(request, "gaps", "", ("skip", "shift"), default="skip")
    rule = field(request, "rule")
    rules = [parse_rule(each) for each in (rule if isinstance(rule, list) else [rule])]
    series = [occurrences(rule=each, start=start, zone=zone, exclude=exclude, gaps=gaps) for each in rules]
    return union([*series, iter(_included(request, start, zone))])


def _included(request: Mapping[str, Any], start: date, zone: ZoneInfo | None) -> list[date]:
    """The moments that are listed whatever the rules say (RDATE), in order; like the start, with a time or without."""
    moments = parse_moments(field(request, "include", default=[]), zone=zone, field="include")
    gone = {_place(one) for one in parse_moments(field(request, "exclude", default=[]), zone=zone, field="exclude")}
    for moment in moments:
        if isinstance(moment, datetime) is not isinstance(start, datetime):
            raise Invalid(f"{moment.isoformat()} and the start must both have a time, or neither", field="include")
    left = (one for one in moments if not gone & {_place(one), (date(*one.timetuple()[:3]), 0)})
    return sorted(left, key=_place)


def _place(moment: date) -> tuple[date, int]:
    return moment, fold(moment)
