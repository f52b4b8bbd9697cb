"""A project's money, for those who may see it: its manager and sponsor, owners and admins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ..models import BudgetLine, Cost, Member, Rate
from ..rules.errors import Forbidden
from ..rules.money import Labour, Line
from ..rules.words import Kind, Role
from ..tongue import say
from .base import Look, Query
from .project_seen import find_project, runs_it, seen_money, seen_tree
from .rows import Person
from .types import ItemKey


@dataclass(frozen=True, slots=True)
class LabourRow:
    """What a person's time costs in one currency, by his rates; nobody for work without an owner. In minutes."""

    person: Person | None
    currency: str
    planned_minutes: int
    planned: int
    worked_minutes: int
    worked: int


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A planned expense. `project` is where it stands: here or in a project beneath."""

    id: int
    project: str
    heading: str
    amount: int
    currency: str
    note: str


@dataclass(frozen=True, slots=True)
class CostRow:
    """An entry of cost, committed or actual."""

    id: int
    project: str
    stage: str
    heading: str
    amount: int
    currency: str
    date: date
    note: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """What an hour of a person costs from a day on; without a person, of everybody who has no rate of his own."""

    id: int
    person: Person | None
    amount: int
    currency: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """A project's money; amounts in the smallest unit of their currency, nothing converted, a line a currency.

    `unpriced_*` are the minutes for which there is no rate.
    """

    key: str
    title: str
    lines: tuple[Line, ...]
    labour: tuple[LabourRow, ...]
    unpriced_planned: int
    unpriced_worked: int
    planned: tuple[PlannedRow, ...]
    costs: tuple[CostRow, ...]
    rates: tuple[RateRow, ...]


class ShowBudget(Query):
    """Show a project's money: planned, committed and spent, by currency. For its owner and sponsor, and admins."""

    name = "budget.show"
    route = "/projects/{key}/budget"
    least = Role.MEMBER

    key: ItemKey

    def answer(self, look: Look) -> BudgetPage:
        """Read the tree once, then what was entered on its projects and the time behind its labour."""
        project = find_project(look, self.key)
        if not runs_it(look, project):
            raise Forbidden(
                say("the money of %(key)s is shown to its owner and sponsor, and to admins", key=project.key)
            )
        found = seen_tree(look, project)
        seen = seen_money(look, project, found)
        keys = {found.root.id: found.root.key} | {n.id: n.key for n in found.nodes if n.kind == Kind.PROJECT}
        people = {member for member, _ in (*seen.planned.by_member, *seen.worked.by_member) if member is not None}
        named = _named(people)
        return BudgetPage(
            key=project.key,
            title=project.title,
            lines=seen.lines,
            labour=_labour(seen.planned, seen.worked, named),
            unpriced_planned=seen.planned.unpriced,
            unpriced_worked=seen.worked.unpriced,
            planned=_planned(keys),
            costs=_costs(keys),
            rates=rate_rows(look, Q(member=None) | Q(member__in=people)),
        )


def _named(ids: set[int]) -> Mapping[int, Person]:
    rows = Member.objects.filter(id__in=ids).values_list("id", "email", "name")
    return {pk: Person(email, name) for pk, email, name in rows}


def _labour(planned: Labour, worked: Labour, named: Mapping[int, Person]) -> tuple[LabourRow, ...]:
    who = {*planned.by_member, *worked.by_member}
    order = sorted(who, key=lambda one: (one[1], named[one[0]].name if one[0] is not None else "\uffff"))
    return tuple(
        LabourRow(
            named.get(member) if member is not None else None,
            currency,
            *planned.by_member.get((member, currency), (0, 0)),
            *worked.by_member.get((member, currency), (0, 0)),
        )
        for member, currency in order
    )


def _planned(keys: Mapping[int, str]) -> tuple[PlannedRow, ...]:
    rows = BudgetLine.objects.filter(project__in=keys).order_by("currency", "heading", "id")
    columns = ("id", "project_id", "heading", "amount", "currency", "note")
    return tuple(PlannedRow(pk, keys[project], *rest) for pk, project, *rest in rows.values_list(*columns))


def _costs(keys: Mapping[int, str]) -> tuple[CostRow, ...]:
    rows = Cost.objects.filter(project__in=keys).order_by("-date", "-id")
    columns = ("id", "project_id", "stage", "heading", "amount", "currency", "date", "note")
    return tuple(CostRow(pk, keys[project], *rest) for pk, project, *rest in rows.values_list(*columns))


def rate_rows(look: Look, which: Q) -> tuple[RateRow, ...]:
    """Rates of the workspace, the common ones first, each person's latest first."""
    rows = Rate.objects.filter(which, workspace_id=look.actor.workspace_id)
    columns = ("id", "member_id", "member__email", "member__name", "amount", "currency", "valid_from")
    found = []
    for pk, member, email, name, *rest in rows.order_by("member__name", "member_id", "-valid_from").values_list(
        *columns
    ):
        found.append(RateRow(pk, Person(email, name) if member else None, *rest))
    return tuple(sorted(found, key=lambda row: row.person is not None))


class ListRates(Query):
    """List what an hour costs: of everybody, and of members by name. For admins."""

    name = "rate.list"
    route = "/rates"
    least = Role.ADMIN

    def answer(self, look: Look) -> tuple[RateRow, ...]:
        """One statement."""
        return rate_rows(look, Q())
