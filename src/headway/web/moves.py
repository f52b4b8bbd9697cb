"""Where an item may go from its row: the states that its lifecycle allows, and the one that mostly comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..queries.lists import StateRow
from ..queries.rows import ItemRow
from ..rules.lifecycle import LIFECYCLES
from ..rules.words import Category, Kind

_NEXT: Final = {
    Category.BACKLOG: (Category.DOING, Category.READY),
    Category.READY: (Category.DOING,),
    Category.DOING: (Category.DONE,),
    Category.WAITING: (Category.DOING,),
}


@dataclass(frozen=True, slots=True)
class Moves:
    """The states that an item may go into, in order.

    `next` is the one that a single gesture leads to, for what is done by somebody: goals, projects and operations
    run for long, and to end one is a choice of its own.
    """

    states: tuple[StateRow, ...]
    next: StateRow | None


class Lifecycles:
    """The states of the workspace and its teams, read once for all rows of a page."""

    def __init__(self, states: Iterable[StateRow]) -> None:
        self._states: dict[tuple[str, str | None], list[StateRow]] = {}
        for one in states:
            self._states.setdefault((one.kind, one.team), []).append(one)

    def of(self, row: ItemRow) -> Moves:
        """Return where a row may go; a team without states of its own uses the workspace's."""
        team = row.team.key if row.team else None
        all_ = self._states.get((row.kind, team)) or self._states.get((row.kind, None), [])
        here = Category(row.category)
        fine = LIFECYCLES[Kind(row.kind)][here] | {here}
        states = tuple(s for s in all_ if s.name != row.state and Category(s.category) in fine)
        wanted = _NEXT.get(here, ()) if row.kind in (Kind.ISSUE, Kind.TASK) else ()
        return Moves(states, next((s for one in wanted for s in states if s.category == one), None))
