"""What a running clock measured, as minutes of days. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

Part = tuple[datetime, int]
"""When a part of the time began, and its whole minutes."""


def parts(start: datetime, end: datetime, *, zone: ZoneInfo) -> list[Part]:
    """Cut the time from `start` to `end` at each midnight of a zone, into whole minutes.

    The minutes of all parts are those of the whole, its seconds left out, whatever the zone does to its clocks in
    between; less than a minute is nothing. Both moments know their offset.
    """
    found: list[Part] = []
    booked = 0
    cuts = [start, *_midnights(start, end, zone), end]
    for begin, until in pairwise(cuts):
        minutes = int((until - start).total_seconds() // 60) - booked
        booked += minutes
        if minutes > 0:
            found.append((begin, minutes))
    return found


def _midnights(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The beginnings of the days that begin within; where midnight is skipped, the day begins after the gap."""
    day = start.astimezone(zone).date()
    while True:
        day += timedelta(days=1)
        begins = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
        if begins >= end:
            return
        if begins > start:
            yield begins
