"""Swim-lanes: the cards of a board's columns by who has them, what they are part of, or how urgent they are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...queries.board import Column
from ...queries.rows import ItemRow
from ...rules.lifecycle import is_closed
from ...rules.words import Priority
from ...tongue import said, word
from ..formats import capital

MOST: Final = 40
"""Lanes that a board shows: those with the most cards."""
_PRIORITIES: Final = [one.value for one in Priority]

Band = tuple[str, str]
"""What a card is given that is dropped into a lane, and what the lane is called; both empty where nothing is stated."""


def _owner(row: ItemRow) -> Band:
    # Somebody whom a guest may not know is not nobody.
    return (row.owner.email or "?", row.owner.name) if row.owner else ("", "")


def _parent(row: ItemRow) -> Band:
    return (row.parent.key, row.parent.title) if row.parent else ("", "")


LANES: Final[Mapping[str, tuple[str, str, Callable[[ItemRow], Band]]]] = {
    "owner": (word("By assignee"), word("Nobody"), _owner),
    "parent": (word("By parent"), word("Part of nothing"), _parent),
    "priority": (word("By priority"), "", lambda row: (row.priority, capital(said(row.priority)))),
}
"""What there may be lanes by: words to choose it, what the lane of the rest is called, and where a card belongs."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: what is given to a card that is dropped into it, its name, and its cards by column."""

    value: str
    name: str
    cells: tuple[tuple[Column, bool, tuple[ItemRow, ...]], ...]
    count: int


def lanes(columns: Sequence[Column], by: str) -> tuple[list[Lane], int]:
    """Return the lanes in order, and how many more there would be."""
    _, rest, belongs = LANES[by]
    bands = {belongs(row) for column in columns for row in column.cards}
    made = [_lane(band, columns, belongs, rest) for band in bands]
    shown = sorted(made, key=lambda lane: -lane.count)[:MOST]
    return sorted(shown, key=lambda lane: _order(lane, by)), len(made) - len(shown)


def _lane(band: Band, columns: Iterable[Column], belongs: Callable[[ItemRow], Band], rest: str) -> Lane:
    cells = tuple(
        (column, is_closed(column.category), tuple(row for row in column.cards if belongs(row) == band))
        for column in columns
    )
    return Lane(band[0], band[1] or said(rest), cells, sum(len(rows) for _, _, rows in cells))


def _order(lane: Lane, by: str) -> tuple[bool, int, str, str]:
    """By name, or by urgency; what is stated nowhere comes last."""
    rank = _PRIORITIES.index(lane.value) if by == "priority" else 0
    return not lane.value, rank, lane.name.casefold(), lane.value
