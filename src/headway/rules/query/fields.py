"""The fields of the query language: what kind of value each takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from ...tongue import word
from ..fields import Definition, FieldType
from ..words import CLOSED, OPEN, Category, Kind, Priority, Severity, Urgency

NONE: Final = "none"


class Takes(StrEnum):
    """What a field's values are."""

    WORD = "word"
    NAME = "name"
    KEY = "key"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    MINUTES = "minutes"
    MONEY = "money"


ORDERED: Final = frozenset({Takes.DAY, Takes.MOMENT, Takes.NUMBER, Takes.MINUTES, Takes.MONEY})


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what it takes, its closed vocabulary if it has one, and whether it can be empty («none»)."""

    takes: Takes
    about: str
    words: tuple[str, ...] = ()
    empty: bool = True


IS: Final = (
    *("open", "closed", "overdue", "blocked", "unassigned", "private", "milestone", "deleted", "watched"),
    *("triage", "snoozed", "escalated", "reopened", "in-leave", "owner-left"),
)

SLA: Final = ("breached", "at-risk", "running", "paused", "met")

FIELDS: Final[Mapping[str, Field]] = {
    "kind": Field(Takes.WORD, word("what it is"), tuple(Kind), empty=False),
    "state": Field(
        Takes.NAME, word("a state's name, a category, open or closed"), ("open", "closed", *Category), False
    ),
    "category": Field(Takes.WORD, word("the fixed meaning of its state"), tuple(Category), empty=False),
    "team": Field(Takes.NAME, word("a team's key")),
    "owner": Field(Takes.NAME, word("an e-mail address, or me"), ("me",)),
    "reporter": Field(Takes.NAME, word("an e-mail address, or me"), ("me",)),
    "watcher": Field(Takes.NAME, word("an e-mail address, or me"), ("me",)),
    "label": Field(Takes.NAME, word("a label")),
    "priority": Field(Takes.WORD, word("how much it matters"), tuple(Priority), empty=False),
    "severity": Field(Takes.WORD, word("how badly an issue hurts"), tuple(Severity)),
    "urgency": Field(Takes.WORD, word("how soon an issue has to be seen to"), tuple(Urgency)),
    "goal": Field(Takes.KEY, word("a goal's key: all that serves it")),
    "parent": Field(Takes.KEY, word("the key of what it stands directly under")),
    "project": Field(Takes.KEY, word("a project's key: all beneath it")),
    "operation": Field(Takes.KEY, word("an operation's key: all beneath it, and its occurrences")),
    "blocks": Field(Takes.KEY, word("a key: what blocks that item")),
    "blocked-by": Field(Takes.KEY, word("a key: what waits for that item")),
    "affects": Field(Takes.KEY, word("a key: what affects that item")),
    "threatens": Field(Takes.KEY, word("a goal's key: what affects or blocks anything that serves it")),
    "sprint": Field(Takes.NAME, word("a sprint's name")),
    "release": Field(Takes.NAME, word("a release's name")),
    "phase": Field(Takes.NAME, word("the name of a project's phase")),
    "sla": Field(Takes.WORD, word("how its service level stands"), SLA),
    "key": Field(Takes.KEY, word("an item's key"), empty=False),
    "title": Field(Takes.TEXT, word("part of the title"), empty=False),
    "resolution": Field(Takes.TEXT, word("how it was closed")),
    "created": Field(Takes.MOMENT, word("when it came into being"), empty=False),
    "updated": Field(Takes.MOMENT, word("when it last changed"), empty=False),
    "started": Field(Takes.MOMENT, word("when work on it began")),
    "closed": Field(Takes.MOMENT, word("when it was closed")),
    "due": Field(Takes.DAY, word("when it is due")),
    "start": Field(Takes.DAY, word("when it is planned to begin")),
    "effort": Field(Takes.MINUTES, word("its estimate: 30m, 4h, 2d, 1w")),
    "points": Field(Takes.NUMBER, word("its story points")),
    "is": Field(Takes.WORD, word("a yes-or-no fact"), IS, empty=False),
    "has": Field(Takes.WORD, word("a field that is filled"), (), empty=False),
    "no": Field(Takes.WORD, word("a field that is empty"), (), empty=False),
}

FILLED: Final = (*(name for name, field in FIELDS.items() if field.empty), "description", "comment", "parts")
"""What may stand after has: and no:."""

SORTS: Final[Mapping[str, str]] = {
    "updated": word("when it last changed"),
    "created": word("when it came into being"),
    "started": word("when work on it began"),
    "closed": word("when it was closed"),
    "due": word("when it is due"),
    "start": word("when it is planned to begin"),
    "priority": word("urgent first"),
    "impact": word("-impact puts what matters most first"),
    "rank": word("the order given by hand"),
    "key": word("prefix, then number"),
    "title": word("in alphabetical order"),
    "effort": word("smallest first"),
}

CATEGORIES: Final[Mapping[str, tuple[Category, ...]]] = {
    "open": OPEN,
    "closed": CLOSED,
    **{category.value: (category,) for category in Category},
}
"""Words for states that mean whole categories."""


OWN: Final = "field."
"""Before the key of a field of the organisation's own."""
_TAKES: Final[Mapping[FieldType, Takes]] = {
    FieldType.TEXT: Takes.TEXT,
    FieldType.LINK: Takes.TEXT,
    FieldType.NUMBER: Takes.NUMBER,
    FieldType.MONEY: Takes.MONEY,
    FieldType.DATE: Takes.DAY,
    FieldType.PERSON: Takes.NAME,
    FieldType.CHOICE: Takes.WORD,
    FieldType.CHOICES: Takes.WORD,
}


class Vocabulary:
    """What a query may speak of: the fields of the house, and those of the organisation's own by «field.<key>»."""

    def __init__(self, own: Mapping[str, Definition] | None = None) -> None:
        self.own = {f"{OWN}{key}": one for key, one in (own or {}).items()}

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Name -> field."""
        return {**FIELDS, **{name: _field(one) for name, one in self.own.items()}}

    @cached_property
    def sorts(self) -> Mapping[str, str]:
        """Name -> the order that it means. Several choices have none."""
        ordered = {name: one.name for name, one in self.own.items() if one.type is not FieldType.CHOICES}
        return {**SORTS, **ordered}

    def words(self, name: str) -> tuple[str, ...]:
        """Return the closed vocabulary of a field, or what it suggests."""
        return (*FILLED, *self.own) if name in ("has", "no") else self.fields[name].words


def _field(one: Definition) -> Field:
    words = ("me",) if one.type is FieldType.PERSON else tuple(option.name.casefold() for option in one.options)
    return Field(_TAKES[one.type], one.name, words)


HOUSE: Final = Vocabulary()


def words_of(name: str) -> tuple[str, ...]:
    """Return the closed vocabulary of a field of the house, or what it suggests."""
    return HOUSE.words(name)
