"""Where an item may go from where it is, and what is in its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from ..access.projects import gates
from ..models import State
from ..models.prepared import Prepared
from ..rules.errors import Refused
from ..rules.lifecycle import check_move
from ..rules.words import Category, Kind
from .base import Look


@dataclass(frozen=True, slots=True)
class NextState:
    """A state of the item's lifecycle; `refused` says why it cannot go there now, None where it can."""

    name: str
    category: str
    current: bool
    refused: str | None


_states: Final = Prepared(
    lambda workspace, kind, team: (
        State.objects.filter(Q(team=None) | Q(team_id=team), workspace_id=workspace, kind=kind)
        .order_by("position", "id")
        .values_list("name", "category", "team_id")
    )
)


def next_states(look: Look, row: Mapping[str, Any], open_children: Sequence[str]) -> tuple[NextState, ...]:
    """The states of the item's lifecycle in order: its team's own, or the workspace's."""
    found = _states.tuples(look.actor.workspace_id, row["kind"], row["team_id"] or 0)
    own = [state for state in found if state[2] is not None] or found
    gated = _gates(look, row)
    return tuple(
        NextState(
            name,
            category,
            name == row["state__name"],
            _refusal(row, category, open_children) or gated.get(category),
        )
        for name, category, _ in own
    )


def _gates(look: Look, row: Mapping[str, Any]) -> Mapping[str, str]:
    """What keeps a project from going on, by category; nothing for other kinds."""
    if row["kind"] != Kind.PROJECT:
        return {}
    sponsor = row["project__sponsor_id"]
    return gates(look.actor, project=row["id"], category=row["category"], sponsor=sponsor)


def _refusal(row: Mapping[str, Any], category: str, open_children: Sequence[str]) -> str | None:
    old, new = Category(row["category"]), Category(category)
    children = open_children if new is Category.DONE else ()
    try:
        check_move(kind=Kind(row["kind"]), old=old, new=new, open_children=children)
    except Refused as refusal:
        return refusal.message
    return None
