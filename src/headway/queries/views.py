"""The views that one has saved, and those that others share."""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import Field

from ..access.views import Unnamed, removable, shown
from ..rules.words import Sharing
from .base import Look, Query
from .rows import Known, Person, TeamRef

MOST: Final = 500
_COLUMNS: Final = (
    *("id", "name", "address", "owner_id", "owner__email", "owner__name", "sharing"),
    *("team_id", "team__key", "team__name", "position"),
)


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved view. `mine` says that one may change it; `everybody` that it is shared with all, `team` with whom else.

    `position` orders one's own, 1 for the first.
    """

    id: int
    name: str
    address: str
    owner: Person | None
    mine: bool
    everybody: bool
    team: TeamRef | None
    position: int


class ListViews(Query):
    """List one's own saved views in their order, then those shared with one by name."""

    name = "view.list"
    route = "/views"

    all: bool = Field(default=False, description="for owners and admins: those of everybody, to tidy up")

    def answer(self, look: Look) -> tuple[ViewRow, ...]:
        """Two statements; for guests two more."""
        rows = removable(look.actor) if self.all else shown(look.actor)
        known, unnamed = Known(look), Unnamed(look.actor)
        found = [
            _row(look, known, *one)
            for one in rows.order_by("name", "id").values_list(*_COLUMNS)[:MOST]
            if not unnamed.hides(owner=one[3], name=one[1], address=one[2])
        ]
        return tuple(sorted(found, key=lambda row: (not row.mine, row.position if row.mine else 0)))


def _row(look: Look, known: Known, *values: Any) -> ViewRow:
    pk, name, address, owner, email, owner_name, sharing, team, key, team_name, position = values
    return ViewRow(
        id=pk,
        name=name,
        address=address,
        owner=known.person(owner, email, owner_name),
        mine=owner == look.actor.me,
        everybody=sharing == Sharing.ALL,
        team=known.team(team, key, team_name),
        position=position,
    )
