"""Operations get schedules, which are changed for one occurrence, from one on, or as a whole."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import takewhile
from typing import Any, Final

from pydantic import Field

from ..access.plans import plan_of
from ..events.types import ScheduleAdded, ScheduleChanged, ScheduleRemoved
from ..models import Item, Schedule
from ..rules.errors import Invalid
from ..rules.recurrence import parse_excluded, zone_named
from ..rules.schedules import Plan, check, instances, name_of
from ..rules.words import Anchor, Kind, Shift
from ..tongue import say
from .base import Answer, Command
from .calendar_names import calendar_named
from .occurrences import Maker, ahead, passed, untouched, withdraw
from .operation_answers import ScheduleTold
from .schedule_edits import bring_into_line, edit_one, find, named_instance
from .schedule_words import Extent, RuleText, TimeOfDay
from .turns import change_turns, set_turns, turn_ids
from .types import CalendarName, Day, Id, Instance, ItemKey, Line, MemberRef, Minutes, Zone
from .unit import Unit, born, changed
from .workspaces import check_zone


class _Terms(Command):
    """What a schedule says."""

    title: Line = ""
    start: Day | None = None
    time: TimeOfDay | None = None
    zone: Zone | None = None
    anchor: Anchor | None = None
    anchor_days: int = Field(default=0, ge=0, le=20)
    shift: Shift = Shift.KEEP
    calendar: CalendarName | None = None
    exclude: list[Line] = Field(default=[], max_length=1000)
    effort: Minutes | None = None
    allowed: int | None = Field(
        default=None, ge=1, le=600_000, description="minutes until due", json_schema_extra={"widget": "effort"}
    )
    ahead_days: int = Field(default=14, ge=0, le=400)
    assignees: list[MemberRef] = Field(default=[], max_length=200)

    def _values(self, unit: Unit) -> dict[str, Any]:
        """What is stated, as columns."""
        values = {name: getattr(self, name) for name in self.given(*COLUMNS)}
        if "zone" in values:
            values["zone"] = values["zone"] or unit.workspace.time_zone
            check_zone(values["zone"], field="zone")
        if values.get("time") is not None:
            values["time"] = time.fromisoformat(values["time"])
        if "anchor" in values:
            values["anchor"] = values["anchor"] or ""
        if values.get("calendar") is not None:
            values["calendar"] = calendar_named(unit, values["calendar"], field="calendar")
        if "exclude" in values:
            parse_excluded(values["exclude"], zone=None)
        if values.get("start", "") is None:
            raise Invalid(say("a schedule has a start"), field="start")
        return values

    def _members(self, unit: Unit, had: list[int]) -> list[int]:
        """Those who take turns, each once. Raises NotFound, Refused or Invalid naming the field."""
        found = [unit.worker(one, field="assignees", had=had).pk for one in self.assignees]
        if len(set(found)) < len(found):
            raise Invalid(say("somebody stands twice in the rotation"), field="assignees")
        return found


COLUMNS: Final = (
    *("title", "rule", "start", "time", "zone", "anchor", "anchor_days", "shift", "calendar", "exclude", "effort"),
    *("allowed", "ahead_days"),
)
TIMING: Final = (
    *("rule", "start", "time", "zone", "anchor", "anchor_days", "shift", "calendar", "exclude", "allowed"),
)


class AddSchedule(_Terms):
    """Have an operation recur: its tasks are made ahead of time, in turn for those who do them.

    Only what is still to come is made, however long ago the start lies.
    """

    name = "schedule.add"
    route = ("POST", "/items/{operation}/schedules")
    answers = ScheduleTold

    operation: ItemKey
    rule: RuleText

    def act(self, unit: Unit) -> Answer:
        """Add it, and make the tasks that are due to be made."""
        operation = operation_of(unit, self.operation)
        today = unit.now.astimezone(zone_named(unit.workspace.time_zone)).date()
        usual = {"start": today, "zone": unit.workspace.time_zone, "created_at": unit.now}
        row = Schedule(operation=operation, **(usual | self._values(unit)))
        maker = Maker(unit)
        plan = checked(row, maker)
        row.made_to, row.wake = passed(plan, unit.now), unit.now
        row.save()
        members = set_turns(row, self._members(unit, []))
        unit.record(ScheduleAdded, subject=row, item=operation, changes=told_whole(row, members))
        maker.make(row)
        return answer(row, plan, unit)


class ChangeSchedule(_Terms):
    """Change a schedule: «this» one occurrence, this and the «following», or «all» that is still to come.

    «This» and «following» need the instance from which on. «Following» splits the schedule in two: what was goes on
    record unchanged. Tasks made ahead that nobody has begun follow; what was begun or done stays as it is.
    """

    name = "schedule.update"
    route = ("PATCH", "/schedules/{id}")
    answers = ScheduleTold

    id: Id
    applies_to: Extent = Extent.ALL
    instance: Instance | None = None
    rule: RuleText | None = None

    def act(self, unit: Unit) -> Answer:
        """Change one task, split the schedule, or change it."""
        row = find(unit, self.id)
        maker = Maker(unit)
        before = plan_of(row, calendars=maker.calendars, team=row.operation.team_id)
        if "rule" in self.model_fields_set and self.rule is None:
            raise Invalid(say("a schedule has a rule"), field="rule")
        if self.applies_to is Extent.ALL:
            return self._all(row, before, maker, unit)
        moment = named_instance(before, self.instance)
        if self.applies_to is Extent.THIS:
            return self._this(row, before, moment, maker, unit)
        if next(instances(before)) == moment:
            return self._all(row, before, maker, unit)
        return self._following(row, before, moment, maker, unit)

    def _this(self, row: Schedule, plan: Plan, moment: datetime, maker: Maker, unit: Unit) -> Answer:
        extra = self.given(*COLUMNS, "assignees") - {"title", "start", "time", "effort", "assignees"}
        if extra:
            raise Invalid(
                say("of one occurrence the title, start (its day), time, effort and assignees can be changed"),
                field=sorted(extra)[0],
            )
        values = self._values(unit)
        if self.given("assignees"):
            members = self._members(unit, turn_ids(row))
            values["owner_id"] = members[0] if members else None
        edit_one(row, plan, moment, values, maker=maker, unit=unit)
        return answer(row, plan, unit, changed=1)

    def _all(self, row: Schedule, before: Plan, maker: Maker, unit: Unit) -> Answer:
        tasks = ahead(row, cut=edge(before, unit.now))
        changes = changed(row, self._values(unit))
        plan = checked(row, maker)
        if self.given("assignees"):
            changes |= change_turns(row, self._members(unit, turn_ids(row)))
        if changes:
            row.made_to, row.wake = passed(plan, unit.now), unit.now
            row.save()
            unit.record(ScheduleChanged, subject=row, item=row.operation, changes=changes)
        moved, gone = bring_into_line(row, plan, tasks, stated=set(changes), maker=maker, unit=unit)
        maker.make(row)
        return answer(row, plan, unit, changed=moved, withdrawn=gone)

    def _following(self, row: Schedule, before: Plan, moment: datetime, maker: Maker, unit: Unit) -> Answer:
        first = name_of(before, moment)
        tasks = [task for task in ahead(row, cut=datetime.min.replace(tzinfo=UTC)) if task.instance >= first]
        later = _copy(row, unit)
        later.start, later.rule = moment.date(), _rest(before, row.rule, moment)
        stated = self._values(unit)
        changed(later, stated)
        plan = checked(later, maker)
        later.made_to = max(passed(plan, unit.now), "")
        later.save()
        had = turn_ids(row)
        members = self._members(unit, had) if self.given("assignees") else had
        set_turns(later, members)
        unit.record(ScheduleAdded, subject=later, item=row.operation, changes=told_whole(later, members))
        ended = changed(row, {"before": first})
        row.wake = unit.now
        row.save(update_fields=["before", "wake"])
        unit.record(ScheduleChanged, subject=row, item=row.operation, changes=ended)
        names = set(stated) | self.given("assignees")
        moved, gone = bring_into_line(later, plan, tasks, stated=names, maker=maker, unit=unit)
        maker.make(row)
        maker.make(later)
        return answer(row, plan, unit, changed=moved, withdrawn=gone, following=later)


class RemoveSchedule(Command):
    """Have a schedule make no more tasks; those made ahead that nobody has begun go into the bin."""

    name = "schedule.remove"
    route = ("DELETE", "/schedules/{id}")
    answers = ScheduleTold

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Mark it; what was done stays."""
        row = find(unit, self.id)
        maker = Maker(unit)
        plan = plan_of(row, calendars=maker.calendars, team=row.operation.team_id)
        gone = withdraw(unit, [task for task in ahead(row, cut=edge(plan, unit.now)) if untouched(task)])
        changes = changed(row, {"deleted_at": unit.now, "calendar": None})
        row.wake = None
        row.save(update_fields=["deleted_at", "calendar", "wake"])
        unit.record(ScheduleRemoved, subject=row, item=row.operation, changes=changes)
        return {**answer(row, plan, unit, withdrawn=gone), "next": None}


def operation_of(unit: Unit, key: str) -> Item:
    """Find the operation of this key. Raises NotFound, or Invalid for something else."""
    item = unit.item(key, field="operation")
    if item.kind != Kind.OPERATION:
        raise Invalid(
            say("%(key)s is %(kind)s; only operations have schedules", key=item.key, kind=Kind(item.kind).one),
            field="operation",
        )
    return item


def checked(row: Schedule, maker: Maker) -> Plan:
    """Return the plan of a row that is to be. Raises Invalid naming the field that cannot be."""
    plan = plan_of(row, calendars=maker.calendars, team=row.operation.team_id)
    check(plan, today=maker.today)
    return plan


def edge(plan: Plan, now: datetime) -> datetime:
    """Return from when on occurrences are still to come: for whole days, from the beginning of today."""
    if plan.at is not None:
        return now
    return datetime.combine(now.astimezone(plan.zone).date(), time(), plan.zone)


def told_whole(row: Schedule, members: list[int]) -> dict[str, list[Any]]:
    """The changes of a new schedule: all that it says."""
    names = (*COLUMNS, "operation", "before", "created_at")
    values = {name: getattr(row, name) for name in names} | {"assignees": members}
    return born({name: value for name, value in values.items() if value != 0})


def _copy(row: Schedule, unit: Unit) -> Schedule:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    return Schedule(**{**values, "made_to": "", "wake": unit.now, "created_at": unit.now, "operation": row.operation})


def _rest(plan: Plan, rule: str, moment: datetime) -> str:
    """The rule from an instance on: with COUNT, the count that is left."""
    if plan.rule.count is None:
        return rule
    whole = instances(replace(plan, exclude=frozenset()))
    gone = sum(1 for _ in takewhile(lambda one: one < moment, whole))
    parts = [part for part in rule.split(";") if not part.upper().startswith("COUNT=")]
    return ";".join([*parts, f"COUNT={plan.rule.count - gone}"])


def answer(
    row: Schedule,
    plan: Plan,
    unit: Unit,
    *,
    changed: int = 0,
    withdrawn: int = 0,
    following: Schedule | None = None,
) -> Answer:
    """What a command on a schedule answers."""
    after = passed(plan, unit.now)
    since = date.fromisoformat(after[:10]) if after else None
    coming = (name_of(plan, moment) for moment in instances(plan, since=since))
    return {
        "id": row.pk,
        "operation": row.operation.key,
        "following": following.pk if following else None,
        "next": next((name for name in coming if name > after), None),
        "changed": changed,
        "withdrawn": withdrawn,
    }
