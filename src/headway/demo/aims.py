"""What Harbourline wants: goals of the year and its quarters, their measures, check-ins, ends and what goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from ..commands import Command
from ..commands.goal_carry import CarryGoalOver
from ..commands.goal_close import CloseGoal
from ..commands.items import CreateItem
from ..commands.key_results import AddKeyResult
from ..commands.periods import FillPeriods
from ..commands.proofs import LinkWork
from ..commands.reports import CheckInOnGoal
from ..models import KeyResult
from ..rules.words import Category, Health, Kind, Priority, RelationType
from .flow import Days
from .lives import at_work, on
from .people import OWNER, email
from .scenario import GOALS, IDLE_GOAL, OPERATIONS, PROJECTS, QUARTERS, GoalPlan, KeyResultPlan, ProofPlan, QuarterPlan
from .script import Book, Script, moving, relating

EVERY: Final = 14
"""Days between check-ins."""
BEGUN: Final = {plan.ref: plan.begin for plan in PROJECTS} | {plan.ref: -9999 for plan in OPERATIONS}
"""When work is there to which a goal can be tied, in days from today: an operation since ever."""
SAID: Final = {
    Health.ON_TRACK: (
        "As planned.",
        "Better than I thought: the last step brought more than the two before it.",
        "On its way. Nothing that I would ask help for.",
        "A good fortnight, mostly thanks to the work of last month.",
        "",
    ),
    Health.AT_RISK: (
        "Slower than it should be; two things came in between.",
        "It moves, but not at the pace that we need. I look at what can be left out.",
        "People were away. We have to win a week back.",
        "The easy part is done, what is left is harder.",
        "",
    ),
    Health.OFF_TRACK: (
        "We are far behind. I would rather say it now than at the end.",
        "Hardly anything moved: all hands were on other work.",
        "Without a decision on what we stop, this will not be reached.",
    ),
}


@dataclass(frozen=True, slots=True)
class Year:
    """The company's fiscal year: it is in the middle of its third quarter today."""

    first_month: int
    begin: date

    @property
    def title(self) -> str:
        """What the year is called."""
        return str(self.begin.year) if self.first_month == 1 else f"FY{self.begin.year}"

    def quarter(self, number: int) -> str:
        """What a quarter, 1 to 4, is called."""
        return f"{self.title} Q{number}"

    def start_of(self, number: int) -> date:
        """The first day of a quarter; of the fifth: of the next year."""
        month = self.first_month - 1 + 3 * (number - 1)
        return date(self.begin.year + month // 12, month % 12 + 1, 1)


def year_of(days: Days) -> Year:
    """The year that began seven months before the present one."""
    month = days.now.year * 12 + days.now.month - 1 - 7
    return Year(month % 12 + 1, date(month // 12, month % 12 + 1, 1))


def write_aims(script: Script, random: Random) -> None:
    """Add periods, goals with their measures and check-ins, and what ended with its quarter."""
    year, opening = year_of(script.days), on(script.days.first, 8)
    filling = FillPeriods(year=year.begin.year, first_month=year.first_month)
    script.add(opening - timedelta(minutes=30), email(OWNER), lambda book: filling)
    for number, goal in enumerate(GOALS):
        _Aim(script, goal, year, random).begin(opening + timedelta(minutes=7 * number))
    for number, plan in enumerate(QUARTERS):
        _Quarter(script, plan, year, random).begin(number)


def _create(facts: dict[str, Any], above: str | None, book: Book) -> Command:
    return CreateItem(kind=Kind.GOAL, cadence=EVERY, **facts, **({"parent": book[above]} if above else {}))


class _Measured:
    """Adds key results and what was reported of them."""

    def __init__(self, script: Script, ref: str, owner: str, random: Random, told: Sequence[str] = ()) -> None:
        self.script, self.ref, self.by, self.random, self.told = script, ref, email(owner), random, told

    def start(self, at: datetime) -> None:
        """Have the goal agreed and begun."""
        self.script.add(at + timedelta(hours=5), email(OWNER), moving(self.ref, Category.READY))
        self.script.add(at + timedelta(hours=26), self.by, moving(self.ref, Category.DOING))

    def add(self, plan: KeyResultPlan, ref: str, at: datetime) -> None:
        """Add a metric."""
        self.script.add(at, self.by, partial(self._metric, plan), ref=ref)

    def _metric(self, plan: KeyResultPlan, book: Book) -> Command:
        facts: dict[str, Any] = {"start": plan.start, "target": plan.target, "unit": plan.unit or None}
        return AddKeyResult(goal=book[self.ref], title=plan.title, **facts)

    def report(self, plan: KeyResultPlan, ref: str, since: datetime, until: datetime, end: datetime, most: int) -> None:
        """Check in every fortnight, from where a measure began to where it is; `end` is when it is to be reached."""
        last = min(until, self.script.days.now - timedelta(hours=26))
        count = max(1, (last - since).days // EVERY)
        times = [at_work(since + timedelta(days=EVERY * n), self.random) for n in range(1, count + 1)][:most]
        for number, at in enumerate(times, start=1):
            share = min(1.0, (number / count) ** 1.1 + self.random.uniform(-0.05, 0.05)) if number < count else 1.0
            due = (at - since) / (end - since)
            said = self.told[number - len(times) - 1 :][:1] if number > len(times) - len(self.told) else ()
            self.script.add(at, self.by, partial(self._check_in, ref, self._words(plan, share, due, said)))

    def _words(self, plan: KeyResultPlan, share: float, due: float, said: Sequence[str]) -> dict[str, Any]:
        """What is reported: the value, and how it looks by what should be done by now."""
        value = plan.start + (plan.current - plan.start) * share
        pace = (value - plan.start) / (plan.target - plan.start) / max(due, 0.05)
        health = Health.ON_TRACK if pace > 0.85 else Health.AT_RISK if pace > 0.5 else Health.OFF_TRACK
        comment = said[0] if said else self.random.choice(SAID[health])
        sure = round(min(0.95, max(0.1, 0.2 + 0.65 * pace)), 1)
        digits = 0 if abs(plan.target - plan.start) > 5 else 1
        return {"value": round(value, digits), "health": health, "confidence": sure, "comment": comment}

    def _check_in(self, ref: str, told: dict[str, Any], book: Book) -> Command:
        return CheckInOnGoal(goal=book[self.ref], key_result=book[ref], **told)


class _Aim:
    """A goal of the year: the company's, or a team's beneath it."""

    def __init__(self, script: Script, plan: GoalPlan, year: Year, random: Random) -> None:
        self.script, self.plan, self.year, self.random = script, plan, year, random

    def begin(self, at: datetime) -> None:
        """Add it with all that is told of it."""
        plan, measured = self.plan, _Measured(self.script, self.plan.ref, self.plan.owner, self.random, self.plan.told)
        facts = {"title": plan.title, "description": plan.text, "owner": email(plan.owner), "team": plan.team}
        facts |= {"priority": Priority.HIGH.value, "period": self.year.title}
        self.script.add(at, email(OWNER), partial(_create, facts, plan.parent), ref=plan.ref)
        measured.start(at)
        end = on(self.year.start_of(5))
        for number, result in enumerate(plan.results):
            ref, since = f"{plan.ref}:{number}", at + timedelta(minutes=1 + number)
            measured.add(result, ref, since)
            since += timedelta(days=2)
            measured.report(result, ref, since, self.script.days.now, end, 2 if plan.ref == IDLE_GOAL else 99)
        for number, proof in enumerate(plan.proofs):
            self._prove(proof, f"{plan.ref}:proof:{number}", at + timedelta(minutes=5 + number))

    def _prove(self, proof: ProofPlan, ref: str, at: datetime) -> None:
        """Add a key result that work proves, and link that once it is there."""
        by, goal = email(self.plan.owner), self.plan.ref
        self.script.add(at, by, lambda book: AddKeyResult(goal=book[goal], title=proof.title, type=proof.type), ref=ref)
        # All work of projects is known a day before the end of the story, some of it no earlier.
        linked = self.script.days.now - timedelta(hours=23)
        self.script.row(linked, by, [partial(_link, ref, work) for work in proof.work])


def _link(ref: str, work: str, book: Book) -> Command:
    return LinkWork(id=book[ref], item=book[work])


class _Quarter:
    """A goal of a quarter, and what became of it."""

    def __init__(self, script: Script, plan: QuarterPlan, year: Year, random: Random) -> None:
        self.script, self.plan, self.year, self.random = script, plan, year, random

    def begin(self, number: int) -> None:
        """Add it as its quarter begins; when that is over, close it, and carry it over if it was not reached."""
        plan, at = self.plan, on(self.year.start_of(self.plan.quarter), 9) + timedelta(minutes=11 * number)
        at = max(at, on(self.script.days.first, 15) + timedelta(days=1, minutes=11 * number))
        end = on(self.year.start_of(plan.quarter + 1), 10)
        facts = {"title": plan.title, "description": plan.text, "owner": email(plan.owner), "team": plan.team}
        facts |= {"period": self.year.quarter(plan.quarter)}
        self.script.add(at, email(OWNER), partial(_create, facts, plan.parent), ref=plan.ref)
        self._measure(plan.ref, plan.results, at, end)
        for work in plan.work:
            self.script.add(
                self._tied(work, at), email(plan.owner), relating(work, RelationType.CONTRIBUTES_TO, plan.ref)
            )
        if plan.reflection:
            self._close(end + timedelta(days=3, minutes=11 * number))

    def _tied(self, work: str, at: datetime) -> datetime:
        """When work is there that contributes: a project, or a task of the last days."""
        if work not in BEGUN:
            return self.script.days.now - timedelta(hours=36)
        return max(at + timedelta(days=1), on(self.script.days.day(BEGUN[work]), 12))

    def _measure(self, ref: str, results: Sequence[KeyResultPlan], at: datetime, end: datetime) -> None:
        measured = _Measured(self.script, ref, self.plan.owner, self.random, self.plan.told)
        measured.start(at)
        for number, result in enumerate(results):
            measured.add(result, f"{ref}:{number}", at + timedelta(minutes=1 + number))
            measured.report(result, f"{ref}:{number}", at + timedelta(days=2), end, end, 99)

    def _close(self, at: datetime) -> None:
        plan, by = self.plan, email(self.plan.owner)
        closing: dict[str, Any] = {"state": plan.state, "reflection": plan.reflection}
        self.script.add(at, by, lambda book: CloseGoal(key=book[plan.ref], **closing))
        if plan.carried:
            later = f"{plan.ref}+"
            self.script.add(at + timedelta(minutes=5), by, self._carry, ref=later)
            self._go_on(later, at + timedelta(minutes=9))

    def _carry(self, book: Book) -> Command:
        return CarryGoalOver(key=book[self.plan.ref], period=self.year.quarter(self.plan.quarter + 1))

    def _go_on(self, later: str, at: datetime) -> None:
        """Begin what was carried over, and report on what was left of it."""
        measured = _Measured(self.script, later, self.plan.owner, self.random)
        measured.start(at)
        left, end = self.plan.results[0], on(self.year.start_of(self.plan.quarter + 2), 10)
        further = KeyResultPlan(left.title, left.current, left.target, left.current - 6)
        ref = f"{later}:0"
        report = at + timedelta(days=2)
        # The key result was made by carrying over: its number is looked up when it is first needed.
        script = self.script
        script.add(report, measured.by, partial(_first, script, ref, later))
        measured.report(further, ref, report, end, end, 99)


def _first(script: Script, ref: str, later: str, book: Book) -> Command:
    rows = KeyResult.objects.filter(goal__workspace=script.workspace, goal__key=book[later])
    book[ref] = rows.order_by("position").values_list("pk", flat=True)[0]
    words = "We go on where we stood: the reversals first, if somebody can be freed for them."
    return CheckInOnGoal(goal=book[later], key_result=book[ref], health=Health.AT_RISK, comment=words)
