"""What is known of some operations, read at once for all of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final, cast

from django.db.models import Count, Q, QuerySet

from ..access import visible
from ..access.actor import Actor
from ..access.calendars import Calendars
from ..access.plans import plan_of
from ..access.seen import Seen
from ..models import Item, Schedule, ScheduleTurn, ServiceClock
from ..models.ids import among, listed
from ..models.prepared import Prepared
from ..rules.errors import Invalid
from ..rules.schedule_words import shifted, tell
from ..rules.schedules import Occurrence, Plan, between, on_time_rate, outcome
from ..rules.words import OPEN, Kind, Shift
from .base import Look
from .clock import today
from .operation_rows import Coming, LoadWeek, OperationRow, Past, ScheduleRow
from .rows import ItemRow, Known, Person
from .service_levels import broken

PAST: Final = timedelta(days=90)
WEEKS: Final = 8
COMING: Final = 10


def _occurrence_rows(actor: Actor, ids: str, since: datetime) -> QuerySet[Item, Any]:
    items = visible.items(actor).filter(kind=Kind.TASK, task__operation__in=among(ids))
    columns = (
        *("task__operation_id", "key", "title", "category", "resolution", "closed_at"),
        *("owner_id", "owner__email", "owner__name", "task__schedule_id", "task__instance"),
        *("task__occurs_at", "task__due_at"),
    )
    rows = items.filter(task__occurs_at__gte=since).order_by("task__occurs_at", "id")
    return cast("QuerySet[Item, Any]", rows.values(*columns))


def _request_rows(actor: Actor, ids: str, now: datetime) -> QuerySet[Item, Any]:
    items = visible.items(actor).filter(parent__in=among(ids), category__in=list(OPEN))
    late = ServiceClock.objects.filter(broken(now), item__in=items.values("id")).values("item")
    counts = {"count": Count("id"), "lost": Count("id", filter=Q(id__in=late))}
    return items.order_by().values_list("parent_id").annotate(**counts)


_occurrences, _requests = Seen(_occurrence_rows), Seen(_request_rows)
_teams: Final = Prepared(lambda ids: Item.objects.filter(pk__in=among(ids)).values_list("id", "team_id"))
_schedules: Final = Prepared(
    lambda ids: (
        Schedule.objects.filter(operation__in=among(ids), deleted_at=None)
        .select_related("calendar")
        .order_by("start", "id")
    )
)
_turns: Final = Prepared(
    lambda ids: (
        ScheduleTurn.objects.filter(schedule__operation__in=among(ids))
        .order_by("schedule", "position")
        .values_list("schedule_id", "member_id", "member__email", "member__name")
    )
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


class Book:
    """What is known of some operations: read at once for all, in a dozen statements."""

    def __init__(self, look: Look, ids: Sequence[int]) -> None:
        self._look, self._known = look, Known(look)
        self._calendars = Calendars(look.actor.workspace_id)
        self.day = today(look, self._calendars.zone)
        self.monday = self.day - timedelta(days=self.day.weekday())
        self._teams: dict[int, int | None] = dict(_teams.tuples(listed(ids)))
        self.schedules: dict[int, list[Schedule]] = defaultdict(list)
        for row in _schedules.rows(listed(ids)):
            self.schedules[row.operation_id].append(row)
        self._turns = self._read_turns(ids)
        self.tasks = self._read_tasks(ids)
        self.requests = self._read_requests(ids)
        self._plans: dict[int, Plan] = {}

    def _read_turns(self, ids: Sequence[int]) -> dict[int, list[Person]]:
        found: dict[int, list[Person]] = defaultdict(list)
        for pk, member, email, name in _turns.tuples(listed(ids)):
            if (person := self._known.person(member, email, name)) is not None:
                found[pk].append(person)
        return found

    def _read_tasks(self, ids: Sequence[int]) -> dict[int, list[_Task]]:
        """The occurrences of the last 90 days and those made ahead, in order."""
        found: dict[int, list[_Task]] = defaultdict(list)
        for row in _occurrences.dicts(self._look.actor, listed(ids), self._look.now - PAST):
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
        rows = _requests.tuples(self._look.actor, listed(ids), self._look.now)
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
