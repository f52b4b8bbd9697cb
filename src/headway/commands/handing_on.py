"""Work that somebody will not do, for he is away or has left: the next in turn does it, or his successor."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from ..access import holdings
from ..access.calendars import Calendars
from ..events.types import ItemChanged
from ..models import Item, Leave, Member, Schedule, Task
from .item_fields import change_details
from .occurrences import turns_of, untouched
from .unit import Unit


def hand_on(unit: Unit, leave: Leave) -> tuple[list[str], list[str]]:
    """Give what falls in a leave to the next in turn; return the keys of what was given, and of what stays his.

    That is what schedules have made ahead for him, is not overdue, nobody has begun, and has no day outside of the
    leave. What is his by no turn, or by a turn that nobody else can take, stays his.
    """
    calendars = Calendars(unit.workspace.pk)
    given: list[str] = []
    left: list[str] = []
    for task in _falling(leave, today=unit.now.astimezone(calendars.zone).date()):
        took = _next(task, calendars, away=leave.member_id) if _in_turns(task, leave.member_id) else None
        if took is not None:
            told = [None, f"{leave.first.isoformat()} to {leave.last.isoformat()}"]
            unit.touch(task.item, {"owner": took}, type_=ItemChanged, **{"~leave": told})
        (left if took is None else given).append(task.item.key)
    return given, left


def _falling(leave: Leave, *, today: date) -> Iterable[Task]:
    rows = Task.objects.filter(item__owner=leave.member_id, schedule__isnull=False, item__deleted_at=None)
    rows = rows.filter(item__start__gte=leave.first, item__due__lte=leave.last, item__due__gte=today)
    rows = rows.select_related("item__state", "item__owner", "schedule").order_by("occurs_at", "item_id")
    return [task for task in rows if untouched(task)]


def _in_turns(task: Task, member: int) -> bool:
    return task.schedule is not None and member in turns_of(task.schedule)


def _next(task: Task, calendars: Calendars, *, away: int) -> Member | None:
    """The one whose turn it is, and note that he had it; None where there is nobody else."""
    row, start = task.schedule, task.item.start
    members = [] if row is None or start is None else turns_of(row)
    if row is None or start is None or not members:
        return None
    row.refresh_from_db(fields=["turn"])
    who, after = calendars.turn(members, row.turn, start)
    if who is None or who == away:
        return None
    Schedule.objects.filter(pk=row.pk).update(turn=after)
    return Member.objects.get(pk=who)


def hand_over(unit: Unit, leaver: Member, heir: Member | None) -> list[str]:
    """Give the open work of a member who has left to his heir, or to nobody; return the keys.

    What schedules have made ahead, and nobody has begun, goes to the next in turn where there is one.
    """
    calendars = Calendars(unit.workspace.pk)
    today = unit.now.astimezone(calendars.zone).date()
    rows = holdings.work(leaver).select_related("state", "owner", "task__schedule", "project")
    found = list(rows.order_by("task__occurs_at", "id"))
    for item in found:
        values: dict[str, Any] = {}
        if item.owner_id == leaver.pk:
            values["owner"] = _in_turn(item, leaver, calendars, today) or heir
        sponsored = hasattr(item, "project") and item.project.sponsor_id == leaver.pk
        extra = change_details(item, {"sponsor": heir}) if sponsored else {}
        unit.touch(item, values, type_=ItemChanged, **extra, **{"~left": [None, leaver.name]})
    return [item.key for item in found]


def _in_turn(item: Item, leaver: Member, calendars: Calendars, today: date) -> Member | None:
    task: Task | None = getattr(item, "task", None)
    if task is None or task.schedule is None or not untouched(task) or item.due is None or item.due < today:
        return None
    return _next(task, calendars, away=leaver.pk)
