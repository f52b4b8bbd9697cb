"""Whether a text says what the facts say: sentence by sentence, and nothing besides.

A sentence passes that claims the same as the sentence of ours that it stands for, in other words: the same numbers,
each of the same thing; the same days, keys and names, in order; the same directions and negations; and no word that
is neither ours nor known to add nothing. Whatever cannot be followed is refused, and ours stays.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from .claims import Claims, Mark, claims, tokens_of, weightless
from .facts import Fact, FactKind, Sentence, number

_NUMBERED: Final = re.compile(r"^\s*\[?(\d{1,3})[.):\]]\s+(\S.*)$")
_ENDS: Final = re.compile(r"(?<=[.!?])\s+(?=[^\s])")
LONGEST: Final = 2000
"""Characters of a sentence beyond which nobody means to summarise."""
MANY: Final = 100
"""Sentences of a text without numbers that are looked at."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence as it is told: in a model's words where those hold (`rewritten`), else in ours.

    `refused` is what was given in its stead, `problems` why that was not taken.
    """

    text: str
    rewritten: bool = False
    refused: str = ""
    problems: tuple[str, ...] = ()


def unsupported(text: str, facts: Collection[Fact], names: Collection[str] = ()) -> tuple[str, ...]:
    """Return what stands in a text that no fact says: numbers, days, keys, names, directions."""
    said = _said(facts)
    people = {*names, *_people(facts)}
    lacking = (one for one in tokens_of(text, people) if one.mark in said and one.value not in said[one.mark])
    return tuple(f"{one.mark} {one.value} is in no fact" for one in lacking)


def _said(facts: Collection[Fact]) -> dict[Mark, set[str]]:
    """By kind, all that facts say, as sentences write it."""
    said: dict[Mark, set[str]] = {mark: set() for mark in (Mark.NUMBER, Mark.DATE, Mark.KEY, Mark.NAME, Mark.DIRECTION)}
    for fact in facts:
        said[Mark.KEY].update(fact.keys)
        match fact.kind:
            case FactKind.DATE:
                said[Mark.DATE].add(fact.value.isoformat() if isinstance(fact.value, date) else str(fact.value))
            case FactKind.NAME:
                said[Mark.NAME].add(f"«{fact.value}»" if fact.predicate == "title" else str(fact.value))
            case FactKind.DIRECTION:
                said[Mark.DIRECTION].add(str(fact.value))
            case FactKind.SHARE if isinstance(fact.value, str):
                said[Mark.NUMBER].add(fact.value)
            case _ if isinstance(fact.value, int | float):
                said[Mark.NUMBER].add(number(fact.value))
    return said


def _people(facts: Collection[Fact]) -> set[str]:
    return {str(one.value) for one in facts if one.kind is FactKind.NAME and one.predicate != "title"}


def verify(sentence: Sentence, text: str, names: Collection[str] = ()) -> tuple[str, ...]:
    """Return what is wrong with a text that is to stand for a sentence; nothing where it may.

    `names` are the people of whom the whole summary speaks, so that another's name is known for one.
    """
    if not text.strip() or len(text) > LONGEST or "\n" in text.strip():
        return ("it is no single sentence",)
    people = frozenset({*names, *_people(sentence.facts)})
    ours, theirs = claims(sentence.text, people), claims(text, people)
    return (*unsupported(text, sentence.facts, people), *_differences(ours, theirs))


def _differences(ours: Claims, theirs: Claims) -> Iterator[str]:
    for what in ("names", "days", "directions", "numbers", "negations", "states"):
        if getattr(ours, what) != getattr(theirs, what):
            yield f"its {what} are {_shown(getattr(theirs, what))}, and not {_shown(getattr(ours, what))}"
    for word in sorted(theirs.words - ours.words):
        if not weightless(word):
            yield f"«{word}» is neither in the facts nor a word that adds nothing"


def _shown(rows: Sequence[object]) -> str:
    told = (" ".join(filter(None, one)) if isinstance(one, tuple) else str(one) for one in rows)
    return ", ".join(told) or "none"


def told(sentences: Sequence[Sentence], text: str) -> tuple[Told, ...]:
    """Return every sentence in order, in the words of a text where these hold, else in ours.

    The text has a line «3. …» for the third sentence; where it has no numbers, each of its sentences stands for the
    first of ours that says the same.
    """
    names = frozenset(name for one in sentences for name in _people(one.facts))
    numbered = _lines(text)
    if numbered is not None:
        return tuple(_one(one, numbered.get(at), names) for at, one in enumerate(sentences, start=1))
    return _matched(sentences, _ENDS.split(" ".join(text.split()))[:MANY], names)


def _lines(text: str) -> dict[int, str] | None:
    """The numbered lines of a text, None where it has none; a number that comes twice counts for no sentence."""
    found: dict[int, list[str]] = {}
    for line in text.splitlines():
        if match := _NUMBERED.match(line):
            found.setdefault(int(match[1]), []).append(match[2].strip())
    return {at: lines[0] for at, lines in found.items() if len(lines) == 1} if found else None


def _one(sentence: Sentence, text: str | None, names: Collection[str]) -> Told:
    if text is None:
        return Told(sentence.text, problems=("nothing was given for it",))
    if problems := verify(sentence, text, names):
        return Told(sentence.text, refused=text, problems=problems)
    return Told(text, rewritten=True)


def _matched(sentences: Sequence[Sentence], given: list[str], names: Collection[str]) -> tuple[Told, ...]:
    found = []
    for sentence in sentences:
        fitting = next((text for text in given if not verify(sentence, text, names)), None)
        if fitting is not None:
            given = [text for text in given if text is not fitting]
        found.append(Told(fitting or sentence.text, rewritten=fitting is not None))
    return tuple(found)
