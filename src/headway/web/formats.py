"""How values are written on pages: days, moments, efforts and numbers, in words a reader takes in at once."""

from datetime import date, datetime, timedelta
from typing import Final

from jinja2.filters import do_filesizeformat

from ..rules.day_words import day as day
from ..rules.money import words
from ..tongue import formats, say, say_n
from ..tongue.formats import dated as dated
from ..tongue.formats import decimal as decimal

DAY_MINUTES = 480
_EXACT: Final = {"en": "EEE d MMM y", "de": "EEE, d. MMM y"}


def near(value: date | None, today: date) -> str:
    """Write a day close by as a word, any other as a date: «today», «tomorrow», «Fri», «12 Mar»."""
    if value is None:
        return ""
    words = {-1: say("yesterday"), 0: say("today"), 1: say("tomorrow")}
    away = (value - today).days
    if away in words:
        return words[away]
    return dated(value, "EEE") if 1 < away < 7 else day(value, today)


def exact(value: date | str) -> str:
    """Write a day, or one in ISO form, so that it needs no looking up: «Thu 26 Nov 2026»."""
    return dated(date.fromisoformat(value) if isinstance(value, str) else value, _EXACT)


def moment(value: datetime, *, zone: bool = True) -> str:
    """Write a moment, where it is read: «26 Nov 2026, 09:30 CET»."""
    day_ = dated(value.date(), formats.DATED)
    return f"{day_}, {value:%H:%M %Z}" if zone else f"{day_}, {value:%H:%M}"


def ago(moment: datetime | None, now: datetime) -> str:
    """Write how long ago something was, in its largest unit: «now», «5 min», «3 h», «2 d», then the day."""
    if moment is None:
        return ""
    passed = now - moment
    if passed < timedelta(minutes=1):
        return say("now")
    if passed < timedelta(hours=1):
        return say("%(num)s min", num=passed.seconds // 60)
    if passed < timedelta(days=1):
        return say("%(num)s h", num=passed.seconds // 3600)
    if passed < timedelta(days=14):
        return say("%(num)s d", num=passed.days)
    return day(moment.date(), now.date())


def passed(moment: datetime | None, now: datetime) -> str:
    """Write how long ago something was as a sentence says it: «just now», «5 min ago», «3 h ago», then the day."""
    if moment is None:
        return ""
    gone = now - moment
    if gone < timedelta(minutes=1):
        return say("just now")
    if gone < timedelta(hours=1):
        return say("%(num)s min ago", num=gone.seconds // 60)
    if gone < timedelta(days=1):
        return say("%(num)s h ago", num=gone.seconds // 3600)
    if gone < timedelta(days=14):
        return say_n("%(num)s day ago", "%(num)s days ago", gone.days)
    return say("on %(day)s", day=day(moment.date(), now.date()))


def effort(minutes: int | None) -> str:
    """Write minutes of work as days of eight hours, hours and minutes: «2d 4h»."""
    if minutes is None:
        return ""
    days, rest = divmod(minutes, DAY_MINUTES)
    hours, left = divmod(rest, 60)
    told = (
        days and say("%(num)sd", num=days),
        hours and say("%(num)sh", num=hours),
        left and say("%(num)sm", num=left),
    )
    return " ".join(one for one in told if one) or say("%(num)sh", num=0)


def typed_effort(minutes: int) -> str:
    """Write minutes of work as they are typed into forms, in every language: «2d4h»."""
    days, rest = divmod(minutes, DAY_MINUTES)
    hours, left = divmod(rest, 60)
    return "".join(f"{n}{unit}" for n, unit in ((days, "d"), (hours, "h"), (left, "m")) if n) or "0h"


def hours(minutes: int) -> str:
    """Write minutes as hours, whole ones from ten on: «37», «2.5»."""
    found = minutes / 60
    return number(round(found) if abs(found) >= 10 else round(found, 1))


def clock(minutes: int) -> str:
    """Write minutes as hours and minutes of a sheet: «1:30»."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}"


def number(value: float | int | None) -> str:
    """Write a number with thin spaces between thousands and no needless decimals: «12 500», «3.5»."""
    if value is None:
        return ""
    return formats.number(value)


def money(amount: int, currency: str) -> str:
    """Write an amount of smallest units in whole ones, thousands apart: «1 234.56»."""
    return words(amount, currency).rpartition(" ")[0]


def capital(text: str) -> str:
    """Return words as they begin a line: «in progress» as «In progress»."""
    return text[:1].upper() + text[1:]


def size(octets: int) -> str:
    """Write the size of a file: «1.2 MB», «1,2 MB»."""
    return formats.decimal(do_filesizeformat(octets))


def initials(name: str) -> str:
    """Return a person's initials, one or two letters."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in picked).upper() or "?"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun: «1 item», «3 items»."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"
