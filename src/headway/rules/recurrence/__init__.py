"""Recurrence rules by RFC 5545 (iCalendar): parse a RRULE, list its instances in local time.

rule = parse_rule("FREQ=MONTHLY;BYDAY=-1FR")
list(islice(occurrences(rule=rule, start=datetime(2026, 1, 1, 9)), 3))
"""

from .expand import occurrences, union
from .moments import fold, parse_excluded, parse_moments, parse_start, zone_named
from .parse import parse_rule
from .rule import Frequency, Rule

__all__ = [
    "Frequency",
    "Rule",
    "fold",
    "occurrences",
    "parse_excluded",
    "parse_moments",
    "parse_rule",
    "parse_start",
    "union",
    "zone_named",
]
