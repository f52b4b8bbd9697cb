"""What a timeline is drawn from, and the bars, lines and arrows that it is drawn as."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ...insights.timeline import TimelineLink, TimelinePhase, TimelineRow


class Planned(Protocol):
    """What is drawn: rows in their order, the phases in which they are, and what waits for what."""

    @property
    def today(self) -> date:
        """The day that it is."""

    @property
    def phases(self) -> tuple[TimelinePhase, ...]:
        """In their order; one without a place is written without a number."""

    @property
    def rows(self) -> tuple[TimelineRow, ...]:
        """All that may be drawn."""

    @property
    def links(self) -> tuple[TimelineLink, ...]:
        """What waits for what."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: where it begins and how long it is, in days from the first that is drawn; `looks` are its classes."""

    at: int
    days: int
    looks: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its bar and its ghost; what is said of it is `label`, what contradicts `wrong`."""

    row: TimelineRow
    bar: Bar | None
    ghost: Bar | None
    label: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Block:
    """So many lines under one another; `lines` is empty where they belong to a part that is not drawn yet."""

    name: str
    part: int
    count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A phase with its lines in blocks, none where it is folded; `id` 0 for what is in no phase."""

    id: int
    name: str
    bar: Bar | None
    label: str
    count: int
    folded: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A link between two lines: from where on which line to where on which line, in days and lines."""

    link: TimelineLink
    a: float
    b: float
    r: int
    s: int
    looks: str


@dataclass(frozen=True, slots=True)
class Loose:
    """Open work without dates; `days` is how long its effort takes."""

    row: TimelineRow
    days: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it, or the groups with one part drawn; `lines` counts the lines of all.

    `arrows` are those of which the upper end lies in what is drawn. `part` is the one that is drawn, None for all, and
    `marks` tells each, by its number, from what it was before.
    """

    groups: tuple[Group, ...]
    arrows: tuple[Arrow, ...]
    part: int | None
    marks: Mapping[int, str]
    loose: tuple[Loose, ...]
    loose_count: int
    wrong: tuple[TimelineLink, ...]
    lines: int

    @property
    def folded(self) -> tuple[int, ...]:
        """The groups that are folded."""
        return tuple(group.id for group in self.groups if group.folded)
