"""The "recurrence" requests of the command line: the first instances of rules by RFC 5545."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, Final

from headway.rules.recurrence import occurrences, parse_excluded, parse_rule, parse_start, union, zone_named

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
    return union([occurrences(rule=each, start=start, zone=zone, exclude=exclude, gaps=gaps) for each in rules])
