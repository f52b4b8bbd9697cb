"""Operations: their schedules, what comes next, how punctually it was done, and what is ahead in hours."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.db.models import Count, Q

from ..access import visible
from ..access.calendars import Calendars
from ..access.plans import plan_of
from ..models import Item, Schedule, ScheduleTurn, ServiceClock
from ..rules.errors import Invalid, NotFound
from ..rules.schedule_words import shifted, tell
from ..rules.schedules import Occurrence, Plan, between, on_time_rate, outcome
from ..rules.words import CLOSED, OPEN, Kind, Shift
from .base import Look, Query
from .clock import today
from .rows import ItemRow, Known, Person, item_rows
from .service_levels import ServiceLevelRow, broken, level_row, levels
from .types import ItemKey, TeamKey

PAST: Final = timedelta(days=90)
WEEKS: Final = 8
COMING: Final = 10
RECENT: Final = 30
MOST: Final = 200


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


class ListOperations(Query):
    """List the operations that are not over: when each comes next, how punctual it is, and its load in the weeks ahead.

    At most 200, those of one team where its key is given.
    """

    name = "operation.list"
    route = "/operations"

    team: TeamKey | None = None

    def answer(self, look: Look) -> tuple[OperationRow, ...]:
        """The same statements for any number of operations."""
        rows = visible.items(look.actor).filter(kind=Kind.OPERATION, category__in=list(OPEN))
        rows = rows.filter(team__key=self.team) if self.team else rows
        ids = list(rows.order_by("priority", "title", "id").values_list("id", flat=True)[:MOST])
        book = _Book(look, ids)
        told = item_rows(look, ids)
        return tuple(book.line(pk, told[pk]) for pk in ids)


class ShowOperation(Query):
    """Show an operation's schedules, what comes next, how punctually it was done and what is ahead of it."""

    name = "operation.show"
    route = "/operations/{key}"

    key: ItemKey

    def answer(self, look: Look) -> OperationPage:
        """The same statements, however often it has recurred."""
        found = visible.items(look.actor).filter(key=self.key.upper(), kind=Kind.OPERATION)
        row = found.values_list("id", "key", "title", "operation__procedure").first()
        if row is None:
            raise NotFound(f"there is no operation {self.key!r} here", field="key")
        return operation_page(look, *row)


def operation_page(look: Look, pk: int, key: str, title: str, procedure: str) -> OperationPage:
    """The page of an operation that the reader has been found to see."""
    book = _Book(look, [pk])
    past = [one for one in book.tasks[pk] if one.at <= look.now or one.category in CLOSED]
    told = [book.outcome(one) for one in past]
    rows = levels(look.actor).filter(Q(operation=pk)).select_related("team", "operation", "calendar")
    return OperationPage(
        key=key,
        procedure=procedure,
        schedules=tuple(book.schedule(one) for one in book.schedules[pk]),
        coming=tuple(book.coming(pk, title)),
        recent=tuple(book.past(one, how) for one, how in list(zip(past, told, strict=True))[::-1][:RECENT]),
        outcomes=dict(sorted(Counter(told).items())),
        on_time=on_time_rate(told),
        load=book.load(pk),
        levels=tuple(level_row(one, {}) for one in rows.order_by("name")),
        requests=book.requests[pk][0],
        broken=book.requests[pk][1],
    )


@dataclass(frozen=True, slots=True)
class _Task:
    key: str
    title: str
    category: str
    resolution: str
    closed: datetime | None
    owner: Person | None
    schedule: int | None
    instance: str
    at: datetime
    due: datetime


class _Book:
    """What is known of some operations: read at once for all, in a dozen statements."""

    def __init__(self, look: Look, ids: Sequence[int]) -> None:
        self._look, self._known = look, Known(look)
        self._calendars = Calendars(look.actor.workspace_id)
        self.day = today(look, self._calendars.zone)
        self.monday = self.day - timedelta(days=self.day.weekday())
        self._teams = dict(Item.objects.filter(pk__in=ids).values_list("id", "team_id"))
        self.schedules: dict[int, list[Schedule]] = defaultdict(list)
        rows = Schedule.objects.filter(operation__in=ids, deleted_at=None).select_related("calendar")
        for row in rows.order_by("start", "id"):
            self.schedules[row.operation_id].append(row)
        self._turns = self._read_turns(ids)
        self.tasks = self._read_tasks(ids)
        self.requests = self._read_requests(ids)
        self._plans: dict[int, Plan] = {}

    def _read_turns(self, ids: Sequence[int]) -> dict[int, list[Person]]:
        turns = ScheduleTurn.objects.filter(schedule__operation__in=ids).order_by("schedule", "position")
        found: dict[int, list[Person]] = defaultdict(list)
        columns = ("schedule_id", "member_id", "member__email", "member__name")
        for pk, member, email, name in turns.values_list(*columns):
            if (person := self._known.person(member, email, name)) is not None:
                found[pk].append(person)
        return found

    def _read_tasks(self, ids: Sequence[int]) -> dict[int, list[_Task]]:
        """The occurrences of the last 90 days and those made ahead, in order."""
        items = visible.items(self._look.actor).filter(kind=Kind.TASK, task__operation__in=ids)
        rows = items.filter(task__occurs_at__gte=self._look.now - PAST).order_by("task__occurs_at", "id")
        columns = (
            *("task__operation_id", "key", "title", "category", "resolution", "closed_at"),
            *("owner_id", "owner__email", "owner__name", "task__schedule_id", "task__instance"),
            *("task__occurs_at", "task__due_at"),
        )
        found: dict[int, list[_Task]] = defaultdict(list)
        for row in rows.values(*columns):
            found[row["task__operation_id"]].append(self._task(row))
        return found

    def _task(self, row: Mapping[str, Any]) -> _Task:
        return _Task(
            key=row["key"],
            title=row["title"],
            category=row["category"],
            resolution=row["resolution"],
            closed=row["closed_at"],
            owner=self._known.person(row["owner_id"], row["owner__email"], row["owner__name"]),
            schedule=row["task__schedule_id"],
            instance=row["task__instance"],
            at=row["task__occurs_at"],
            due=row["task__due_at"] or row["task__occurs_at"],
        )

    def _read_requests(self, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
        """What stands open under each, and how much of it broke a promise."""
        items = visible.items(self._look.actor).filter(parent__in=ids, category__in=list(OPEN))
        late = ServiceClock.objects.filter(broken(self._look.now), item__in=items.values("id")).values("item")
        rows = (
            items.order_by()
            .values_list("parent_id")
            .annotate(count=Count("id"), lost=Count("id", filter=Q(id__in=late)))
        )
        return defaultdict(lambda: (0, 0), {pk: (count, lost) for pk, count, lost in rows if pk is not None})

    def plan(self, row: Schedule) -> Plan:
        """The plan of a schedule."""
        if row.pk not in self._plans:
            team = self._teams.get(row.operation_id)
            self._plans[row.pk] = plan_of(row, calendars=self._calendars, team=team)
        return self._plans[row.pk]

    def outcome(self, one: _Task) -> Any:
        """How an occurrence went."""
        return outcome(
            category=one.category,
            resolution=one.resolution,
            occurs=one.at,
            due=one.due,
            closed=one.closed,
            now=self._look.now,
        )

    def line(self, pk: int, row: ItemRow) -> OperationRow:
        """The operation in a list."""
        told = [self.outcome(one) for one in self.tasks[pk]]
        coming = next(iter(self.coming(pk, row.title)), None)
        return OperationRow(
            row=row,
            schedules=len([one for one in self.schedules[pk] if not one.before]),
            next_at=coming.at if coming else None,
            next_key=coming.key if coming else None,
            on_time=on_time_rate(told),
            overdue=told.count("overdue"),
            missed=told.count("missed"),
            minutes_a_week=sum(week.minutes for week in self.load(pk)) // WEEKS,
            requests=self.requests[pk][0],
            broken=self.requests[pk][1],
        )

    def coming(self, pk: int, title: str) -> list[Coming]:
        """The next occurrences: tasks that were made, and what the schedules say beyond."""
        made = [one for one in self.tasks[pk] if one.at > self._look.now and one.category in OPEN]
        named = {(one.schedule, one.instance) for one in self.tasks[pk]}
        found = [
            Coming(one.schedule or 0, one.instance, one.title, one.at, one.due, one.key, one.owner) for one in made
        ]
        for row in self.schedules[pk]:
            fresh = (one for one in self._ahead(row, days=400) if (row.pk, one.instance) not in named)
            later = (one for one in fresh if one.at > self._look.now)
            found += [
                Coming(row.pk, one.instance, row.title or title, one.at, one.due, None, None)
                for one in islice(later, COMING)
            ]
        return sorted(found, key=lambda one: (one.at, one.schedule))[:COMING]

    def _ahead(self, row: Schedule, *, days: int) -> Iterable[Occurrence]:
        try:
            return list(islice(between(self.plan(row), first=self.day, last=self.day + timedelta(days=days)), 4 * days))
        except Invalid:  # a calendar that never works
            return []

    def load(self, pk: int) -> tuple[LoadWeek, ...]:
        """Minutes a week over the next weeks, the present one first."""
        minutes, counts, unknown = Counter[int](), Counter[int](), Counter[int]()
        last = self.monday + timedelta(weeks=WEEKS, days=-1)
        for row in self.schedules[pk]:
            for one in self._ahead(row, days=(last - self.day).days):
                week = (one.day - self.monday).days // 7
                counts[week] += 1
                minutes[week] += row.effort or 0
                unknown[week] += row.effort is None
        weeks = ((self.monday + timedelta(weeks=n), n) for n in range(WEEKS))
        return tuple(LoadWeek(start, minutes[n], counts[n], unknown[n]) for start, n in weeks)

    def past(self, one: _Task, how: str) -> Past:
        """An occurrence whose time has come."""
        facts = (one.key, one.title, one.at, one.due, one.closed, how, one.owner)
        return Past(one.schedule, one.instance, *facts)

    def schedule(self, row: Schedule) -> ScheduleRow:
        """A schedule, as it was written and in words."""
        return ScheduleRow(
            id=row.pk,
            title=row.title,
            words=in_words(self.plan(row)),
            rule=row.rule,
            start=row.start,
            time=row.time.isoformat("minutes") if row.time else None,
            zone=row.zone,
            anchor=row.anchor or None,
            anchor_days=row.anchor_days,
            shift=row.shift,
            calendar=row.calendar.name if row.calendar else None,
            exclude=tuple(row.exclude),
            effort=row.effort,
            allowed=row.allowed,
            ahead_days=row.ahead_days,
            assignees=tuple(self._turns.get(row.pk, ())),
            ended=row.before or None,
        )


def in_words(plan: Plan) -> str:
    """A plan in words."""
    told = tell(plan.rule, at=plan.at, anchor=plan.anchor, anchor_days=plan.anchor_days)
    return ", ".join(filter(None, (told, shifted(plan.shift) if plan.shift is not Shift.KEEP else "")))
