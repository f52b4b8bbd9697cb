"""The projects of Harbourline: proposed, decided on, divided, paid for, reported on and ended."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from ..commands import Command
from ..commands.decisions import ApproveProject, CompleteProject, DeclineProject
from ..commands.deliverables import AcceptDeliverable, AddDeliverable
from ..commands.items import CreateItem
from ..commands.money import AddBudgetLine, AddCost, SetRate
from ..commands.phases import AddPhase, PassPhase
from ..commands.stakeholders import AddStakeholder
from ..models import Member
from ..rules.words import Category, Kind, Priority, RelationType, Stage
from .lives import on
from .people import ADMIN, OWNER, email
from .phases import PHASES, Plan
from .scenario import GOALS, PROJECTS, ProjectPlan
from .scenario.ventures import IDEAS, VENTURES, IdeaPlan, VenturePlan
from .script import Book, Make, Script, moving, relating

FOUND = (
    "Everybody has signed.",
    "Two small points are left; they do not hold us up.",
    "Shown to the sponsor on real data.",
    "",
)
"""What was found at a gate, by its place."""


def write_ventures(script: Script, plan: Plan) -> None:
    """Add what an hour costs, and every project but its work."""
    admin, since = email(ADMIN), script.days.first.replace(day=1)
    script.add(on(script.days.first, 9), admin, lambda book: SetRate(amount=7800, currency="EUR", valid_from=since))
    for number, (name, rate) in enumerate((("Ingrid Solheim", 9600), ("Viktor Petrov", 10400), ("Chloé Dubois", 8900))):
        make = partial(_rate, name, rate)
        script.add(on(script.days.first, 9) + timedelta(minutes=1 + number), admin, make)
    for number, project in enumerate(PROJECTS):
        _Venture(script, project, plan, number).write()
    for number, idea in enumerate(IDEAS):
        _idea(script, idea, on(script.days.day(idea.made), 10) + timedelta(minutes=7 * number))


def _rate(name: str, amount: int, book: Book) -> Command:
    first = Member.objects.filter(email=email(name)).values_list("created_at", flat=True)[0]
    return SetRate(member=email(name), amount=amount, currency="EUR", valid_from=first.date().replace(day=1))


def sponsor_of(plan: ProjectPlan) -> str:
    """Who sponsors a project: the owner of the goal that it serves most, or of the company."""
    above = next(goal.owner for goal in GOALS if goal.ref == plan.serves[0][0])
    return email(above if above != plan.owner else OWNER)


class _Venture:
    """One project, from its proposal to its end."""

    def __init__(self, script: Script, project: ProjectPlan, plan: Plan, number: int) -> None:
        self.script, self.project, self.plan = script, project, plan
        self.by, self.parts = email(project.owner), VENTURES.get(project.ref, VenturePlan(()))
        days = script.days
        begun = max(on(days.day(project.begin - 8), 9), on(days.first, 11))
        self.at = begun + timedelta(minutes=9 * number)

    def write(self) -> None:
        """Add it all."""
        script, ref = self.script, self.project.ref
        script.add(self.at, self.by, self._create, ref=ref)
        for place, (goal, weight) in enumerate(self.project.serves):
            make = relating(ref, RelationType.CONTRIBUTES_TO, goal, weight)
            script.add(self.at + timedelta(hours=2, minutes=place), self.by, make)
        approval = "Go ahead. I want to hear of every date that moves."
        script.add(
            self.at + timedelta(hours=3),
            sponsor_of(self.project),
            lambda book: ApproveProject(key=book[ref], comment=approval),
        )
        script.add(self.at + timedelta(hours=4), self.by, moving(ref, Category.DOING))
        self._phases()
        self._deliverables()
        self._people()
        self._money()
        self._end()

    def _create(self, book: Book) -> Command:
        plan, days = self.project, self.script.days
        return CreateItem(
            kind=Kind.PROJECT,
            title=plan.title,
            description=plan.text,
            team=plan.team,
            owner=self.by,
            start=days.day(plan.begin),
            due=days.day(plan.end),
            sponsor=sponsor_of(plan),
            budget=plan.budget,
            currency="EUR",
            priority=Priority.HIGH if plan.serves[0][1] >= 4 else Priority.NORMAL,
        )

    def _passed(self, place: int) -> datetime | None:
        """When the milestone at the end of a phase was reached."""
        stone = f"{self.project.ref}:{place}:m"
        return next((piece.done_at for piece in self.plan.pieces if piece.ref == stone), None)

    def _phases(self) -> None:
        begun, span = float(self.project.begin), self.project.end - self.project.begin
        for place, (name, gate, share, _) in enumerate(PHASES):
            ref, stretch = f"{self.project.ref}:phase:{place}", (round(begun), round(begun + span * share))
            at = self.at + timedelta(minutes=10 + place)
            self.script.add(at, self.by, partial(self._phase, name, gate, stretch), ref=ref)
            if (passed := self._passed(place)) is not None:
                make = partial(_pass, ref, FOUND[place])
                self.script.add(max(passed + timedelta(hours=2), at + timedelta(hours=8)), self.by, make)
            begun += span * share

    def _phase(self, name: str, gate: str, stretch: tuple[int, int], book: Book) -> Command:
        start, due = (self.script.days.day(day) for day in stretch)
        return AddPhase(project=book[self.project.ref], phase_name=name, start=start, due=due, gate=gate)

    def _deliverables(self) -> None:
        for number, (title, place) in enumerate(self.parts.deliverables):
            ref, at = f"{self.project.ref}:out:{number}", self.at + timedelta(minutes=20 + number)
            self.script.add(at, self.by, partial(self._deliverable, title, place), ref=ref)
            if (passed := self._passed(place)) is not None:
                accepted = max(passed + timedelta(hours=1), at + timedelta(hours=7))
                self.script.add(accepted, sponsor_of(self.project), partial(_accept, ref))

    def _deliverable(self, title: str, place: int, book: Book) -> Command:
        span = self.project.end - self.project.begin
        due = self.project.begin + round(span * sum(share for _, _, share, _ in PHASES[: place + 1]))
        facts: dict[str, Any] = {"due": self.script.days.day(due), "owner": self.by}
        return AddDeliverable(project=book[self.project.ref], title=title, **facts)

    def _people(self) -> None:
        makes: list[Make] = [partial(_stake, self.project.ref, *one) for one in self.parts.stakeholders]
        self.script.row(self.at + timedelta(hours=5), self.by, makes)

    def _money(self) -> None:
        ref, days = self.project.ref, self.script.days
        makes: list[Make] = [partial(_expense, ref, *one) for one in self.parts.expenses]
        self.script.row(self.at + timedelta(hours=6), self.by, makes)
        for stage, heading, amount, currency, day in self.parts.costs:
            facts = {"heading": heading, "amount": amount, "currency": currency, "date": days.day(day)}
            at = max(on(days.day(day), 15), self.at + timedelta(hours=7))
            self.script.add(at, self.by, partial(_cost, ref, Stage(stage), facts))

    def _end(self) -> None:
        end, ref = self.plan.ends.get(self.project.ref), self.project.ref
        if end is not None:
            at = max(end + timedelta(hours=12), self.script.cut + timedelta(hours=4))
            self.script.add(at, self.by, lambda book: CompleteProject(key=book[ref]))


def _pass(ref: str, note: str, book: Book) -> Command:
    return PassPhase(id=book[ref], note=note)


def _accept(ref: str, book: Book) -> Command:
    return AcceptDeliverable(id=book[ref], note="Looked at it together; as agreed.")


def _stake(project: str, name: str, role: str, interest: str, book: Book) -> Command:
    member = Member.objects.filter(email=email(name)).exists()
    who = {"member": email(name)} if member else {"outside": name}
    return AddStakeholder(project=book[project], role=role, interest=interest, **who)


def _expense(project: str, heading: str, amount: int, currency: str, book: Book) -> Command:
    return AddBudgetLine(project=book[project], heading=heading, amount=amount, currency=currency)


def _cost(project: str, stage: Stage, facts: dict[str, Any], book: Book) -> Command:
    return AddCost(project=book[project], stage=stage, **facts)


def _idea(script: Script, plan: IdeaPlan, at: datetime) -> None:
    """A project on which was decided otherwise: declined, to begin later, or put on hold."""
    by, sponsor, decided = email(plan.owner), email(plan.sponsor), on(script.days.day(plan.decided), 11)
    script.add(at, by, partial(_propose, plan, script), ref=plan.ref)
    if plan.fate == "declined":
        script.add(decided, sponsor, lambda book: DeclineProject(key=book[plan.ref], comment=plan.words))
        return
    script.add(decided, sponsor, lambda book: ApproveProject(key=book[plan.ref], comment=plan.words))
    if plan.fate == "held":
        script.add(decided + timedelta(hours=2), by, moving(plan.ref, Category.DOING))
        tasks: list[Make] = [partial(_task, plan, title) for title in plan.tasks]
        script.row(decided + timedelta(hours=3), by, tasks)
        script.add(on(script.days.day(-30), 16), by, moving(plan.ref, Category.WAITING))


def _propose(plan: IdeaPlan, script: Script, book: Book) -> Command:
    facts: dict[str, Any] = {"start": script.days.day(plan.begin), "due": script.days.day(plan.end)}
    facts |= {"budget": plan.budget, "currency": "EUR", "sponsor": email(plan.sponsor)}
    facts |= {"title": plan.title, "description": plan.text, "team": plan.team, "owner": email(plan.owner)}
    return CreateItem(kind=Kind.PROJECT, **facts)


def _task(plan: IdeaPlan, title: str, book: Book) -> Command:
    return CreateItem(kind=Kind.TASK, title=title, team=plan.team, parent=book[plan.ref], effort=480)
