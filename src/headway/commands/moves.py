"""Items move from state to state."""

from typing import Any

from ..access import visible
from ..events.types import ItemMoved
from ..models import Item, State
from ..rules.lifecycle import check_move, is_closed
from ..rules.words import OPEN, Category, Kind
from .answers import ItemTold
from .base import Answer, Command
from .issue_guards import before_issue_moves
from .items import stamps, told
from .occurrences import follow_operation
from .project_guards import before_project_moves
from .types import ItemKey, LabelName, StateName
from .unit import Unit


class MoveItem(Command):
    """Move an item into another state of its lifecycle."""

    name = "item.move"
    route = ("POST", "/items/{key}/move")
    answers = ItemTold
    versioned = "key"

    key: ItemKey
    state: StateName
    resolution: LabelName | None = None

    def act(self, unit: Unit) -> Answer:
        """Check the lifecycle and its guards, then move; times of start and end follow."""
        item = unit.edit(self.key)
        state = unit.state(self.state, kind=item.kind, team_id=item.team_id, field="state")
        move(item, state, unit=unit, resolution=self.resolution)
        return told(item)


def move(
    item: Item,
    state: State,
    *,
    unit: Unit,
    resolution: str | None = None,
    extra: dict[str, list[Any]] | None = None,
) -> None:
    """Move an item, if its lifecycle and guards let it; `extra` are changes already made that the event tells, too.

    Raises Refused naming `state` and what is in the way.
    """
    old, new = Category(item.category), Category(state.category)
    check_move(kind=Kind(item.kind), old=old, new=new, open_children=_open_children(item, new, unit))
    changes = dict(extra or {})
    if item.kind == Kind.PROJECT:
        before_project_moves(item, old=old, new=new, unit=unit)
    if item.kind == Kind.ISSUE:
        changes |= before_issue_moves(item, old=old, new=new, unit=unit)
    times = {} if old == new else stamps(new, now=unit.now, started=item.started_at)
    values = {"state": state, "resolution": (resolution or item.resolution) if is_closed(new) else "", **times}
    item.category = new.value
    if unit.touch(item, values, type_=ItemMoved, **changes):
        unit.stale_parents.add(item.pk)
        if item.kind == Kind.OPERATION:
            follow_operation(unit, item)


def _open_children(item: Item, new: Category, unit: Unit) -> list[str]:
    """The open parts that the actor knows of: a refusal must not tell him of others."""
    if new is not Category.DONE:
        return []
    rows = visible.items(unit.actor).filter(parent=item, category__in=list(OPEN))
    return list(rows.order_by("rank").values_list("key", flat=True)[:51])
