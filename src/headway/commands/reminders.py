"""Owners are asked for check-ins that have come due: each once, by the house."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from ..access.actor import house
from ..events.types import ReminderSent
from ..models import CheckIn, Goal, KeyResult, Reminder, Workspace
from ..models.database import writing
from ..rules.cadence import latest_due
from ..rules.words import Category, KeyResultType
from .run import close
from .unit import Unit, born


@dataclass(frozen=True, slots=True)
class _Due:
    goal: Goal
    member: int
    day: date


def remind(*, now: datetime, only: Workspace | None = None) -> int:
    """Ask for every check-in that is due, in every workspace or one; return how many were asked for anew.

    A check-in of an active goal is due so many days after the last one on the goal or any of its key results, or after
    the goal was begun, and again as many days later. Asked are the goal's owner and those of its metrics; following
    the event, it comes into their inboxes. Repeating it adds nothing: a row for each (goal, member, day) is unique.
    """
    with_cadence = Goal.objects.filter(cadence__isnull=False, item__category=Category.DOING, item__deleted_at=None)
    ids = [only.pk] if only else with_cadence.values_list("item__workspace", flat=True).distinct()
    return sum(_remind(pk, now=now) for pk in ids)


def _remind(workspace_id: int, *, now: datetime) -> int:
    with writing(), transaction.atomic():
        workspace = Workspace.objects.select_for_update().get(pk=workspace_id)
        unit = Unit(workspace=workspace, actor=house(workspace=workspace), now=now)
        known = set(Reminder.objects.filter(goal__workspace=workspace).values_list("goal_id", "member_id", "due"))
        due = [one for one in _due(workspace, now=now) if (one.goal.pk, one.member, one.day) not in known]
        for one in due:
            row = Reminder.objects.create(goal_id=one.goal.pk, member_id=one.member, due=one.day)
            facts = born({"goal": one.goal.pk, "member": one.member, "due": one.day})
            unit.record(ReminderSent, subject=row, item=one.goal.item, changes=facts)
        close(unit)
    return len(due)


def _due(workspace: Workspace, *, now: datetime) -> Iterator[_Due]:
    zone = ZoneInfo(workspace.time_zone)
    today = now.astimezone(zone).date()
    rows = Goal.objects.filter(
        item__workspace=workspace, item__deleted_at=None, item__category=Category.DOING, cadence__isnull=False
    )
    goals = list(rows.select_related("item").order_by("item_id"))
    told = CheckIn.objects.filter(goal__goal__in=goals, deleted_at=None).values_list("goal_id")
    last = dict(told.annotate(at=Max("at")))
    people = _people(goals)
    for goal in goals:
        times = [time for time in (goal.item.started_at, last.get(goal.pk)) if time]
        since = max(time.astimezone(zone).date() for time in times) if times else None
        day = latest_due(since=since, cadence=goal.cadence or 1, today=today) if since else None
        if day is not None:
            yield from (_Due(goal, member, day) for member in sorted(people[goal.pk]))


def _people(goals: list[Goal]) -> dict[int, set[int]]:
    """Goal -> those who report on it and are still here: its owner, and the owners of its metrics."""
    people: dict[int, set[int]] = defaultdict(set)
    for goal in goals:
        if goal.item.owner_id is not None:
            people[goal.pk].add(goal.item.owner_id)
    rows = KeyResult.objects.filter(goal__goal__in=goals, deleted_at=None, type=KeyResultType.METRIC)
    for pk, owner in rows.filter(owner__active=True).values_list("goal_id", "owner_id"):
        people[pk].add(owner)
    return people
