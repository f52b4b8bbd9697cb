"""A sentence in pieces, those that rest on evidence with the address where it is seen."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from .facts import Fact, FactKind, number

_PIECE: Final = re.compile(
    r"«[^«»]*»|[A-Za-z][A-Za-z0-9_]{0,19}-[1-9][0-9]{0,11}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}\. [^\W\d_]+ \d{4}|\d+(?:[.,]\d+)?"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence; `href` leads to what they rest on, «» where they need no more than themselves."""

    text: str
    href: str = ""


def pieces(text: str, facts: Sequence[Fact]) -> tuple[Piece, ...]:
    """Return a sentence with its keys leading to items, and its counts to the items that were counted."""
    return tuple(one for one in _pieces(text, facts) if one.text)


def _pieces(text: str, facts: Sequence[Fact]) -> Iterator[Piece]:
    keys = {key for fact in facts for key in fact.keys}
    counted = [fact for fact in facts if fact.query and fact.kind in (FactKind.COUNT, FactKind.SHARE)]
    used: Counter[str] = Counter()
    at = 0
    for found in _PIECE.finditer(text):
        word = found.group()
        href = f"/items/{word}" if word in keys else _explored(word, counted, used)
        if href:
            yield Piece(text[at : found.start()])
            yield Piece(word, href)
            at = found.end()
    yield Piece(text[at:])


def _explored(word: str, counted: Sequence[Fact], used: Counter[str]) -> str:
    """Where Explore shows what a number counts; a number that stands twice is that of one fact, then of the next."""
    fitting = [fact for fact in counted if isinstance(fact.value, int | float) and number(fact.value) == word]
    used[word] += 1
    return f"/explore?{urlencode({'q': fitting[min(used[word], len(fitting)) - 1].query})}" if fitting else ""
