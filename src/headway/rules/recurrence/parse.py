"""From the text of a RRULE to a `Rule`; refuses what RFC 5545 forbids and says what would be right."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final

from ...tongue import say
from ..errors import Invalid
from .moments import parse_moment
from .rule import WEEKDAYS, Frequency, Rule, Weekday

_WEEKDAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?\d{1,9}", re.ASCII)


def parse_rule(text: str) -> Rule:
    """Return the rule that `text` states, with or without "RRULE:", in any case and order of parts.

    Raises Invalid (field "rule") naming the part that is wrong and what would be right.
    """
    parts = _split(text)
    if "FREQ" not in parts:
        raise _wrong(
            say("FREQ is missing"), say("give FREQ as one of %(members)s", members=_names(Frequency.__members__))
        )
    values = {_PARTS[name][0]: _read(name, value) for name, value in parts.items()}
    rule = Rule(**{name: value for name, value in values.items() if name in _FIELDS})
    _check(rule, parts)
    return rule


def _split(text: str) -> dict[str, str]:
    if not isinstance(text, str):
        raise _wrong(say("the rule is not a text"), say('write it like "FREQ=WEEKLY;BYDAY=MO"'))
    body = re.sub(r"\s", "", text).upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for part in filter(None, body.split(";")):
        name, equals, value = part.partition("=")
        if name not in _PARTS:
            raise _wrong(
                say("%(name)s is not a part of a rule", name=name), say("the parts are %(parts)s", parts=_names(_PARTS))
            )
        if not equals or not value:
            raise _wrong(say("%(name)s has no value", name=name), say("write %(name)s=…", name=name))
        if name in parts:
            raise _wrong(say("%(name)s occurs twice", name=name), say("give each part once"))
        parts[name] = value
    return parts


def _read(name: str, value: str) -> Any:
    return _PARTS[name][1](name, value)


def _frequency(name: str, value: str) -> Frequency:
    if value not in Frequency.__members__:
        raise _wrong(
            say("%(name)s=%(value)s is unknown", name=name, value=value),
            say("use one of %(members)s", members=_names(Frequency.__members__)),
        )
    return Frequency[value]


def _positive(name: str, value: str) -> int:
    if not _INTEGER.fullmatch(value) or int(value) < 1:
        raise _wrong(
            say("%(name)s=%(value)s is not a positive whole number", name=name, value=value),
            say("use %(low)s to %(high)s", low=1, high=10**9 - 1),
        )
    return int(value)


def _until(name: str, value: str) -> Any:
    try:
        return parse_moment(value, field="rule")
    except Invalid as wrong:
        raise _wrong(
            say("%(name)s=%(value)s is not a date or time", name=name, value=value),
            say("write 19971224 or 19971224T000000Z"),
        ) from wrong


def _week_start(name: str, value: str) -> int:
    if value not in WEEKDAYS:
        raise _wrong(
            say("%(name)s=%(value)s is not a day of the week", name=name, value=value),
            say("use one of %(weekdays)s", weekdays=_names(WEEKDAYS)),
        )
    return WEEKDAYS.index(value)


def _weekdays(name: str, value: str) -> tuple[Weekday, ...]:
    return tuple(dict.fromkeys(_weekday(name, item) for item in value.split(",")))


def _weekday(name: str, item: str) -> Weekday:
    match = _WEEKDAY.fullmatch(item)
    if not match:
        raise _wrong(
            say("%(name)s has %(item)s", name=name, item=item or say("an empty item")),
            say("use MO…SU, with a number before it for the nth: 1MO, -1FR"),
        )
    nth = int(match[1] or 0)
    if match[1] and not 1 <= abs(nth) <= 53:
        raise _wrong(
            say("%(name)s has %(item)s", name=name, item=item),
            say("the number before a day lies between 1 and 53 or -53 and -1"),
        )
    return Weekday(WEEKDAYS.index(match[2]), nth)


def _within(low: int, high: int, *, signed: bool = False) -> Callable[[str, str], tuple[int, ...]]:
    def legal() -> str:
        if signed:
            return say("use %(low)s to %(high)s or -%(high)s to -%(low)s", low=low, high=high)
        return say("use %(low)s to %(high)s", low=low, high=high)

    def read(name: str, value: str) -> tuple[int, ...]:
        items = value.split(",")
        for item in items:
            if not _INTEGER.fullmatch(item) or not low <= (abs(int(item)) if signed else int(item)) <= high:
                raise _wrong(say("%(name)s has %(item)s", name=name, item=item or say("an empty item")), legal())
        return tuple(sorted({int(item) for item in items}))

    return read


def _leap_second(name: str, value: str) -> tuple[int, ...]:
    """Read second 60 as 59, as section 3.3.12 asks of systems without leap seconds."""
    return tuple(sorted({min(second, 59) for second in _within(0, 60)(name, value)}))


def _gregorian(name: str, value: str) -> None:
    if value != "GREGORIAN":
        raise _wrong(
            say("%(name)s=%(value)s is not supported", name=name, value=value),
            say("rules count in the Gregorian calendar; leave RSCALE out"),
        )


def _omit(name: str, value: str) -> None:
    if value != "OMIT":
        raise _wrong(
            say("%(name)s=%(value)s is not supported", name=name, value=value),
            say("invalid dates are left out; for the last day use BYMONTHDAY=-1"),
        )


_PARTS: Final[Mapping[str, tuple[str, Callable[[str, str], Any]]]] = {
    "FREQ": ("frequency", _frequency),
    "INTERVAL": ("interval", _positive),
    "COUNT": ("count", _positive),
    "UNTIL": ("until", _until),
    "WKST": ("week_start", _week_start),
    "BYMONTH": ("months", _within(1, 12)),
    "BYWEEKNO": ("weeks", _within(1, 53, signed=True)),
    "BYYEARDAY": ("year_days", _within(1, 366, signed=True)),
    "BYMONTHDAY": ("month_days", _within(1, 31, signed=True)),
    "BYDAY": ("weekdays", _weekdays),
    "BYHOUR": ("hours", _within(0, 23)),
    "BYMINUTE": ("minutes", _within(0, 59)),
    "BYSECOND": ("seconds", _leap_second),
    "BYSETPOS": ("positions", _within(1, 366, signed=True)),
    "RSCALE": ("", _gregorian),
    "SKIP": ("", _omit),
}
_FIELDS: Final = {field.name for field in fields(Rule)}


def _check(rule: Rule, parts: Mapping[str, str]) -> None:
    """Refuse the combinations that section 3.3.10 rules out with MUST NOT."""
    frequency, name = rule.frequency, rule.frequency.name
    if rule.count and rule.until:
        raise _wrong(say("COUNT and UNTIL exclude each other"), say("keep one of them"))
    if rule.weeks and frequency != Frequency.YEARLY:
        raise _wrong(say("BYWEEKNO cannot go with FREQ=%(name)s", name=name), say("it needs FREQ=YEARLY"))
    if rule.year_days and frequency in (Frequency.MONTHLY, Frequency.WEEKLY, Frequency.DAILY):
        raise _wrong(
            say("BYYEARDAY cannot go with FREQ=%(name)s", name=name),
            say("use FREQ=YEARLY, HOURLY, MINUTELY or SECONDLY"),
        )
    if rule.month_days and frequency == Frequency.WEEKLY:
        raise _wrong(say("BYMONTHDAY cannot go with FREQ=WEEKLY"), say("use FREQ=MONTHLY or DAILY"))
    _check_numbered_days(rule)
    if rule.positions and not any(part.startswith("BY") and part != "BYSETPOS" for part in parts):
        raise _wrong(say("BYSETPOS stands alone"), say("it picks from the set that another BY… part makes; add one"))


def _check_numbered_days(rule: Rule) -> None:
    if not any(weekday.nth for weekday in rule.weekdays):
        return
    if rule.frequency > Frequency.MONTHLY:
        raise _wrong(
            say("BYDAY with a number cannot go with FREQ=%(name)s", name=rule.frequency.name),
            say("it needs FREQ=MONTHLY or YEARLY"),
        )
    if rule.weeks:
        raise _wrong(say("BYDAY with a number cannot go with BYWEEKNO"), say("name the day without a number"))


def _names(names: Mapping[str, Any] | tuple[str, ...]) -> str:
    return ", ".join(names)


def _wrong(what: str, right: str) -> Invalid:
    return Invalid(say("%(what)s: %(right)s", what=what, right=right), field="rule")
