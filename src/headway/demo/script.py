"""What members do by themselves, act by act, in order of time: the acts that make and move the organisation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from ..commands import Command
from ..commands.items import CreateItem
from ..commands.key_results import AddKeyResult, ChangeKeyResult
from ..commands.moves import MoveItem
from ..commands.relations import AddRelation
from ..commands.timeboxes import AddTimebox, ChangeTimebox
from ..rules.words import Category, Kind, Priority, RelationType, TimeboxKind
from .flow import SPRINT, SPRINTING, Days, sprint_number
from .lives import at_work, on
from .people import OWNER, TEAMS, email
from .scenario import GOALS, IDLE_GOAL, OPERATIONS, PROJECTS, GoalPlan, KeyResultPlan, OperationPlan, ProjectPlan

Book = dict[str, Any]
"""Reference -> key of an item, or id of a key result or sprint, once it is there."""


@dataclass(order=True, slots=True)
class Act:
    """Somebody does something: the command is made when its time comes; what it answers is kept under `ref`."""

    at: datetime
    number: int
    by: str = field(compare=False)
    make: Callable[[Book], Command] = field(compare=False)
    ref: str | None = field(default=None, compare=False)


class Script:
    """The acts of a story, collected in any order."""

    def __init__(self, days: Days) -> None:
        self.days, self.acts, self._numbers = days, list[Act](), count()

    def add(self, at: datetime, by: str, make: Callable[[Book], Command], *, ref: str | None = None) -> None:
        """Add an act, unless it lies in the future."""
        if at <= self.days.now:
            self.acts.append(Act(at, next(self._numbers), by, make, ref))

    def in_order(self) -> list[Act]:
        """All acts by time."""
        return sorted(self.acts)


def _move(ref: str, category: Category) -> Callable[[Book], Command]:
    return lambda book: MoveItem(key=book[ref], state=category.value)


def _relate(source: str, type_: RelationType, target: str, weight: float = 1.0) -> Callable[[Book], Command]:
    return lambda book: AddRelation(source=book[source], type=type_, target=book[target], weight=weight)


def write_structure(script: Script, random: Random, *, ends: dict[str, datetime | None], cut: datetime) -> None:
    """Goals with their measures, projects, operations and sprints."""
    opening = on(script.days.first, 8)
    for number, goal in enumerate(GOALS):
        _goal(script, goal, opening + timedelta(minutes=7 * number), random)
    for number, project in enumerate(PROJECTS):
        _project(script, project, number, ends.get(project.ref), cut)
    for number, operation in enumerate(OPERATIONS):
        _operation(script, operation, opening + timedelta(hours=4, minutes=6 * number))
    _sprints(script)


def _goal(script: Script, plan: GoalPlan, at: datetime, random: Random) -> None:
    today, by = script.days.now.date(), email(plan.owner)
    facts: dict[str, Any] = {
        "kind": Kind.GOAL,
        "title": plan.title,
        "description": plan.text,
        "owner": by,
        "team": plan.team,
        "priority": "high",
        "period_start": script.days.first,
        "period_end": today + timedelta(days=90),
        "due": today + timedelta(days=90),
    }
    above = plan.parent
    script.add(
        at, email(OWNER), lambda book: CreateItem(**facts, **({"parent": book[above]} if above else {})), ref=plan.ref
    )
    script.add(at + timedelta(days=1), email(OWNER), _move(plan.ref, Category.READY))
    script.add(at + timedelta(days=3), by, _move(plan.ref, Category.DOING))
    for number, result in enumerate(plan.results):
        _key_result(script, plan, result, f"{plan.ref}:{number}", at + timedelta(minutes=1 + number), random)


def _key_result(script: Script, goal: GoalPlan, plan: KeyResultPlan, ref: str, at: datetime, random: Random) -> None:
    """Add the measure and its check-ins, every other week from where it began to where it is."""
    by, days = email(goal.owner), (script.days.now - at).days
    script.add(
        at,
        by,
        lambda book: AddKeyResult(
            goal=book[goal.ref], title=plan.title, start=plan.start, target=plan.target, unit=plan.unit or None
        ),
        ref=ref,
    )
    times = [at_work(at + timedelta(days=14 * n), random) for n in range(1, max(2, days // 14))]
    if goal.ref == IDLE_GOAL:
        times = times[:2]
    for number, moment in enumerate(times, start=1):
        share = min(1.0, (number / len(times)) ** 1.1 + random.uniform(-0.05, 0.05)) if number < len(times) else 1.0
        value = round(plan.start + (plan.current - plan.start) * share, 0)
        script.add(moment, by, lambda book, value=value: ChangeKeyResult(id=book[ref], current=value))  # type: ignore[misc]


def _project(script: Script, plan: ProjectPlan, number: int, end: datetime | None, cut: datetime) -> None:
    days, by = script.days, email(plan.owner)
    at = max(on(days.day(plan.begin - 8), 9), on(days.first, 11)) + timedelta(minutes=9 * number)
    sponsor = next(g.owner for g in GOALS if g.ref == plan.serves[0][0])
    sponsor = sponsor if sponsor != plan.owner else OWNER
    script.add(
        at,
        by,
        lambda book: CreateItem(
            kind=Kind.PROJECT,
            title=plan.title,
            description=plan.text,
            team=plan.team,
            owner=by,
            start=days.day(plan.begin),
            due=days.day(plan.end),
            sponsor=email(sponsor),
            budget=plan.budget,
            currency="EUR",
            priority=Priority.HIGH if plan.serves[0][1] >= 4 else Priority.NORMAL,
        ),
        ref=plan.ref,
    )
    for place, (goal, weight) in enumerate(plan.serves):
        make = _relate(plan.ref, RelationType.CONTRIBUTES_TO, goal, weight)
        script.add(at + timedelta(hours=2, minutes=place), by, make)
    script.add(at + timedelta(hours=3), email(OWNER), _move(plan.ref, Category.READY))
    script.add(at + timedelta(hours=4), by, _move(plan.ref, Category.DOING))
    if end is not None:
        script.add(max(end + timedelta(hours=4), cut + timedelta(hours=1)), by, _move(plan.ref, Category.DONE))


def _operation(script: Script, plan: OperationPlan, at: datetime) -> None:
    lead = email(next(team.people[0] for team in TEAMS if team.key == plan.team))
    script.add(
        at,
        lead,
        lambda book: CreateItem(
            kind=Kind.OPERATION,
            title=plan.title,
            team=plan.team,
            owner=lead,
            procedure=plan.procedure,
            description=plan.procedure,
        ),
        ref=plan.ref,
    )
    for goal, weight in plan.serves:
        script.add(at + timedelta(minutes=1), lead, _relate(plan.ref, RelationType.CONTRIBUTES_TO, goal, weight))
    script.add(at + timedelta(minutes=2), lead, _move(plan.ref, Category.READY))
    script.add(at + timedelta(minutes=3), lead, _move(plan.ref, Category.DOING))


def _sprints(script: Script) -> None:
    days = script.days
    monday = days.first - timedelta(days=days.first.weekday())
    for team in (one for one in TEAMS if one.key in SPRINTING):
        by = email(team.people[0])
        for number in range(1, sprint_number(days.now.date(), days) + 2):
            start = monday + SPRINT * (number - 1)
            end, ref = start + SPRINT - timedelta(days=3), f"{team.key}:{number}"
            facts: dict[str, Any] = {"title": f"{team.name} {number}", "team": team.key, "start": start, "end": end}
            opened = max(on(start - timedelta(days=4), 10), on(days.first, 12))
            script.add(
                opened,
                by,
                lambda book, facts=facts: AddTimebox(kind=TimeboxKind.SPRINT, **facts),  # type: ignore[misc]
                ref=ref,
            )
            script.add(on(end, 15), by, lambda book, ref=ref: ChangeTimebox(id=book[ref], done=True))  # type: ignore[misc]
