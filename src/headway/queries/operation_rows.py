"""What is told of operations: lines of a list, schedules, occurrences, weeks ahead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from .rows import ItemRow, Person
from .service_levels import ServiceLevelRow


@dataclass(frozen=True, slots=True)
class OperationRow:
    """An operation in a list. `on_time` is the share of the last 90 days, 0..1; `minutes_a_week` of the next 8 weeks.

    `overdue` counts occurrences that are open after their due moment, `missed` those of the last 90 days that nobody
    made in time. `requests` and `broken` are what stands open under it, and how many of these broke a promise.
    """

    row: ItemRow
    schedules: int
    next_at: datetime | None
    next_key: str | None
    on_time: float | None
    overdue: int
    missed: int
    minutes_a_week: int
    requests: int
    broken: int


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A schedule, told as it was written and in words. `ended` is where a later one took over."""

    id: int
    title: str
    words: str
    rule: str
    start: date
    time: str | None
    zone: str
    anchor: str | None
    anchor_days: int
    shift: str
    calendar: str | None
    exclude: tuple[str, ...]
    effort: int | None
    allowed: int | None
    ahead_days: int
    assignees: tuple[Person, ...]
    ended: str | None


@dataclass(frozen=True, slots=True)
class Coming:
    """An occurrence to come; without a key where its task has not been made yet."""

    schedule: int
    instance: str
    title: str
    at: datetime
    due: datetime
    key: str | None
    owner: Person | None


@dataclass(frozen=True, slots=True)
class Past:
    """An occurrence whose time has come: on time, late, overdue, open, missed or skipped."""

    schedule: int | None
    instance: str
    key: str
    title: str
    at: datetime
    due: datetime
    closed: datetime | None
    outcome: str
    owner: Person | None


@dataclass(frozen=True, slots=True)
class LoadWeek:
    """Minutes of effort in the week that begins on `start`; `count` occurrences, `unknown` of them without effort."""

    start: date
    minutes: int
    count: int
    unknown: int


@dataclass(frozen=True, slots=True)
class OperationPage:
    """An operation: what recurs, when it does next, how it went in 90 days, what is ahead, and what is asked of it."""

    key: str
    procedure: str
    schedules: tuple[ScheduleRow, ...]
    coming: tuple[Coming, ...]
    recent: tuple[Past, ...]
    outcomes: Mapping[str, int]
    on_time: float | None
    load: tuple[LoadWeek, ...]
    levels: tuple[ServiceLevelRow, ...]
    requests: int
    broken: int
