"""The questions about goals and what costs them: every mouth finds these in the catalogue of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from ..access import visible
from ..access.actor import Actor
from ..queries.base import Look, Query
from ..queries.clock import today, zone_of
from ..queries.compile import compiled
from ..queries.kept import kept, stored
from ..queries.rows import ItemRow, item_rows
from ..queries.triage import ListTriage, TriageRow
from ..queries.types import ItemKey, Limit, TeamKey
from ..queries.types import Q as Asked
from ..rules.errors import NotFound
from ..rules.words import Kind
from .findings import Driver, Findings, Gain, findings, last_findings
from .moved import Drift, moved
from .rows import read
from .words import absent

if TYPE_CHECKING:
    from .outlook import Found

FEW, MANY = 3, 20
REASONS: Final = 5
"""How many reasons are told of one item."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What findings rest on: equal snapshot, model and runs give equal findings.

    No runs: there is more open work than is weighed on demand, and nothing is told.
    """

    snapshot: str
    model: str
    runs: int


@dataclass(frozen=True, slots=True)
class Outlooks:
    """Every open goal, how likely it is and what would help it most."""

    basis: Basis
    goals: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class GoalOutlook:
    """One goal, how likely it is and what would help it most; None where it has ended.

    `moved` splits by cause how the forecast that was kept last moved in about a week; guests are told none.
    """

    basis: Basis
    outlook: Driver | None
    moved: Drift | None


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """An item with what its goals gain if it is done first."""

    row: ItemRow
    reasons: tuple[Gain, ...]


@dataclass(frozen=True, slots=True)
class Impacts:
    """The items that cost goals the most, how many cost any, and what that rests on."""

    basis: Basis
    rows: tuple[ImpactRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ItemImpact:
    """What goals gain if one item is done first; empty where it makes no difference that could be told."""

    basis: Basis
    reasons: tuple[Gain, ...]


@dataclass(frozen=True, slots=True)
class TriageImpactRow:
    """An issue in the queue, with what goals gain if it is fixed first."""

    issue: TriageRow
    reasons: tuple[Gain, ...]


@dataclass(frozen=True, slots=True)
class TriageImpact:
    """The head of the queue, how long it is, and how many issues are put off."""

    basis: Basis
    rows: tuple[TriageImpactRow, ...]
    count: int
    snoozed: int


def _basis(found: "Found") -> Basis:
    return Basis(found.snapshot, found.model, found.runs)


class ListOutlook(Query):
    """List the open goals with how likely each is to be met, by when its work is done, and what would help it most."""

    name = "outlook.list"
    route = "/outlook"

    def answer(self, look: Look) -> Outlooks:
        """Kept until something happens."""
        it = findings(look)
        return Outlooks(_basis(it.found), it.goals(it.found.goals, most=FEW))


def last_outlook(*, actor: Actor, now: datetime) -> tuple[dict[str, Driver], bool]:
    """Return by key what is known of goals without computing anything, and whether nothing has happened since.

    What has happened may have hidden work: then no drivers are told, which would name it.
    """
    known = last_findings(Look(actor=actor, now=now))
    if known is None:
        return {}, False
    it, fresh = known
    return {one.goal: one for one in it.goals(it.found.goals, most=FEW if fresh else 0)}, fresh


class ShowOutlook(Query):
    """Show how likely a goal is to be met, by when its work is done, and what would help it most."""

    name = "goal.outlook"
    route = "/goals/{key}/outlook"

    key: ItemKey

    def answer(self, look: Look) -> GoalOutlook:
        """Find it among what the reader sees."""
        pk = _found(look, self.key, kind=Kind.GOAL)
        it = findings(look)
        outlook = it.goal(pk, most=MANY) if pk in it.found.goals else None
        return GoalOutlook(_basis(it.found), outlook, moved(look, pk) if outlook else None)


class ListImpact(Query):
    """List the open work that costs goals the most, with what they gain if it is done first, and why.

    In order of the probability that its goals gain together; where none gains any, of days.
    """

    name = "impact.list"
    route = "/impact"

    q: Asked = ""
    limit: Limit = 50

    def answer(self, look: Look) -> Impacts:
        """Kept until something happens; the query and the rows are asked each time."""
        it = findings(look)
        chosen = _ordered(it, look, self.q)
        rows = item_rows(look, chosen[: self.limit])
        told = tuple(ImpactRow(row, it.by_item[pk][:REASONS]) for pk, row in rows.items())
        return Impacts(_basis(it.found), told, len(chosen))


def _ordered(it: Findings, look: Look, q: str) -> list[int]:
    """The items that cost goals something and that a query asks for, the most costly first."""
    weights = it.weights
    if q:
        # Read whole and met here: a list of ids as long as the workspace is more than a statement may hold.
        asked = set(compiled(q, look).items.order_by().values_list("id", flat=True))
        weights = {pk: weight for pk, weight in weights.items() if pk in asked}
    return sorted(weights, key=lambda pk: (-weights[pk], pk))


class ShowImpact(Query):
    """Show what goals gain if an item is done first, and why."""

    name = "item.impact"
    route = "/items/{key}/impact"

    key: ItemKey

    def answer(self, look: Look) -> ItemImpact:
        """Find it among what the reader sees."""
        pk = _found(look, self.key)
        it = findings(look)
        return ItemImpact(_basis(it.found), it.by_item.get(pk, ())[:REASONS])


class ListTriageImpact(Query):
    """List issues that wait to be accepted, tier by tier, within each those first whose fixing helps goals the most.

    Alone, and beside the others: two that hold a goal up side by side help only if both are fixed.
    """

    name = "triage.impact"
    route = "/triage/impact"

    team: TeamKey | None = None
    snoozed: bool = False
    limit: Limit = 50

    def answer(self, look: Look) -> TriageImpact:
        """The queue as triage.list reads it, in another order."""
        it = findings(look)
        from .together import both

        weights = both(it.weights, _beside(look)) if it.found.runs else it.weights
        queue = ListTriage(team=self.team, snoozed=self.snoozed, limit=self.limit).ordered(look, weights)
        known = {reasons[0].item: reasons for reasons in it.by_item.values()}
        rows = tuple(TriageImpactRow(one, known.get(one.row.key, ())[:REASONS]) for one in queue.rows)
        return TriageImpact(_basis(it.found), rows, queue.count, queue.snoozed)


def _beside(look: Look) -> dict[int, float]:
    """What issues are worth once the others are done; kept until something happens."""
    from .outlook import RUNS, prepared  # NumPy takes a tenth of a second, for those who ask
    from .together import together

    def computed() -> dict[int, float]:
        rows = read(look, zone)
        snapshot, known = prepared(rows), len(rows.finished)
        return stored(("beside", snapshot.digest, RUNS, known), lambda: together(snapshot, known=known))

    zone = zone_of(look)
    return kept(look, "beside", today(look, zone), computed)


def _found(look: Look, key: str, *, kind: Kind | None = None) -> int:
    rows = visible.items(look.actor).filter(key=key.upper())
    pk = (rows.filter(kind=kind) if kind else rows).values_list("id", flat=True).first()
    if pk is None:
        raise NotFound(absent(kind or "item", key), field="key")
    return pk
