"""The board: columns by state, each with its count and its first cards."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from ..access import visible
from ..models import Item, State
from ..rules.errors import NotFound
from ..rules.lifecycle import is_closed
from ..rules.words import Category, Kind
from ..tongue import say
from .base import Look, Query
from .bearing import Facts, kept_since, since
from .compile import compiled
from .rows import ItemRow, item_rows
from .types import Limit, TeamKey
from .types import Q as Asked


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `state` is what a card dropped here is to be moved to; `count` counts the cards not shown, too."""

    state: str
    category: str
    count: int
    cards: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Columns in the order of the lifecycle; of one kind, or by category over all."""

    kind: str | None
    columns: tuple[Column, ...]


class ShowBoard(Query):
    """Show items as cards in columns: by the states of a kind, or by category where none is stated.

    Open columns are in the order given by hand; closed ones show what changed last first.
    """

    name = "board.show"
    route = "/board"

    q: Asked = ""
    team: TeamKey | None = None
    kind: Kind | None = None
    limit: Limit = 50

    def answer(self, look: Look) -> Board:
        """One statement a column for its cards, and a handful for the rest."""
        rows, team = compiled(self.q, look).items, _team(look, self.team) if self.team else None
        rows = rows.filter(team_id=team) if team else rows
        rows = rows.filter(kind=self.kind) if self.kind else rows
        plans = _plans(look, self.kind, self.team)
        counts = _counts(rows) if self.q else self._standing(look, rows, team)
        categories = _categories(look) if not self.kind else {}
        ids = [list(_cards(rows, plan)[: self.limit]) for plan in plans]
        cards = item_rows(look, [pk for column in ids for pk in column])
        return Board(
            kind=self.kind.value if self.kind else None,
            columns=tuple(
                Column(plan.name, plan.category, plan.count(counts, categories), tuple(cards[pk] for pk in column))
                for plan, column in zip(plans, ids, strict=True)
            ),
        )

    def _standing(self, look: Look, rows: QuerySet[Item], team: int | None) -> dict[int, int]:
        """The same counts; where all work is counted, they are read again once some of it may stand elsewhere."""
        name, mark = f"{self.name} {team} {self.kind}", since(look, Facts.STANDING, team=team)
        return kept_since(look, mark, name, date.min, lambda: _counts(rows))


def _team(look: Look, key: str) -> int:
    pk = visible.teams(look.actor).filter(key=key).values_list("id", flat=True).first()
    if pk is None:
        raise NotFound(say("there is no team %(key)s; teams are named by key", key=repr(key)), field="team")
    return pk


@dataclass(slots=True)
class _Plan:
    """A column to be: the states that it gathers, or none where it gathers a category."""

    name: str
    category: str
    states: list[int] = field(default_factory=list)

    def count(self, counts: dict[int, int], categories: dict[str, list[int]]) -> int:
        states = self.states or categories.get(self.category, [])
        return sum(counts.get(pk, 0) for pk in states)


def _plans(look: Look, kind: Kind | None, team: str | None) -> list[_Plan]:
    if kind is None:
        return [_Plan(category.value, category.value) for category in Category]
    rows = _states(look).filter(kind=kind)
    rows = rows.filter(Q(team=None) | Q(team__key=team)) if team else rows
    found = list(rows.order_by("position", "id").values_list("id", "name", "category", "team__key"))
    own = [row for row in found if row[3] is not None] if team else []
    return _gathered(own or found)


def _gathered(states: Iterable[Sequence[object]]) -> list[_Plan]:
    """States of one name and category are one column, whichever team's they are."""
    plans: dict[tuple[str, str], _Plan] = {}
    for pk, name, category, _ in states:
        plan = plans.setdefault((str(category), str(name).casefold()), _Plan(str(name), str(category)))
        plan.states.append(pk)  # type: ignore[arg-type]
    order = list(Category)
    return sorted(plans.values(), key=lambda plan: order.index(Category(plan.category)))


def _states(look: Look) -> QuerySet[State]:
    rows = State.objects.filter(workspace_id=look.actor.workspace_id)
    return rows if look.actor.sees_all else rows.filter(Q(team=None) | Q(team__in=visible.teams(look.actor)))


def _categories(look: Look) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for pk, category in State.objects.filter(workspace_id=look.actor.workspace_id).values_list("id", "category"):
        found[category].append(pk)
    return found


def _counts(rows: QuerySet[Item]) -> dict[int, int]:
    """State id -> how many items; grouped as the index is sorted, so that it is read in order."""
    counts: dict[int, int] = defaultdict(int)
    for _, _, state, count in rows.order_by().values_list("kind", "category", "state_id").annotate(count=Count("*")):
        counts[state] += count
    return counts


def _cards(rows: QuerySet[Item], plan: _Plan) -> "QuerySet[Item, int]":
    rows = rows.filter(state_id__in=plan.states) if plan.states else rows.filter(category=plan.category)
    order = ("-updated_at", "-id") if is_closed(plan.category) else ("rank", "id")
    return rows.order_by(*order).values_list("id", flat=True)
