"""A second reading of RFC 5545, 3.3.10, slow and by definition: try every moment, ask each part, pick, count.

It shares no code with the product: not the parser, not the walk over periods, not the arithmetic of weeks.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby, product

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
UNITS = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}


def expand(*, rule: str, start: datetime, until: datetime) -> list[datetime]:
    """Return the instances from `start` to the end of `until`'s day."""
    parts = {name: value.split(",") for name, value in (part.split("=") for part in rule.split(";"))}
    freq, interval = parts["FREQ"][0], int(parts.get("INTERVAL", ["1"])[0])
    wkst = DAYS.index(parts.get("WKST", ["MO"])[0])
    keyed = [
        (period(freq, moment, wkst, "BYWEEKNO" in parts), moment)
        for moment in grid(parts, freq, start, until)
        if day_fits(parts, freq, start.date(), moment.date(), wkst) and time_fits(parts, moment)
    ]
    keyed.sort()
    first = period(freq, start, wkst, False)
    if "BYWEEKNO" in parts and day_fits(parts, freq, start.date(), start.date(), wkst):
        first = period(freq, start, wkst, True)
    out: list[datetime] = []
    for key, group in groupby(keyed, lambda pair: pair[0]):
        if (key - first) % interval == 0 and key >= first:
            out += pick([moment for _, moment in group], parts.get("BYSETPOS"))
    out = [moment for moment in out if moment >= start]
    return out[: int(parts["COUNT"][0])] if "COUNT" in parts else out


def pick(moments: list[datetime], positions: list[str] | None) -> list[datetime]:
    if positions is None:
        return moments
    wanted = {int(p) for p in positions}
    return [m for i, m in enumerate(moments) if i + 1 in wanted or i - len(moments) in wanted]


def grid(parts: dict, freq: str, start: datetime, until: datetime) -> Iterator[datetime]:
    every = {"BYHOUR": range(24), "BYMINUTE": range(60), "BYSECOND": range(60)}
    ticking = {"HOURLY": ["BYHOUR"], "MINUTELY": ["BYHOUR", "BYMINUTE"], "SECONDLY": list(every)}.get(freq, [])
    own = {"BYHOUR": start.hour, "BYMINUTE": start.minute, "BYSECOND": start.second}
    sets = [every[n] if n in ticking else sorted({int(v) for v in parts.get(n, [own[n]])}) for n in every]
    day = start.date() - timedelta(days=0 if ticking else 400)
    while day <= until.date():
        for h, m, s in product(*sets):
            yield datetime.combine(day, time(h, m, s))
        day += timedelta(days=1)


def period(freq: str, moment: datetime, wkst: int, by_week: bool) -> int:
    if freq == "YEARLY":
        return week_of(moment.date(), wkst)[0] if by_week else moment.year
    if freq == "MONTHLY":
        return moment.year * 12 + moment.month
    days = (moment.date() - date(1900, 1, 1)).days  # a Monday
    if freq == "WEEKLY":
        return (days - wkst) // 7
    if freq == "DAILY":
        return days
    return (days * 86400 + moment.hour * 3600 + moment.minute * 60 + moment.second) // UNITS[freq]


def week_of(day: date, wkst: int) -> tuple[int, int]:
    """The week belongs to the year in which it has four days or more: the year of its fourth day."""
    fourth = day - timedelta(days=(day.weekday() - wkst) % 7) + timedelta(days=3)
    return fourth.year, (fourth - date(fourth.year, 1, 1)).days // 7 + 1


def weeks_in(year: int, wkst: int) -> int:
    return 53 if week_of(date(year, 12, 31), wkst) == (year, 53) or week_of(date(year, 12, 28), wkst)[1] == 53 else 52


def time_fits(parts: dict, moment: datetime) -> bool:
    values = {"BYHOUR": moment.hour, "BYMINUTE": moment.minute, "BYSECOND": moment.second}
    return all(name not in parts or value in map(int, parts[name]) for name, value in values.items())


def day_fits(parts: dict, freq: str, start: date, day: date, wkst: int) -> bool:
    rules = {name: value for name, value in parts.items() if name in CHECKS}
    if freq == "YEARLY" and not set(rules) & {"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY"}:
        rules = {"BYMONTH": [start.month], "BYMONTHDAY": [start.day]} | rules
    if freq == "MONTHLY" and not set(rules) & {"BYMONTHDAY", "BYDAY"}:
        rules["BYMONTHDAY"] = [start.day]
    if freq == "WEEKLY" and "BYDAY" not in rules:
        rules["BYDAY"] = [DAYS[start.weekday()]]
    if "BYWEEKNO" in rules and not set(rules) & {"BYYEARDAY", "BYMONTHDAY", "BYDAY"}:
        rules["BYDAY"] = [DAYS[start.weekday()]]
    in_month = freq == "MONTHLY" or "BYMONTH" in parts
    return all(CHECKS[name](day, values, wkst, in_month) for name, values in rules.items())


def by_month(day: date, values: list, wkst: int, in_month: bool) -> bool:
    return str(day.month) in map(str, values)


def by_week(day: date, values: list, wkst: int, in_month: bool) -> bool:
    year, week = week_of(day, wkst)
    return any(int(v) == week or int(v) == week - weeks_in(year, wkst) - 1 for v in values)


def by_year_day(day: date, values: list, wkst: int, in_month: bool) -> bool:
    from_start = (day - date(day.year, 1, 1)).days + 1
    from_end = (day - date(day.year + 1, 1, 1)).days
    return any(int(v) in (from_start, from_end) for v in values)


def by_month_day(day: date, values: list, wkst: int, in_month: bool) -> bool:
    return any(int(v) in (day.day, day.day - monthrange(day.year, day.month)[1] - 1) for v in values)


def by_day(day: date, values: list, wkst: int, in_month: bool) -> bool:
    return any(v[-2:] == DAYS[day.weekday()] and (len(v) == 2 or nth(day, int(v[:-2]), in_month)) for v in values)


def nth(day: date, wanted: int, in_month: bool) -> bool:
    """Count the same weekdays in the month or year, from the front or from the back."""
    same = [day + timedelta(weeks=k) for k in range(-53, 54)]
    same = [d for d in same if d.year == day.year and (not in_month or d.month == day.month)]
    return wanted in (same.index(day) + 1, same.index(day) - len(same))


CHECKS = {
    "BYMONTH": by_month,
    "BYWEEKNO": by_week,
    "BYYEARDAY": by_year_day,
    "BYMONTHDAY": by_month_day,
    "BYDAY": by_day,
}
