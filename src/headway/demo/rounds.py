"""What recurs at Harbourline: operations with their schedules, whose tasks are done as they come round."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from ..commands import Command
from ..commands.items import CreateItem
from ..commands.moves import MoveItem
from ..commands.occurrences import MakeOccurrences
from ..commands.schedules import AddSchedule
from ..commands.work import LogWork
from ..models import Item, Task
from ..rules.words import Category, Kind, RelationType, Shift
from .flow import Size
from .lives import at_work, on
from .people import TEAMS, TeamPlan, email
from .scenario import OPERATIONS, OperationPlan
from .script import HOUSE, Book, Script, moving, relating

AHEAD: Final = 7
"""How many days ahead the occurrences of a week are among the tasks; those of a month thrice as many."""
STOOD_STILL: Final = 25
"""So many days ago nobody made any for a week: what should have been done then was missed."""
PLANS: Final[Mapping[str, OperationPlan]] = {plan.ref: plan for plan in OPERATIONS}


def write_rounds(script: Script, size: Size, random: Random) -> None:
    """Add the operations, their schedules, and the job that makes their tasks week by week."""
    opening = on(script.days.first, 12)
    begin = max(opening + timedelta(hours=4), on(script.days.day(-size.rounds), 3))
    for number, plan in enumerate(OPERATIONS):
        _operation(script, plan, opening + timedelta(minutes=6 * number))
        if plan.rule:
            lead = email(_team(plan).people[0])
            script.add(begin + timedelta(minutes=number), lead, partial(_schedule, plan))
    rounds = _Rounds(script, random)
    rounds.look_at(begin + timedelta(minutes=30))
    monday = script.days.first - timedelta(days=script.days.first.weekday())
    for week in range((script.days.now.date() - monday).days // 7 + 1):
        day = monday + timedelta(days=7 * week)
        if on(day, 3) > begin and not 0 <= (day - script.days.day(-STOOD_STILL)).days < 7:
            rounds.look_at(on(day, 3))


def _team(plan: OperationPlan) -> TeamPlan:
    return next(team for team in TEAMS if team.key == plan.team)


def _operation(script: Script, plan: OperationPlan, at: datetime) -> None:
    lead = email(_team(plan).people[0])
    script.add(at, lead, partial(_create, plan, lead), ref=plan.ref)
    for goal, weight in plan.serves:
        script.add(at + timedelta(minutes=1), lead, relating(plan.ref, RelationType.CONTRIBUTES_TO, goal, weight))
    script.add(at + timedelta(minutes=2), lead, moving(plan.ref, Category.READY))
    script.add(at + timedelta(minutes=3), lead, moving(plan.ref, Category.DOING))


def _create(plan: OperationPlan, lead: str, book: Book) -> Command:
    facts: dict[str, Any] = {"title": plan.title, "team": plan.team, "owner": lead, "procedure": plan.procedure}
    return CreateItem(kind=Kind.OPERATION, description=plan.purpose, **facts)


def _schedule(plan: OperationPlan, book: Book) -> Command:
    """Everybody of the team takes his turn but the lead; a day off is made up for on the next."""
    return AddSchedule(
        operation=book[plan.ref],
        title=plan.title,
        rule=plan.rule,
        time=f"{plan.hour:02}:00",
        shift=Shift.LATER,
        anchor=plan.anchor,
        anchor_days=plan.anchor_days,
        effort=plan.minutes,
        ahead_days=AHEAD if "WEEKLY" in plan.rule else 3 * AHEAD,
        assignees=[email(name) for name in _team(plan).people[1:]],
    )


class _Rounds:
    """Has tasks made, and plans what becomes of each."""

    def __init__(self, script: Script, random: Random) -> None:
        self._script, self._random, self._last = script, random, 0

    def look_at(self, at: datetime) -> None:
        """Have the job run at a moment."""
        self._script.add(at, HOUSE, lambda book: MakeOccurrences(), then=lambda answer: self._made(answer, at))

    def _made(self, answer: dict[str, Any], at: datetime) -> None:
        refs = {self._script.book[ref]: ref for ref in PLANS if ref in self._script.book}
        rows = Task.objects.filter(item__workspace=self._script.workspace, item__gt=self._last, schedule__isnull=False)
        for task in rows.select_related("item__owner", "operation").order_by("occurs_at", "item_id"):
            self._last = max(self._last, task.item_id)
            if task.operation is not None and task.item.category == Category.READY:
                self._live(task, PLANS[refs[task.operation.key]])
        if answer["more"]:
            self.look_at(at + timedelta(minutes=1))

    def _live(self, task: Task, plan: OperationPlan) -> None:
        """Most are done in time, some a few days late, a few not at all, or left out on purpose."""
        item, random, fate = task.item, self._random, self._random.random()
        by = item.owner.email if item.owner else email(_team(plan).people[0])
        begin = (task.occurs_at or task.item.created_at) + timedelta(minutes=random.randrange(5, 40))
        if fate > 0.985:
            self._script.add(begin, by, partial(_skip, item.key))
            return
        if fate < plan.late:
            begin = at_work(begin + timedelta(days=random.choice((1, 1, 2, 3))), random)
        end = begin + timedelta(minutes=plan.minutes * random.uniform(0.7, 1.3))
        self._done(item, by, begin, end, plan)

    def _done(self, item: Item, by: str, begin: datetime, end: datetime, plan: OperationPlan) -> None:
        script, key = self._script, item.key
        if begin > script.cut:
            script.add(begin, by, lambda book: MoveItem(key=key, state=Category.DOING.value))
        script.add(end, by, lambda book: MoveItem(key=key, state=Category.DONE.value))
        if self._random.random() < 0.4:
            minutes = round((end - begin).total_seconds() / 60)
            script.add(end, by, lambda book: LogWork(key=key, minutes=minutes, note=""))


def _skip(key: str, book: Book) -> Command:
    return MoveItem(key=key, state=Category.DROPPED.value, resolution="Not needed this time")
