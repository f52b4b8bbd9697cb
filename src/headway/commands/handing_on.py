"""Occurrences that were made for somebody who will be away then: the next in turn does them."""

from collections.abc import Iterable
from datetime import date

from ..access.calendars import Calendars
from ..events.types import ItemChanged
from ..models import Leave, Member, Schedule, Task
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
        took = _next(task, leave.member_id, calendars)
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


def _next(task: Task, away: int, calendars: Calendars) -> Member | None:
    """The one whose turn it is, and note that he had it; None where there is nobody else."""
    row, start = task.schedule, task.item.start
    members = [] if row is None or start is None else turns_of(row)
    if row is None or start is None or away not in members:
        return None
    row.refresh_from_db(fields=["turn"])
    who, after = calendars.turn(members, row.turn, start)
    if who is None or who == away:
        return None
    Schedule.objects.filter(pk=row.pk).update(turn=after)
    return Member.objects.get(pk=who)
