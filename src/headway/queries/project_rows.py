"""The parts of a project, as rows."""

from dataclasses import dataclass
from datetime import date, datetime

from .rows import Person


@dataclass(frozen=True, slots=True)
class WorkLine:
    """An item beneath a project, in the order of its plan. Effort in minutes, `depth` 1 directly beneath it."""

    key: str
    kind: str
    title: str
    state: str
    category: str
    start: date | None
    due: date | None
    effort: int | None
    milestone: bool
    owner: Person | None
    depth: int


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase and what is in it; work in minutes. `place` counts from 1, `count` tells how many lines there are."""

    id: int
    name: str
    place: int
    start: date | None
    due: date | None
    gate: str
    passed_by: Person | None
    passed: datetime | None
    note: str
    total: int
    done: int
    lines: tuple[WorkLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class DeliverableRow:
    """What a project hands over, and who accepted it when with which words."""

    id: int
    title: str
    due: date | None
    owner: Person | None
    accepted_by: Person | None
    accepted: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class StakeholderRow:
    """Somebody with a stake in a project: a member, or a name from outside."""

    id: int
    member: Person | None
    outside: str
    role: str
    interest: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided upon a project."""

    verdict: str
    by: Person | None
    at: datetime
    comment: str


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A plan on record."""

    id: int
    name: str
    taken: datetime
    by: Person | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A status report in a list; a draft where it is not published, readable by a link where it is shared."""

    id: int
    title: str
    health: str
    author: Person | None
    created: datetime
    published: datetime | None
    shared: bool
