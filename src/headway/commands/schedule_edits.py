"""What becomes of the tasks that were made ahead when their schedule changes, and of single occurrences."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from ..access import visible
from ..access.plans import plan_of
from ..events.types import ItemChanged, ScheduleChanged
from ..models import Item, Schedule, Task
from ..rules.errors import Invalid, NotFound, Refused
from ..rules.lifecycle import is_closed
from ..rules.recurrence.moments import local, parse_moment
from ..rules.schedules import LATEST, SKIPPED, Occurrence, Plan, instances, name_of, occurrence, placed, walk
from ..rules.words import Category
from ..tongue import say
from .base import Answer, Command
from .moves import move
from .occurrences import Maker, days_of, turns_of, untouched, withdraw
from .operation_answers import OccurrenceTold
from .types import Id, Instance
from .unit import Unit, changed

_DAYS: Final = frozenset({"rule", "start", "time", "zone", "anchor", "anchor_days", "shift", "calendar", "allowed"})


def find(unit: Unit, pk: int) -> Schedule:
    """Find a schedule by id, of an operation that the actor sees. Raises NotFound."""
    rows = Schedule.objects.filter(pk=pk, deleted_at=None, operation__in=visible.items(unit.actor))
    row = rows.select_related("operation__team", "operation__operation").first()
    if row is None:
        raise NotFound(say("there is no schedule %(pk)s", pk=pk), field="id")
    return row


def named_instance(plan: Plan, text: str | None) -> datetime:
    """Return the instance of this name. Raises Invalid (field "instance") for what is none."""
    if not text:
        raise Invalid(say("state the instance from which on, such as 2026-03-02T09:00"), field="instance")
    wanted = local(parse_moment(text, field="instance"), zone=plan.zone)
    day = wanted.date() if isinstance(wanted, datetime) else wanted
    month = day.replace(day=1) if plan.anchor is not None else day
    for moment in instances(plan, since=month):
        if moment.date() > month:
            break
        if moment.date() == month and (plan.anchor is not None or wanted in (moment, month)):
            return moment
    raise Invalid(say("%(text)s is no occurrence of this schedule", text=text), field="instance")


def bring_into_line(
    row: Schedule, plan: Plan, tasks: Sequence[Task], *, stated: Collection[str], maker: Maker, unit: Unit
) -> tuple[int, int]:
    """Have tasks made ahead follow what their schedule says now; return how many were changed, and withdrawn.

    A task is the occurrence of its own name, else one of its day that has no task. What was begun or is done only
    changes its schedule; what nobody has begun takes on what was `stated`, and goes where it occurs no more.
    """
    found = _matches(plan, tasks)
    members = turns_of(row)
    count = 0
    for task in tasks:
        one = found.get(task.pk)
        if one is None:
            continue
        values = _values(row, plan, one, stated) if untouched(task) else {}
        if untouched(task) and "assignees" in stated:
            who, row.turn = maker.calendars.turn(members, row.turn, one.day)
            values["owner_id"] = who
        followed = _follow(task, row, one, values, timed=bool(_DAYS & set(stated)) and untouched(task), unit=unit)
        count += followed and untouched(task)
    gone = withdraw(unit, [task for task in tasks if task.pk not in found and untouched(task)])
    if "assignees" in stated:
        row.save(update_fields=["turn"])
    return count, gone


def _matches(plan: Plan, tasks: Sequence[Task]) -> dict[int, Occurrence]:
    """Task -> what it is an occurrence of by the plan."""
    if not tasks:
        return {}
    last = max(_day(task.instance) for task in tasks) + LATEST
    before = min(_day(task.instance) for task in tasks) - LATEST
    coming = {one.instance: one for _, one in walk(plan, last=last, after=before.isoformat()) if one is not None}
    found = {task.pk: coming.pop(task.instance) for task in tasks if task.instance in coming}
    length = len("2026-01") if plan.anchor is not None else len("2026-01-01")
    for task in tasks:
        same = [name for name in coming if name[:length] == task.instance[:length]]
        if task.pk not in found and same:
            found[task.pk] = coming.pop(same[0])
    return found


def _day(instance: str) -> date:
    return date.fromisoformat(instance[:10])


def _values(row: Schedule, plan: Plan, one: Occurrence, stated: Collection[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "title" in stated:
        values["title"] = row.title or row.operation.title
    if "effort" in stated:
        values["effort"] = row.effort
    return values | (days_of(plan, one) if _DAYS & set(stated) else {})


def _follow(task: Task, row: Schedule, one: Occurrence, values: dict[str, Any], *, timed: bool, unit: Unit) -> bool:
    details: dict[str, Any] = {"schedule": row, "instance": one.instance}
    if timed:
        details |= {"occurs_at": one.at, "due_at": one.due}
    return _change(task, details, values, unit=unit)


def _change(task: Task, details: dict[str, Any], values: dict[str, Any], *, unit: Unit) -> bool:
    changes = changed(task, details)
    if changes:
        task.save(update_fields=list(changes))
    owner = values.pop("owner_id", task.item.owner_id)
    if owner != task.item.owner_id:
        changes["owner"] = [task.item.owner_id, owner]
        Item.objects.filter(pk=task.item_id).update(owner_id=owner)
        task.item.owner_id = owner
    if "effort" in values and values["effort"] != task.item.effort:
        unit.stale_parents.add(task.item_id)
    return unit.touch(task.item, values, type_=ItemChanged, **changes)


def task_of(row: Schedule, plan: Plan, moment: datetime) -> Task | None:
    """The task of an instance, where it has been made. Raises Refused where that is in the bin."""
    task = Task.objects.filter(schedule=row, instance=name_of(plan, moment)).select_related("item__state").first()
    if task is not None and task.item.deleted_at is not None:
        raise Refused(
            say("%(key)s, the task of this occurrence, is in the bin; restore it first", key=task.item.key),
            field="instance",
        )
    return task


def edit_one(row: Schedule, plan: Plan, moment: datetime, values: dict[str, Any], *, maker: Maker, unit: Unit) -> Task:
    """Change one occurrence; its task is made where it has not been yet."""
    task = task_of(row, plan, moment)
    if task is None:
        one = occurrence(plan, moment)
        if one is None:
            raise Invalid(say("this occurrence is skipped: no work is done on its day"), field="instance")
        item = maker.make_one(row, plan, one)
        task = Task.objects.select_related("item__state").get(item=item)
    details: dict[str, Any] = {}
    own: dict[str, Any] = {name: values[name] for name in ("effort", "owner_id") if name in values}
    if "title" in values:
        own["title"] = values["title"] or row.title or row.operation.title
    if "start" in values or "time" in values:
        at = values.get("time", plan.at) or time()
        begins = task.occurs_at.astimezone(plan.zone) if task.occurs_at else moment
        one = placed(plan, task.instance, values.get("start", begins.date()), at if "time" in values else begins.time())
        details = {"occurs_at": one.at, "due_at": one.due}
        own |= days_of(plan, one)
    _change(task, details, own, unit=unit)
    return task


class SkipOccurrence(Command):
    """Cancel one occurrence: its task is dropped as «skipped», or never made."""

    name = "occurrence.skip"
    route = ("POST", "/schedules/{id}/skip")
    answers = OccurrenceTold

    id: Id
    instance: Instance

    def act(self, unit: Unit) -> Answer:
        """Drop the task, or leave the instance out of the schedule. Raises Refused for what is done."""
        row = find(unit, self.id)
        maker = Maker(unit)
        plan = plan_of(row, calendars=maker.calendars, team=row.operation.team_id)
        moment = named_instance(plan, self.instance)
        name, task = name_of(plan, moment), task_of(row, plan, moment)
        if task is None:
            changes = changed(row, {"exclude": [*row.exclude, name]})
            row.wake = unit.now
            row.save(update_fields=["exclude", "wake"])
            unit.record(ScheduleChanged, subject=row, item=row.operation, changes=changes)
        elif is_closed(task.item.category):
            raise Refused(say("%(key)s is closed already", key=task.item.key), field="instance")
        else:
            item = task.item
            state = unit.state_in(Category.DROPPED, kind=item.kind, team_id=item.team_id, field="instance")
            move(item, state, unit=unit, resolution=SKIPPED)
        return {"id": row.pk, "instance": name, "key": task.item.key if task else None}
