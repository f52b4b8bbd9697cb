"""A project's burn-up: what there was to do and what was done of it, week by week."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from ..access.project_tree import Node, Tree
from ..rules.flow import Life, Point, burn_up, week_ends
from ..rules.words import Category

POINTS: Final = 53


@dataclass(frozen=True, slots=True)
class BurnUp:
    """Scope and done at the end of each week, and today: minutes of effort, or pieces of work where `counted`.

    What is in the project today, by the days on which it was added and done and by today's estimates; where a piece has
    none, all are counted instead. `due` is the project's own day.
    """

    counted: bool
    points: tuple[Point, ...]
    due: date | None


def burn_up_of(found: Tree, *, zone: ZoneInfo, today: date) -> BurnUp:
    """Return the burn-up of a project whose tree was read."""
    nodes = [node for node in found.nodes if not found.children[node.id] and not node.milestone]
    counted = any(node.effort is None for node in nodes)
    gone = _gone(found)
    lives = [_life(node, zone, gone.get(node.id), counted=counted) for node in nodes]
    first = min((life.added for life in lives), default=today)
    days = week_ends(first, today, most=POINTS) if lives else ()
    return BurnUp(counted, burn_up(lives, days), found.root.due)


def _gone(found: Tree) -> dict[int, datetime | None]:
    """Item id -> when it was dropped, or what it stands beneath."""
    gone: dict[int, datetime | None] = {}
    for node in found.nodes:
        if node.category == Category.DROPPED:
            gone[node.id] = node.closed
        elif node.parent in gone:
            gone[node.id] = gone[node.parent]
    return gone


def _life(node: Node, zone: ZoneInfo, gone: datetime | None, *, counted: bool) -> Life:
    closed = gone or node.closed
    done = node.category == Category.DONE and gone is None
    return Life(1 if counted else node.effort or 0, _day(node.created, zone), closed and _day(closed, zone), done)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
