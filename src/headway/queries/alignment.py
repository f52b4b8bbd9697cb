"""Alignment: where the effort goes, goal by goal; the work that serves none, and the goals that nothing serves."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pydantic import Field

from .alignment_sums import Minutes, Sums
from .base import Look, Query
from .clock import end_of, start_of, today, zone_of
from .kept import kept
from .rows import ItemRow, item_rows

PLACES: Final = 20
"""How many of the places are told whose work serves no goal, the largest first."""


@dataclass(frozen=True, slots=True)
class GoalEffort:
    """A goal and the minutes of work that serve it directly, `share` of all there are; pieces are the open ones.

    `share_beneath` is the share with the goals that stand beneath it.
    """

    row: ItemRow
    open: float
    done: float
    pieces: int
    share: float
    share_beneath: float


@dataclass(frozen=True, slots=True)
class LoosePlace:
    """A project, operation or piece of work, and the minutes beneath it that serve no goal; pieces are the open ones.

    `row` is None for all work that stands alone.
    """

    row: ItemRow | None
    open: float
    done: float
    pieces: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the effort goes: minutes that are open, and minutes done from `since` on, by the estimates.

    Work that serves several goals is split among them by weight. `loose` serves none, `places` says where the most of
    it stands. `idle` are open goals that no open work serves, neither directly nor by a goal beneath.
    """

    since: date
    open: float
    done: float
    goals: tuple[GoalEffort, ...]
    loose: LoosePlace
    loose_share: float
    places: tuple[LoosePlace, ...]
    idle: tuple[ItemRow, ...]


class ShowAlignment(Query):
    """Show what share of the effort, open and done in the last weeks, serves which goal, and what serves none."""

    name = "alignment.show"
    route = "/alignment"

    weeks: int = Field(default=4, ge=1, le=104, description="how many weeks back what is done counts")

    def answer(self, look: Look) -> Alignment:
        """A fixed number of statements, and kept until something happens."""
        zone = zone_of(look)
        day = today(look, zone)
        since = day - timedelta(days=7 * self.weeks - 1)
        span = (start_of(since, zone), end_of(day, zone))
        return kept(look, f"{self.name} {self.weeks}", day, lambda: _told(look, since, Sums(look, span)))


def _told(look: Look, since: date, sums: Sums) -> Alignment:
    top = sorted(sums.places, key=lambda pk: (-sums.places[pk].both, pk or 0))[:PLACES]
    idle = sums.idle()
    rows = item_rows(look, [*sums.parents, *(pk for pk in top if pk is not None)])
    goals = sorted(sums.goals, key=lambda pk: (-sums.goals[pk].both, pk))
    return Alignment(
        since=since,
        open=sums.total.open,
        done=sums.total.done,
        goals=tuple(
            GoalEffort(rows[pk], one.open, one.done, one.pieces, sums.share(one), sums.share(sums.beneath(pk)))
            for pk in goals
            for one in [sums.goals[pk]]
        ),
        loose=_place(None, sums.loose),
        loose_share=sums.share(sums.loose),
        places=tuple(_place(rows[pk] if pk is not None else None, sums.places[pk]) for pk in top),
        idle=tuple(rows[pk] for pk in idle),
    )


def _place(row: ItemRow | None, one: Minutes) -> LoosePlace:
    return LoosePlace(row, one.open, one.done, one.pieces)
