"""When an operation's schedule has its tasks done: rules, month anchors, holidays, turns, and how it went.

An occurrence is named by its instance: the local time that the rule alone gives it, such as 2026-03-02T09:00:00, or
2026-03-02 where it takes a whole day. The name stays when a holiday moves the day, or when the calendar changes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from math import gcd
from typing import Final, Literal
from zoneinfo import ZoneInfo

from ..tongue import say
from .calendars import Calendar, Move, after_month_start, before_month_end, moved
from .errors import Invalid
from .recurrence import Frequency, Rule, occurrences
from .words import Anchor, Category, Shift

MOST_A_DAY: Final = 48
LONG_AGO: Final = 3660
END: Final = 4000
"""The year in which all schedules end: far enough, and no arithmetic on dates overflows."""
_DAY: Final = timedelta(days=1)
LATEST: Final = timedelta(days=62)
"""Further than holidays and month anchors ever take an occurrence from its instance."""
_PERIODS: Final = {Frequency.WEEKLY: 7, Frequency.DAILY: 1}
_MOVES: Final[dict[str, Move]] = {"earlier": "earlier", "later": "later", "skip": "skip"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When something recurs: `rule` from `start` on, `at` a time of each day (None: whole days), local time of `zone`.

    With an `anchor` the rule only says which months: the day is `anchor_days` working days from that end of the month
    (0: its first or last working day). `shift` says what becomes of a day on which `calendar` does not work. `exclude`
    are days and local times that are left out, `before` the local time at which the plan ends. `allowed` is the time
    from the occurrence until it is due; None is to the end of its day.
    """

    rule: Rule
    start: date
    at: time | None = None
    zone: ZoneInfo
    calendar: Calendar
    anchor: Anchor | None = None
    anchor_days: int = 0
    shift: Shift = Shift.KEEP
    exclude: frozenset[date | datetime] = field(default_factory=frozenset)
    before: str = ""
    allowed: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that work is to be done: its name, its local day, when it begins and by when it is to be done (UTC)."""

    instance: str
    day: date
    at: datetime
    due: datetime


def check(plan: Plan, *, today: date) -> None:
    """Refuse a plan that never occurs, more than 48 times a day, or counts from very long ago.

    Raises Invalid (field "rule", "time" or "start").
    """
    if plan.rule.count is not None and (today - plan.start).days > LONG_AGO:
        raise Invalid(say("a rule with COUNT begins at most ten years ago; use UNTIL, or a later start"), field="start")
    if plan.rule.frequency > Frequency.HOURLY:
        raise Invalid(say("an operation recurs hourly at most: FREQ may be HOURLY, DAILY, WEEKLY, …"), field="rule")
    if plan.anchor is not None and (plan.rule.frequency > Frequency.MONTHLY or plan.rule.names_a_day):
        raise Invalid(
            say("with an anchor the rule says which months, such as FREQ=MONTHLY;INTERVAL=3, and no days"), field="rule"
        )
    if plan.at is None and plan.rule.frequency > Frequency.DAILY:
        raise Invalid(say("a rule of hours needs a time at which it begins"), field="time")
    first = list(islice(instances(plan), MOST_A_DAY + 1))
    if not first:
        raise Invalid(say("this rule has no occurrence from its start on"), field="rule")
    if len(first) > MOST_A_DAY and first[-1].date() == first[0].date():
        raise Invalid(say("a schedule makes at most %(most_a_day)s tasks a day", most_a_day=MOST_A_DAY), field="rule")


def instances(plan: Plan, *, since: date | None = None) -> Iterator[datetime]:
    """Return the local times of the occurrences in order, before any holiday moves them; midnight for whole days.

    With `since` at least those from that day on, without counting from the start where that can be spared.
    """
    plan = plan if since is None else _later(plan, since)
    found = _anchored(plan) if plan.anchor is not None else _ruled(plan)
    return takewhile(
        lambda moment: moment.year < END and (not plan.before or name_of(plan, moment) < plan.before), found
    )


def _later(plan: Plan, since: date) -> Plan:
    """Return a plan with the same instances from `since` on that starts a whole number of periods later."""
    days = _PERIODS.get(plan.rule.frequency, 0) * plan.rule.interval
    if plan.rule.frequency is Frequency.HOURLY:
        days = plan.rule.interval // gcd(plan.rule.interval, 24)
    periods = (since - plan.start).days // days - 1 if days else 0
    if plan.rule.count is not None or plan.anchor is not None or periods <= 0:
        return plan
    return replace(plan, start=plan.start + periods * days * _DAY)


def _ruled(plan: Plan) -> Iterator[datetime]:
    if plan.at is None:
        days = occurrences(rule=plan.rule, start=plan.start, exclude=plan.exclude)
        return (datetime.combine(day, time()) for day in days)
    start = datetime.combine(plan.start, plan.at)
    moments = occurrences(rule=plan.rule, start=start, zone=plan.zone, exclude=plan.exclude)
    return (moment for moment in moments if isinstance(moment, datetime))


def _anchored(plan: Plan) -> Iterator[datetime]:
    """Yield the first of each month that the rule names; a month whose day lies before `start` is none of them."""
    months = replace(plan.rule, count=None)
    found = (
        datetime.combine(day, plan.at or time())
        for day in occurrences(rule=months, start=plan.start.replace(day=1))
        if _anchor_day(plan, day) >= plan.start
    )
    return (month for month in islice(found, plan.rule.count) if not _left_out(plan, month))


def _left_out(plan: Plan, month: date) -> bool:
    return any((one.year, one.month) == (month.year, month.month) for one in plan.exclude)


def _anchor_day(plan: Plan, month: date) -> date:
    find = before_month_end if plan.anchor is Anchor.MONTH_END else after_month_start
    return find(year=month.year, month=month.month, calendar=plan.calendar, count=plan.anchor_days)


def name_of(plan: Plan, moment: datetime) -> str:
    """Return the name of an instance."""
    return moment.date().isoformat() if plan.at is None else moment.isoformat(timespec="seconds")


def occurrence(plan: Plan, moment: datetime) -> Occurrence | None:
    """Return what becomes of an instance, None where its day is skipped."""
    day: date | None = moment.date()
    if plan.anchor is not None:
        day = _anchor_day(plan, moment.date())
    elif plan.shift is not Shift.KEEP:
        day = moved(day=moment.date(), calendar=plan.calendar, move=_MOVES[plan.shift])
    return None if day is None else placed(plan, name_of(plan, moment), day, moment.time())


def placed(plan: Plan, instance: str, day: date, at: time) -> Occurrence:
    """Return an occurrence on a day, at a local time."""
    begin = _utc(datetime.combine(day, at), plan.zone)
    if plan.allowed is not None:
        return Occurrence(instance, day, begin, begin + plan.allowed)
    return Occurrence(instance, day, begin, _utc(datetime.combine(day + _DAY, time()), plan.zone))


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def due_day(due: datetime, zone: ZoneInfo) -> date:
    """Return the local day by whose end something due at this moment is to be done."""
    return (due - timedelta(microseconds=1)).astimezone(zone).date()


def between(plan: Plan, *, first: date, last: date, after: str = "") -> Iterator[Occurrence]:
    """Return the occurrences whose days lie in `first` to `last`, of instances later than the one named `after`."""
    found = (one for _, one in walk(plan, last=last, after=max(after, (first - LATEST).isoformat())))
    return (one for one in found if one is not None and one.day >= first)


def walk(plan: Plan, *, last: date, after: str = "") -> Iterator[tuple[str, Occurrence | None]]:
    """Yield (instance, what becomes of it) up to the day `last`, of instances later than the one named `after`."""
    for moment in instances(plan, since=date.fromisoformat(after[:10]) if after else None):
        name = name_of(plan, moment)
        if after and name <= after:
            continue
        found = occurrence(plan, moment)
        if (found.day if found else moment.date()) > last:
            return
        yield name, found


def turn_of(members: Sequence[int], turn: int, *, away: Callable[[int], bool]) -> tuple[int | None, int]:
    """Return who takes the occurrence and whose turn is next: places in `members`, those who are away passed over.

    Nobody takes it where all are away, and then nobody loses his turn.
    """
    for step in range(len(members)):
        place = (turn + step) % len(members)
        if not away(members[place]):
            return members[place], (place + 1) % len(members)
    return None, turn


Outcome = Literal["coming", "open", "overdue", "on time", "late", "missed", "skipped"]
MISSED: Final = "missed"
SKIPPED: Final = "skipped"


def outcome(
    *, category: str, resolution: str, occurs: datetime, due: datetime, closed: datetime | None, now: datetime
) -> Outcome:
    """Return how an occurrence went: done by its due moment or later; dropped because it was missed, or otherwise."""
    if category == Category.DONE and closed is not None:
        return "on time" if closed <= due else "late"
    if category == Category.DROPPED:
        return "missed" if resolution == MISSED else "skipped"
    if now > due:
        return "overdue"
    return "open" if occurs <= now else "coming"


def on_time_rate(outcomes: Sequence[Outcome]) -> float | None:
    """Return the share done on time of all that has been due, 0..1; what was skipped on purpose does not count."""
    told = [one for one in outcomes if one in ("on time", "late", "missed", "overdue")]
    return sum(one == "on time" for one in told) / len(told) if told else None
