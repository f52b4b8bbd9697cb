"""What is told of automation rules: the rule, what it did, what it would have done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .rows import Person, Ref


@dataclass(frozen=True, slots=True)
class AutomationActRow:
    """One act of a rule; arguments as they are written, in JSON."""

    command: str
    each: str
    only: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AutomationRow:
    """A rule. `problem` is why the house switched it off; `runs` are all that it made, `failed` those that failed."""

    id: int
    name: str
    member: Person | None
    on: tuple[str, ...]
    fields: tuple[str, ...]
    query: str
    acts: tuple[AutomationActRow, ...]
    active: bool
    problem: str
    created: datetime
    runs: int
    failed: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class DidRow:
    """A command that was run, or would be, and on which item."""

    command: str
    target: str
    arguments: dict[str, Any]
    problem: str


@dataclass(frozen=True, slots=True)
class AutomationRunRow:
    """One run of a rule: about which event, after how many others, and what became of it."""

    id: int
    rule: int
    name: str
    at: datetime
    outcome: str
    problem: str
    depth: int
    event: int
    type: str
    item: Ref | None
    did: tuple[DidRow, ...]


@dataclass(frozen=True, slots=True)
class TriedRow:
    """An event that a rule would have answered, and what it would have done."""

    event: int
    at: datetime
    type: str
    who: Person | None
    item: Ref
    deeds: tuple[DidRow, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have answered among so many events, the latest first; `whole` unless there were too many."""

    looked_at: int
    whole: bool
    matched: int
    rows: tuple[TriedRow, ...]
