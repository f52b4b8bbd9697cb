"""The tree that a query is read into. `position` and `length` tell where in the text a part stands."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """One value, in the form in which its field knows it: keys in capitals, closed vocabularies in small letters."""

    text: str
    position: int
    length: int


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; None is the open end."""

    low: Value | None
    high: Value | None


@dataclass(frozen=True, slots=True)
class Match:
    """A field holds one of the values, or compares to the only one; `op` is one of = < <= > >=."""

    field: str
    op: str
    values: tuple[Value | Range, ...]
    position: int
    length: int


@dataclass(frozen=True, slots=True)
class Words:
    """Full text: a word, or with `phrase` words that follow one another; `prefix` where the last may go on."""

    text: str
    phrase: bool
    prefix: bool
    position: int
    length: int


@dataclass(frozen=True, slots=True)
class Not:
    """What does not match the part."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """What matches every part."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What matches any part."""

    parts: tuple["Node", ...]


Node = Match | Words | Not | And | Or


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of the order."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: a condition or none, the order if stated, and whether of the bin."""

    where: Node | None
    sorts: tuple[Sort, ...]
    deleted: bool


def walk(node: Node | None) -> Iterator[Match | Words]:
    """Return the leaves, from left to right."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from walk(part)
        case Not(part):
            yield from walk(part)
        case Match() | Words():
            yield node


def atoms(match: Match) -> Iterator[Value]:
    """Return every value of a match, the ends of ranges included."""
    for value in match.values:
        if isinstance(value, Value):
            yield value
        else:
            yield from (end for end in (value.low, value.high) if end is not None)
