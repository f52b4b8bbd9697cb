"""Whose turn it is: the one with the fewest turns, of these the one whose last turn lies longest back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A member's place in a rota: his turns so far and when the last one was."""

    member: int
    turns: int
    last: datetime | None = None


def turn_order(seat: Seat) -> tuple[int, datetime, int]:
    """Return what seats are ordered by, the one whose turn it is first; of equals the lowest member id."""
    return seat.turns, seat.last or _NEVER, seat.member


def whose_turn(seats: Collection[Seat]) -> Seat | None:
    """Return the seat whose turn it is, None in an empty rota."""
    return min(seats, key=turn_order, default=None)


def first_turns(seats: Collection[Seat]) -> int:
    """Return how many turns a newcomer counts as having had: as many as the others' fewest, so that he owes none."""
    return min((seat.turns for seat in seats), default=0)
