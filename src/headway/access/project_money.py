"""A project's money, read once: what is planned, committed and spent on it and all beneath it, as the actor sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from ..models import BudgetLine, Cost, Project, Rate, WorkLog
from ..models.ids import among, listed
from ..models.moments import read, written
from ..models.prepared import Prepared
from ..rules.money import Labour, Line, Price, Rates, budget, labour, sums
from ..rules.words import Category, Kind, Stage
from .actor import Actor
from .project_tree import Tree


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
    projects = listed([tree.root.id, *(node.id for node in tree.nodes if node.kind == Kind.PROJECT)])
    rates = _rates(actor)
    planned = labour(_planned(tree, today), rates=rates)
    worked = labour(_worked(tree, zone), rates=rates)
    by_stage: dict[str, list[tuple[str, int]]] = {stage.value: [] for stage in Stage}
    for stage, currency, amount in _costs.tuples(projects):
        by_stage[stage].append((currency, amount))
    return Money(
        lines=tuple(
            budget(
                granted=sums((currency.upper(), amount) for currency, amount in _granted.tuples(tree.root.id)),
                planned=sums(_lines.tuples(projects)),
                planned_labour=planned.sums,
                committed=sums(by_stage[Stage.COMMITTED]),
                actual=sums(by_stage[Stage.ACTUAL]),
                worked=worked.sums,
            )
        ),
        planned=planned,
        worked=worked,
    )


_prices: Final = Prepared(
    lambda workspace: Rate.objects.filter(workspace_id=workspace).values_list(
        "member_id", "valid_from", "amount", "currency"
    )
)
_costs: Final = Prepared(
    lambda ids: Cost.objects.filter(project_id__in=among(ids)).values_list("stage", "currency", "amount")
)
_lines: Final = Prepared(
    lambda ids: BudgetLine.objects.filter(project_id__in=among(ids)).values_list("currency", "amount")
)
_granted: Final = Prepared(
    lambda pk: (
        Project.objects.filter(pk=pk, budget__isnull=False).exclude(currency="").values_list("currency", "budget")
    )
)
"""What was granted to the project itself: its budget, where it says in which currency."""
# SQLite would ask Django for the day of each.
_logs: Final = Prepared(
    lambda ids: (
        WorkLog.objects.filter(item_id__in=among(ids), deleted_at=None)
        .order_by("member_id", "at")
        .values_list("member_id", written("at"), "minutes")
    )
)


def _rates(actor: Actor) -> Rates:
    rows = _prices.tuples(actor.workspace_id)
    return Rates((member, Price(day, amount, currency)) for member, day, amount, currency in rows)


def _planned(tree: Tree, today: date) -> Iterator[tuple[int | None, date, int]]:
    for node in tree.leaves:
        if node.effort and not node.milestone and node.category != Category.DROPPED:
            yield node.owner, node.start or today, node.effort


def _worked(tree: Tree, zone: ZoneInfo) -> Iterator[tuple[int | None, date, int]]:
    """The time put into a project and all beneath it, by member and local day."""
    found = _logs.tuples(listed(tree.ids))
    return ((member, read(at).astimezone(zone).date(), minutes) for member, at, minutes in found)
