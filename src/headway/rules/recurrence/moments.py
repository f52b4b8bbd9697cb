"""Dates and local times as people and iCalendar files write them, and what a zone makes of them."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from ...tongue import say, word
from ..errors import Invalid

_MOMENT: Final = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.0+)?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII | re.IGNORECASE
)
_RIGHT: Final = word("write 1998-01-01 or 1998-01-01T09:00:00")


def parse_moment(text: str, *, field: str) -> date | datetime:
    """Return a date, a naive local datetime, or with Z or an offset an aware one in UTC.

    Both 1998-01-01T09:00:00 and 19980101T090000 are read. Raises Invalid with `field`.
    """
    match = _MOMENT.fullmatch(text.strip()) if isinstance(text, str) else None
    if not match:
        raise Invalid(say("%(text)s is not a date or time: %(right)s", text=repr(text), right=say(_RIGHT)), field=field)
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if match[4] is None:
            return day
        second = min(int(match[6] or 0), 59) if match[6] == "60" else int(match[6] or 0)
        local = datetime(day.year, day.month, day.day, int(match[4]), int(match[5]), second)  # noqa: DTZ001
        return local if match[7] is None else _in_utc(local, match[7])
    except (ValueError, OverflowError) as wrong:
        raise Invalid(
            say(
                "%(text)s is not a date or time (%(wrong)s): %(right)s",
                text=repr(text),
                wrong=str(wrong),
                right=say(_RIGHT),
            ),
            field=field,
        ) from wrong


def _in_utc(local: datetime, offset: str) -> datetime:
    return datetime.fromisoformat(local.isoformat() + offset.upper()).astimezone(UTC)


def zone_named(name: str | None) -> ZoneInfo | None:
    """Return the time zone of an IANA name, None for none. Raises Invalid (field "zone") for an unknown one."""
    if name is None or name == "":
        return None
    try:
        return ZoneInfo(name)
    except Exception as wrong:  # zoneinfo answers a bad key with many different exceptions
        raise Invalid(
            say("%(name)s is not a time zone: use an IANA name such as Europe/Berlin", name=repr(name)), field="zone"
        ) from wrong


def parse_start(text: str, *, zone: ZoneInfo | None) -> date | datetime:
    """Return the start of a rule as a date or a naive datetime of `zone`. Raises Invalid (field "start")."""
    return local(parse_moment(text, field="start"), zone=zone)


def parse_excluded(texts: str | Iterable[str], *, zone: ZoneInfo | None) -> frozenset[date | datetime]:
    """Return the moments that "exclude" lists, as an EXDATE would: in local time, dates as dates.

    A rule strikes a time that occurs twice the first time (3.3.5): an exclusion in UTC of the second time strikes
    nothing, and is left out. Raises Invalid (field "exclude").
    """
    return frozenset(one for one in parse_moments(texts, zone=zone, field="exclude") if not fold(one))


def parse_moments(texts: str | Iterable[str], *, zone: ZoneInfo | None, field: str) -> list[date | datetime]:
    """Return moments listed as EXDATE and RDATE list them: in local time, dates as dates. Raises Invalid.

    A time in a gap is the one that clocks show instead, one in UTC that shows on clocks for the second time has a fold.
    """
    items = [texts] if isinstance(texts, str) else texts
    if not isinstance(items, Iterable) or not all(isinstance(item, str) for item in items):
        raise Invalid(say("%(field)s is not a list of texts: %(right)s", field=field, right=say(_RIGHT)), field=field)
    bare = (re.sub(r"^(?:EX|R)DATE[^:]*:", "", item, flags=re.IGNORECASE) for item in items)
    parts = (part for item in bare for part in item.split(",") if part.strip())
    return [_listed(parse_moment(part, field=field), zone=zone) for part in parts]


def _listed(moment: date | datetime, *, zone: ZoneInfo | None) -> date | datetime:
    if isinstance(moment, datetime) and moment.tzinfo is None and zone is not None:
        return as_shown(moment, zone=zone)
    return local(moment, zone=zone)


def fold(moment: date | datetime) -> int:
    """Return 1 for a local time that clocks show for the second time, when daylight time ends; else 0."""
    return moment.fold if isinstance(moment, datetime) else 0


def local(moment: date | datetime, *, zone: ZoneInfo | None) -> date | datetime:
    """Return an aware moment as local time of `zone` (UTC without one); dates and local times unchanged."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(zone or UTC).replace(tzinfo=None)
    except OverflowError:  # within hours of the first or last moment there is
        return moment.replace(tzinfo=None)


def exists(moment: datetime, *, zone: ZoneInfo | None) -> bool:
    """Say whether the clocks of `zone` ever show `moment`; they skip some times when daylight time begins."""
    return zone is None or as_shown(moment, zone=zone) == moment


def as_shown(moment: datetime, *, zone: ZoneInfo) -> datetime:
    """Return what clocks show at `moment`: itself, or, in a gap, the time with the offset before the gap (3.3.5)."""
    try:
        return moment.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
    except OverflowError:  # within hours of the first or last moment there is
        return moment
