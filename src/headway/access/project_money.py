"""A project's money, read once: what is planned, committed and spent on it and all beneath it, as the actor sees it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from ..models import BudgetLine, Cost, Project, Rate, WorkLog
from ..models.moments import read, written
from ..rules.money import Labour, Line, Price, Rates, budget, labour, sums
from ..rules.words import Category, Kind, Stage
from . import visible
from .actor import Actor
from .project_tree import Tree, beneath


@dataclass(frozen=True, slots=True)
class Money:
    """A project's money: a line a currency, and the time behind its labour."""

    lines: tuple[Line, ...]
    planned: Labour
    worked: Labour


def money(actor: Actor, tree: Tree, *, today: date, zone: ZoneInfo) -> Money:
    """Return the money of a project and all beneath it. The caller has checked that the actor may see it.

    Time spent is priced at the rate of its day, planned effort at that of the task's start, or else of today. Five
    statements.
    """
    projects = [tree.root.id, *(node.id for node in tree.nodes if node.kind == Kind.PROJECT)]
    rates = _rates(actor)
    planned = labour(_planned(tree, today), rates=rates)
    worked = labour(_worked(actor, tree.root.id, zone), rates=rates)
    costs = Cost.objects.filter(project__in=projects).values_list("stage", "currency", "amount")
    by_stage: dict[str, list[tuple[str, int]]] = {stage.value: [] for stage in Stage}
    for stage, currency, amount in costs:
        by_stage[stage].append((currency, amount))
    lines = BudgetLine.objects.filter(project__in=projects).values_list("currency", "amount")
    return Money(
        lines=tuple(
            budget(
                granted=sums(_granted(tree.root.id)),
                planned=sums(lines),
                planned_labour=planned.sums,
                committed=sums(by_stage[Stage.COMMITTED]),
                actual=sums(by_stage[Stage.ACTUAL]),
                worked=worked.sums,
            )
        ),
        planned=planned,
        worked=worked,
    )


def _rates(actor: Actor) -> Rates:
    rows = Rate.objects.filter(workspace_id=actor.workspace_id)
    columns = ("member_id", "valid_from", "amount", "currency")
    return Rates((member, Price(day, amount, currency)) for member, day, amount, currency in rows.values_list(*columns))


def _granted(project: int) -> Iterable[tuple[str, int]]:
    """What was granted to the project itself: its budget, where it says in which currency."""
    rows = Project.objects.filter(pk=project, budget__isnull=False).exclude(currency="")
    return ((currency.upper(), amount or 0) for currency, amount in rows.values_list("currency", "budget"))


def _planned(tree: Tree, today: date) -> Iterator[tuple[int | None, date, int]]:
    for node in tree.leaves:
        if node.effort and not node.milestone and node.category != Category.DROPPED:
            yield node.owner, node.start or today, node.effort


def _worked(actor: Actor, project: int, zone: ZoneInfo) -> Iterator[tuple[int | None, date, int]]:
    """The time put into a project and all beneath it, by member and local day."""
    rows = WorkLog.objects.filter(item__in=visible.items(actor).filter(id__in=beneath(project)), deleted_at=None)
    # SQLite would ask Django for the day of each.
    found = rows.order_by("member_id", "at").values_list("member_id", written("at"), "minutes")
    return ((member, read(at).astimezone(zone).date(), minutes) for member, at, minutes in found)
