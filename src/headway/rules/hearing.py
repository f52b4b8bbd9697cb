"""How a member hears of what concerns him, and when a digest comes. Pure: moments in, moments out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from .words import ByMail, Every, Reason, Weekday


@dataclass(frozen=True, slots=True)
class Hearing:
    """Whether something stands in the inbox, and how it comes by mail."""

    inbox: bool
    mail: ByMail


USUAL: Final = Hearing(inbox=True, mail=ByMail.DIGEST)
"""What holds where nothing was chosen; digests themselves are off until somebody wants one."""
_LETTER: Final = Hearing(inbox=False, mail=ByMail.OFF)


def usual(reason: str) -> Hearing:
    """Return what holds for a reason where nothing was chosen: a summary comes to those alone who want it."""
    return _LETTER if reason == Reason.SUMMARY else USUAL


def comes(mail: ByMail, every: Every) -> bool:
    """Whether what is chosen so comes by mail, with a digest that comes so often."""
    return mail is ByMail.ONCE or (mail is ByMail.DIGEST and every is not Every.OFF)


HOUR: Final = 8
WEEKDAY: Final = Weekday.MONDAY


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a digest comes: at a full hour of each day, or of each week's day, where the member is."""

    every: Every
    hour: int
    weekday: int
    zone: ZoneInfo


def latest(rhythm: Rhythm, *, now: datetime) -> datetime:
    """Return the last moment up to `now` at which a digest was due, in UTC. An hour that a clock skips comes later."""
    return max(moment for moment in _around(rhythm, now) if moment <= now)


def upcoming(rhythm: Rhythm, *, now: datetime) -> datetime:
    """Return the first moment after `now` at which a digest is due, in UTC."""
    return min(moment for moment in _around(rhythm, now) if moment > now)


_AFTER: Final = timedelta(minutes=1)
"""Digests come at full hours, summaries a minute later: by that their letters are told apart."""
_STEP: Final = 15
"""Minutes of which every time zone of today is a multiple away from UTC."""


def summary_slot(rhythm: Rhythm, *, now: datetime) -> datetime:
    """Return the last moment up to `now` at which a summary was due, in UTC."""
    return latest(rhythm, now=now - _AFTER) + _AFTER


def is_summary(slot: datetime | None) -> bool:
    """Whether a letter of this moment holds a summary."""
    return slot is not None and slot.minute % _STEP == 1


def _around(rhythm: Rhythm, now: datetime) -> list[datetime]:
    """The moments of the days around, enough to have one before and one after."""
    today = now.astimezone(rhythm.zone).date()
    days = (today + timedelta(days=away) for away in range(-8, 9))
    return [_at(day, rhythm) for day in days if rhythm.every is not Every.WEEKLY or day.weekday() == rhythm.weekday]


def _at(day: date, rhythm: Rhythm) -> datetime:
    return datetime.combine(day, time(rhythm.hour), tzinfo=rhythm.zone).astimezone(UTC)
