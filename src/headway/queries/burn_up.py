"""A project's burn-up: what there was to do and what was done of it, week by week."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from ..access.project_tree import Node, Tree
from ..rules.flow import Life, Point, burn_up, week_ends
from ..rules.words import Category
from .clock import end_of

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
    lives = [_life(node, gone.get(node.id), counted=counted) for node in nodes]
    if not lives:
        return BurnUp(counted, (), found.root.due)
    first = min(life.added for life in lives).astimezone(zone).date()
    ends = {day: end_of(day, zone) for day in week_ends(first, today, most=POINTS)}
    return BurnUp(counted, burn_up(lives, ends), found.root.due)


def _gone(found: Tree) -> dict[int, datetime | None]:
    """Item id -> when it was dropped, or what it stands beneath."""
    gone: dict[int, datetime | None] = {}
    for node in found.nodes:
        if node.category == Category.DROPPED:
            gone[node.id] = node.closed
        elif node.parent in gone:
            gone[node.id] = gone[node.parent]
    return gone


def _life(node: Node, gone: datetime | None, *, counted: bool) -> Life:
    done = node.category == Category.DONE and gone is None
    return Life(1 if counted else node.effort or 0, node.created, gone or node.closed, done)
