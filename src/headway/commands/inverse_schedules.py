"""How what was done to a schedule is taken back: it says again what it said; its tasks follow by their own events."""

from typing import Any

from ..access import visible
from ..access.plans import plan_of
from ..events.types import ScheduleAdded, ScheduleChanged, ScheduleRemoved
from ..models import Event, Schedule
from ..rules.errors import Refused
from ..rules.spoken_words import field_word
from ..tongue import say
from .inverse_base import Items, item_of, set_back
from .occurrences import Maker, ahead, passed, untouched, withdraw
from .schedules import edge, told_whole
from .turns import change_turns, turn_ids
from .unit import Unit, changed


def schedule_changed(event: Event, unit: Unit, items: Items) -> None:
    """Give a schedule its former terms; what is due to be made is made when schedules next run."""
    row = _found(event, unit, items)
    changes: dict[str, list[Any]] = {}
    for name, (old, new) in event.changes.items():
        if name == "assignees":
            changes |= _turns_back(row, old or [], new or [])
        else:
            changes[name] = set_back(row, name, old, new, key=row.operation.key)
    _from_now(row, unit)
    unit.record(ScheduleChanged, subject=row, item=row.operation, changes=changes)


def schedule_added(event: Event, unit: Unit, items: Items) -> None:
    """Have the schedule make no more tasks; those of the act go by their own events, later ones as nobody's yet."""
    row = _found(event, unit, items)
    if row.deleted_at is not None:
        raise Refused(say("%(key)s: the schedule is no longer there", key=row.operation.key), field="seq")
    _refuse_changed(row, event)
    plan = plan_of(row, calendars=Maker(unit).calendars, team=row.operation.team_id)
    withdraw(unit, [task for task in ahead(row, cut=edge(plan, unit.now)) if untouched(task)])
    changes = changed(row, {"deleted_at": unit.now, "calendar": None})
    row.wake = None
    row.save()
    unit.record(ScheduleRemoved, subject=row, item=row.operation, changes=changes)


def schedule_removed(event: Event, unit: Unit, items: Items) -> None:
    """Have the schedule make tasks again."""
    row = _found(event, unit, items)
    back = {name: set_back(row, name, *pair, key=row.operation.key) for name, pair in event.changes.items()}
    _from_now(row, unit)
    changes = told_whole(row, turn_ids(row)) | back
    unit.record(ScheduleAdded, subject=row, item=row.operation, changes=changes)


def _found(event: Event, unit: Unit, items: Items) -> Schedule:
    row = Schedule.objects.filter(pk=event.subject, operation__in=visible.items(unit.actor)).first()
    if row is None:
        raise Refused(say("the schedule, or its operation, is no longer here"), field="seq")
    row.operation = item_of(event, unit, items)
    return row


def _turns_back(row: Schedule, old: list[int], new: list[int]) -> dict[str, list[Any]]:
    if turn_ids(row) != new:
        raise Refused(say("%(key)s: somebody has changed who takes turns since", key=row.operation.key), field="seq")
    return change_turns(row, old)


def _refuse_changed(row: Schedule, event: Event) -> None:
    told = {name: new for name, (_, new) in event.changes.items() if name != "deleted_at"}
    now = {name: new for name, (_, new) in told_whole(row, turn_ids(row)).items()}
    differ = sorted(name for name in now.keys() | told.keys() if now.get(name) != told.get(name))
    if differ:
        raise Refused(
            say(
                "%(key)s: somebody has changed %(differ)s since",
                key=row.operation.key,
                differ=field_word(differ[0]),
            ),
            field="seq",
        )


def _from_now(row: Schedule, unit: Unit) -> None:
    """Tasks are made from now on; those that are there already stand under their names and are not made twice."""
    plan = plan_of(row, calendars=Maker(unit).calendars, team=row.operation.team_id)
    row.made_to, row.wake = passed(plan, unit.now), unit.now
    row.save()
