"""What projects plan, commit and spend, and what an hour costs. Such events stand in the audit log alone.

Amounts are in the smallest unit of their currency.
"""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from ..access.projects import check_runs
from ..events.types import (
    BudgetLineAdded,
    BudgetLineChanged,
    BudgetLineRemoved,
    CostAdded,
    CostChanged,
    CostRemoved,
    RateChanged,
    RateRemoved,
    RateSet,
)
from ..models import BudgetLine, Cost, Item, Rate
from ..rules.errors import Invalid, NotFound
from ..rules.words import Role, Stage
from ..tongue import say
from .base import Answer, Command
from .project_answers import PartTold, RateTold
from .project_parts import OnPart, add, change, part_of, project_of, remove, stated, told
from .types import Day, ItemKey, Line, MemberRef, Money, ShortName
from .unit import Unit, born, changed, gone

Currency = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{3}$"),
    Field(description="ISO 4217, such as EUR"),
]
_MOST = 10**15
Spent = Annotated[int, Field(ge=-_MOST, le=_MOST, description="smallest units", json_schema_extra={"widget": "money"})]


def _project(unit: Unit, key: str) -> Item:
    project = project_of(unit, key)
    check_runs(unit.actor, project, act=say("money"))
    return project


class _OnMoney(OnPart):
    def _find(self, unit: Unit, model: Any, noun: str) -> Any:
        row = part_of(unit, model, self.id, noun=noun)
        check_runs(unit.actor, row.project, act=say("money"))
        return row


class AddBudgetLine(Command):
    """Plan to spend something on a project. For its owner and sponsor, and admins."""

    name = "budget_line.add"
    route = ("POST", "/projects/{project}/budget-lines")
    answers = PartTold

    project: ItemKey
    heading: ShortName
    amount: Money
    currency: Currency
    note: Line = ""

    def act(self, unit: Unit) -> Answer:
        """Add the line."""
        values = {name: getattr(self, name) for name in ("heading", "amount", "currency", "note")}
        project = _project(unit, self.project)
        return told(add(unit, BudgetLine, {"project": project, **values}, type_=BudgetLineAdded, quiet=True))


class ChangeBudgetLine(_OnMoney):
    """Change what a project plans to spend. For its owner and sponsor, and admins."""

    name = "budget_line.update"
    route = ("PATCH", "/budget-lines/{id}")
    answers = PartTold

    heading: ShortName | None = None
    amount: Money | None = None
    currency: Currency | None = None
    note: Line | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = self._find(unit, BudgetLine, "planned expense")
        values = stated(self, "heading", "amount", "currency", "note", empty={"note": ""})
        change(unit, row, _without_nothing(values), type_=BudgetLineChanged, quiet=True)
        return told(row)


class RemoveBudgetLine(_OnMoney):
    """Strike out what a project planned to spend. For its owner and sponsor, and admins."""

    name = "budget_line.remove"
    route = ("DELETE", "/budget-lines/{id}")
    answers = PartTold

    def act(self, unit: Unit) -> Answer:
        """Take it away; the audit log remembers it."""
        return remove(unit, self._find(unit, BudgetLine, "planned expense"), type_=BudgetLineRemoved, quiet=True)


class AddCost(Command):
    """Enter a cost of a project, committed or actual; a refund is negative. For its owner and sponsor, and admins."""

    name = "cost.add"
    route = ("POST", "/projects/{project}/costs")
    answers = PartTold

    project: ItemKey
    stage: Stage = Stage.ACTUAL
    heading: ShortName
    amount: Spent
    currency: Currency
    date: Day
    note: Line = ""

    def act(self, unit: Unit) -> Answer:
        """Add the entry."""
        _check_amount(self.amount)
        values = {name: getattr(self, name) for name in ("heading", "amount", "currency", "date", "note")}
        project = _project(unit, self.project)
        values |= {"project": project, "stage": self.stage.value}
        return told(add(unit, Cost, values, type_=CostAdded, quiet=True))


class ChangeCost(_OnMoney):
    """Correct an entry of cost, or make what was committed actual. For the project's owner and sponsor, and admins."""

    name = "cost.update"
    route = ("PATCH", "/costs/{id}")
    answers = PartTold

    stage: Stage | None = None
    heading: ShortName | None = None
    amount: Spent | None = None
    currency: Currency | None = None
    date: Day | None = None
    note: Line | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = self._find(unit, Cost, "cost")
        _check_amount(self.amount)
        values = stated(self, "stage", "heading", "amount", "currency", "date", "note", empty={"note": ""})
        if values.get("stage"):
            values["stage"] = values["stage"].value
        change(unit, row, _without_nothing(values), type_=CostChanged, quiet=True)
        return told(row)


class RemoveCost(_OnMoney):
    """Withdraw an entry of cost. For the project's owner and sponsor, and admins."""

    name = "cost.remove"
    route = ("DELETE", "/costs/{id}")
    answers = PartTold

    def act(self, unit: Unit) -> Answer:
        """Take it away; the audit log remembers it."""
        return remove(unit, self._find(unit, Cost, "cost"), type_=CostRemoved, quiet=True)


def _check_amount(amount: int | None) -> None:
    if amount == 0:
        raise Invalid(say("a cost is more or less than nothing"), field="amount")


def _without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


class SetRate(Command):
    """Say what an hour of a member costs from a day on; without a member, of everybody who has no rate of his own."""

    name = "rate.set"
    route = ("POST", "/rates")
    answers = RateTold
    least = Role.ADMIN

    member: MemberRef | None = None
    amount: Money
    currency: Currency
    valid_from: Day

    def act(self, unit: Unit) -> Answer:
        """Set it, or correct what stands for that very day."""
        member = unit.member(self.member, field="member") if self.member else None
        key = {"member": member, "valid_from": self.valid_from}
        price = {"amount": self.amount, "currency": self.currency}
        row = Rate.objects.filter(workspace=unit.workspace, **key).first()
        if row is None:
            row = Rate.objects.create(workspace=unit.workspace, **key, **price)
            unit.record(RateSet, subject=row, changes=born(key | price))
        elif changes := changed(row, price):
            row.save(update_fields=list(changes))
            unit.record(RateChanged, subject=row, changes=changes)
        return {"id": row.pk}


class RemoveRate(Command):
    """Withdraw what an hour cost from a day on; the rate before it holds again."""

    name = "rate.remove"
    route = ("DELETE", "/rates/{id}")
    answers = RateTold
    least = Role.ADMIN

    id: Annotated[int, Field(ge=1, le=9_223_372_036_854_775_807)]

    def act(self, unit: Unit) -> Answer:
        """Take it away; the audit log remembers it."""
        row = Rate.objects.filter(workspace=unit.workspace, pk=self.id).first()
        if row is None:
            raise NotFound(say("there is no rate %(id)s", id=self.id), field="id")
        unit.record(RateRemoved, subject=row, changes=gone(row))
        answer = {"id": row.pk}
        row.delete()
        return answer
