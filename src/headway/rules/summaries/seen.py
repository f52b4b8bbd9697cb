"""What was read for a summary: counts with the queries that give them, and the items that stand for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Count:
    """How many, and the query by which Explore shows them."""

    value: int
    query: str


@dataclass(frozen=True, slots=True)
class Mention:
    """An item that a sentence names; `days` how late it is, `owner` whose it is: «» nobody's, None untold."""

    key: str
    title: str
    days: int = 0
    owner: str | None = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A due date that moved within the period; None where there was or is none."""

    item: Mention
    before: date | None
    now: date | None


@dataclass(frozen=True, slots=True)
class Odds:
    """How likely a goal or project is to be done in time: now, and when the period began."""

    item: Mention
    now: float
    then: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """By how many days one cause moved a forecast, later above zero, and the keys of what happened."""

    cause: str
    days: int
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shifted:
    """By how many days the day moved by which something is done in 85 % of the runs: the parts and the rest add up."""

    item: Mention
    since: date
    until: date
    days: int
    parts: tuple[Part, ...]
    unexplained: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured key result: from where to where it is to go, and where it is."""

    name: str
    goal: str
    start: float
    target: float
    current: float


@dataclass(frozen=True, slots=True)
class Root:
    """The goal or project that a summary is of: when it is due, or on which day it ended and how."""

    item: Mention
    due: date | None
    ended: date | None = None
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All that a summary can tell. `counts` by what they are of; `root` where it is of one goal or project."""

    today: date
    first: date
    last: date
    counts: Mapping[str, Count]
    root: Root | None = None
    done: tuple[Mention, ...] = ()
    late: Mention | None = None
    critical: tuple[Mention, ...] = ()
    odds: tuple[Odds, ...] = ()
    shifted: tuple[Shifted, ...] = ()
    moved: tuple[Moved, ...] = ()
    moved_count: int = 0
    measures: tuple[Measure, ...] = ()
    progress: tuple[int, int] | None = None
    risk: Mention | None = None
    risk_kind: str = ""
    risk_count: int = 0

    @property
    def days(self) -> int:
        """How long the period is, the first and the last day included."""
        return (self.last - self.first).days + 1
