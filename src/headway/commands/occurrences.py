"""The tasks of schedules are made ahead of time: each occurrence exactly once, whoever else is making them.

A schedule remembers how far its tasks have been made (`made_to`); that and its tasks commit together, under the lock
of the workspace, and the database takes each instance of a schedule once. What fell due while nobody made tasks is
made too, as dropped with the resolution «missed»: nothing is lost without a trace, and nobody finds a year's worth of
old work before him.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from django.db.models import F, Max, Q

from ..access.calendars import Calendars
from ..access.plans import plan_of
from ..events.types import ItemCreated, ItemDeleted
from ..models import Item, KeySeries, Schedule, ScheduleTurn, State, Task, Workspace
from ..rules import ranks
from ..rules.errors import Invalid
from ..rules.schedules import LATEST, MISSED, Occurrence, Plan, due_day, instances, name_of, occurrence, walk
from ..rules.words import CLOSED, Category, Kind, Role
from .base import Answer, Command
from .items import PREFIXES, created_changes
from .operation_answers import MadeTold
from .rollup import columns_of, own_work
from .unit import Unit, born

BATCH: Final = 250
"""Tasks made in one transaction, so that nobody waits long for the workspace."""
IDLE: Final = (Category.WAITING, *CLOSED)
_log = structlog.get_logger()


class MakeOccurrences(Command):
    """Make the tasks that schedules are due to make; a job does so every minute. Repeating it makes nothing twice."""

    name = "schedule.run"
    route = ("POST", "/schedules/run")
    answers = MadeTold
    least = Role.ADMIN

    def act(self, unit: Unit) -> Answer:
        """Make one batch."""
        maker = Maker(unit)
        rows = Schedule.objects.filter(operation__workspace=unit.workspace, deleted_at=None, wake__lte=unit.now)
        for row in rows.select_related("operation").order_by("wake", "pk"):
            if maker.made >= BATCH:
                return {"made": maker.made, "more": True}
            maker.make(row)
        return {"made": maker.made, "more": maker.more}


class Maker:
    """Makes tasks for schedules within a unit."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self.calendars = Calendars(unit.workspace.pk)
        self.made, self.more = 0, False
        self.today = unit.now.date()

    def make(self, row: Schedule) -> None:
        """Make what is due to be made of one schedule, as much as fits into the batch."""
        try:
            self._make(row)
        except Invalid as wrong:  # a calendar that never works: one schedule must not stop the others
            _log.warning("a schedule cannot be followed", schedule=row.pk, why=wrong.message)
            row.wake = self._unit.now + timedelta(days=1)
            row.save(update_fields=["wake"])

    def _make(self, row: Schedule) -> None:
        if row.operation.deleted_at is not None or row.operation.category in IDLE:
            row.wake = None
            row.save(update_fields=["wake"])
            return
        plan = plan_of(row, calendars=self.calendars, team=row.operation.team_id)
        horizon = self._unit.now.astimezone(plan.zone).date() + timedelta(days=row.ahead_days)
        room = BATCH - self.made
        ahead = list(islice(walk(plan, last=horizon, after=row.made_to), room + 1))
        there = set(Task.objects.filter(schedule=row, instance__gt=row.made_to).values_list("instance", flat=True))
        due = [one for _, one in ahead[:room] if one is not None and one.instance not in there]
        self._create(row, plan, due)
        row.made_to = ahead[:room][-1][0] if ahead else row.made_to
        row.wake = self._unit.now if len(ahead) > room else wakes(row, plan)
        row.save(update_fields=["made_to", "wake", "turn"])
        self.more = self.more or len(ahead) > room

    def make_one(self, row: Schedule, plan: Plan, one: Occurrence) -> Item:
        """Make the task of one occurrence now, ahead of the others."""
        (item,) = self._create(row, plan, [one])
        row.save(update_fields=["turn"])
        return item

    def _create(self, row: Schedule, plan: Plan, due: Sequence[Occurrence]) -> list[Item]:
        if not due:
            return []
        made = [self._item(row, plan, *place) for place in self._places(row, due)]
        return self._save(row, plan, due, made)

    def _places(self, row: Schedule, due: Sequence[Occurrence]) -> Iterable[tuple[Occurrence, int, str, int | None]]:
        """Give each its number, its rank and its assignee."""
        operation = row.operation
        prefix = operation.team.key if operation.team else PREFIXES[Kind.TASK]
        number = _numbers(self._unit, prefix, len(due))
        rank = Item.objects.filter(workspace=self._unit.workspace).aggregate(rank=Max("rank"))["rank"]
        members = turns_of(row)
        for one in due:
            number, rank = number + 1, ranks.between(rank, None)
            yield one, number, rank, self._assignee(row, members, one)

    def _assignee(self, row: Schedule, members: Sequence[int], one: Occurrence) -> int | None:
        if one.due < self._unit.now:
            return None
        member, row.turn = self.calendars.turn(members, row.turn, one.day)
        return member

    def _item(self, row: Schedule, plan: Plan, one: Occurrence, number: int, rank: str, owner: int | None) -> Item:
        operation, unit = row.operation, self._unit
        missed = one.due < unit.now
        state = self._state(operation, Category.DROPPED if missed else Category.READY)
        prefix = operation.team.key if operation.team else PREFIXES[Kind.TASK]
        item = Item(
            workspace=unit.workspace,
            kind=Kind.TASK,
            key=f"{prefix}-{number}",
            number=number,
            title=row.title or operation.title,
            description=operation.operation.procedure,
            state=state,
            category=state.category,
            resolution=MISSED if missed else "",
            team=operation.team,
            owner_id=owner,
            priority=operation.priority,
            rank=rank,
            private=operation.private,
            effort=row.effort,
            created_at=unit.now,
            updated_at=unit.now,
            closed_at=unit.now if missed else None,
            **days_of(plan, one),
        )
        for column, figure in columns_of(own_work(item, milestone=False)).items():
            setattr(item, column, figure)
        return item

    def _state(self, operation: Item, category: Category) -> State:
        return self._unit.state_in(category, kind=Kind.TASK, team_id=operation.team_id, field="operation")

    def _save(self, row: Schedule, plan: Plan, due: Sequence[Occurrence], made: list[Item]) -> list[Item]:
        Item.objects.bulk_create(made)
        details = [
            {
                "operation_id": row.operation_id,
                "schedule_id": row.pk,
                "instance": one.instance,
                "occurs_at": one.at,
                "due_at": one.due,
            }
            for one in due
        ]
        Task.objects.bulk_create([Task(item=item, **facts) for item, facts in zip(made, details, strict=True)])
        for item, facts in zip(made, details, strict=True):
            told = {name.removesuffix("_id"): value for name, value in facts.items()}
            self._unit.record(ItemCreated, subject=item, item=item, changes=created_changes(item) | born(told))
        self.made += len(made)
        return made


def days_of(plan: Plan, one: Occurrence) -> dict[str, Any]:
    """The days between which the work of an occurrence is to be done."""
    return {"start": one.day, "due": max(one.day, due_day(one.due, plan.zone))}


def _numbers(unit: Unit, prefix: str, count: int) -> int:
    """Give out so many numbers under a prefix, and return the last that was given before."""
    series, _ = KeySeries.objects.get_or_create(workspace=unit.workspace, prefix=prefix)
    KeySeries.objects.filter(pk=series.pk).update(last=F("last") + count)
    return series.last


def turns_of(row: Schedule) -> list[int]:
    """The active members who take turns, in order."""
    turns = ScheduleTurn.objects.filter(schedule=row, member__active=True).order_by("position")
    return list(turns.values_list("member_id", flat=True))


def passed(plan: Plan, now: datetime) -> str:
    """Return the name of the last instance whose time has come before `now`: of whole days, that has gone by."""
    edge = now
    if plan.at is None:
        edge = datetime.combine(now.astimezone(plan.zone).date(), time(), plan.zone).astimezone(UTC)
    today = now.astimezone(plan.zone).date()
    return _passed(plan, edge, today, since=today - 2 * LATEST) or _passed(plan, edge, today, since=None)


def _passed(plan: Plan, edge: datetime, today: date, *, since: date | None) -> str:
    last = ""
    for moment in instances(plan, since=since):
        one = occurrence(plan, moment)
        if (one.at if one else moment.replace(tzinfo=plan.zone)) >= edge or moment.date() > today + LATEST:
            return last
        last = name_of(plan, moment)
    return last


def wakes(row: Schedule, plan: Plan) -> datetime | None:
    """Return when there is more to make: when the next occurrence comes into the stretch that is made ahead."""
    after = row.made_to
    for moment in instances(plan, since=date.fromisoformat(after[:10]) if after else None):
        if name_of(plan, moment) <= after:
            continue
        one = occurrence(plan, moment)
        day = one.day if one else moment.date()
        return _midnight(day - timedelta(days=row.ahead_days), plan.zone)
    return None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def wake_all(unit: Unit) -> None:
    """Have the job look at every schedule of the workspace again: what they count by has changed."""
    rows = Schedule.objects.filter(operation__workspace=unit.workspace, deleted_at=None)
    rows.update(wake=unit.now)


def withdraw(unit: Unit, tasks: Iterable[Task]) -> int:
    """Put tasks that were made ahead, and that nobody has begun, into the bin, and take them off their schedules.

    One beneath which other work stands by now is left where it is.
    """
    tasks, count = list(tasks), 0
    beneath = Item.objects.filter(parent__in=[task.item_id for task in tasks], deleted_at=None)
    parents = set(beneath.values_list("parent_id", flat=True)) if tasks else set()
    for task in tasks:
        if task.item_id in parents:
            continue
        gone: dict[str, list[Any]] = {"schedule": [task.schedule_id, None], "instance": [task.instance, None]}
        task.schedule, task.instance = None, ""
        task.save(update_fields=["schedule", "instance"])
        unit.touch(task.item, {"deleted_at": unit.now}, type_=ItemDeleted, **gone)
        unit.stale_parents |= {task.item.parent_id} if task.item.parent_id else set()
        count += 1
    return count


def ahead(row: Schedule, *, cut: datetime) -> list[Task]:
    """The living tasks of a schedule whose time comes at `cut` or later, in order."""
    tasks = Task.objects.filter(schedule=row, occurs_at__gte=cut, item__deleted_at=None)
    return list(tasks.select_related("item__state").order_by("occurs_at", "instance"))


def untouched(task: Task) -> bool:
    """Whether nobody has begun a task."""
    return task.item.category in (Category.BACKLOG, Category.READY)


def follow_operation(unit: Unit, item: Item) -> None:
    """An operation that comes to rest makes no more tasks; one that goes on does so from now, not from where it was.

    What an operation that ends had made ahead is withdrawn.
    """
    rows = Schedule.objects.filter(Q(operation=item), deleted_at=None).select_related("operation")
    calendars = Calendars(unit.workspace.pk)
    for row in rows:
        if item.category in CLOSED:
            withdraw(unit, [task for task in ahead(row, cut=unit.now) if untouched(task)])
        if item.category not in IDLE and row.wake is None:
            plan = plan_of(row, calendars=calendars, team=item.team_id)
            row.made_to, row.wake = max(row.made_to, passed(plan, unit.now)), unit.now
            row.save(update_fields=["made_to", "wake"])
        elif item.category in IDLE:
            row.wake = None
            row.save(update_fields=["wake"])


def workspaces_to_make(*, now: datetime) -> list[Workspace]:
    """The workspaces in which schedules are due to make tasks."""
    due = Schedule.objects.filter(deleted_at=None, wake__lte=now).values("operation__workspace")
    return list(Workspace.objects.filter(pk__in=due).order_by("pk"))
