"""What a sentence claims: its numbers, days, keys, names, directions, negations and states, read off its words."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from ...tongue import spoken
from .lexicon import ENGLISH, Lexicon
from .lexicon_de import GERMAN

KEY: Final = r"(?<![\w-])[A-Za-z][A-Za-z0-9_]{0,19}-[1-9][0-9]{0,11}(?![\w-])"
_LEXICONS: Final = {"en": ENGLISH, "de": GERMAN}


class Mark(StrEnum):
    """What a token is."""

    NAME = "name"
    KEY = "key"
    DATE = "date"
    NUMBER = "number"
    DIRECTION = "direction"
    NEGATION = "negation"
    STATE = "state"
    BREAK = "break"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Token:
    """A token by what it means: numbers and days as written by us, words by what they stand for."""

    mark: Mark
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a sentence claims. Names, days, directions and states in their order; a number with what it is said of."""

    names: tuple[str, ...]
    days: tuple[str, ...]
    directions: tuple[str, ...]
    numbers: tuple[tuple[str, str, str], ...]
    negations: tuple[str, ...]
    states: tuple[str, ...]
    words: frozenset[str]


def claims(text: str, names: Collection[str] = ()) -> Claims:
    """Read a sentence; `names` are the names of people that may stand in it."""
    tokens = list(tokens_of(text, names))

    def of(mark: Mark) -> tuple[str, ...]:
        return tuple(one.value for one in tokens if one.mark is mark)

    return Claims(
        names=tuple(one.value for one in tokens if one.mark in (Mark.NAME, Mark.KEY)),
        days=of(Mark.DATE),
        directions=of(Mark.DIRECTION),
        numbers=_bound(tokens, Mark.NUMBER),
        negations=tuple(f"{value} {state}" for value, _, state in _bound(tokens, Mark.NEGATION)),
        states=tuple(one for one, _ in groupby(of(Mark.STATE))),
        words=frozenset(of(Mark.WORD)),
    )


def tokens_of(text: str, names: Collection[str] = ()) -> Iterator[Token]:
    """Yield what stands in a sentence, in order; words without weight are words."""
    lexicon = _LEXICONS[spoken()]
    found = list(_pattern(tuple(sorted(names, key=len, reverse=True)), spoken()).finditer(text))
    for at, match in enumerate(found):
        token = _token(match, lexicon)
        if token.mark is Mark.NUMBER:
            after = found[at + 1].group().casefold() if at + 1 < len(found) else ""
            token = Token(token.mark, token.value, lexicon.units.get(after, ""))
        yield token


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...], language: str) -> re.Pattern[str]:
    lexicon = _LEXICONS[language]
    months = "|".join(sorted(lexicon.months, key=len, reverse=True))
    spaced = f"[{re.escape(lexicon.thousands)}\u00a0\u202f]"
    known = "|".join(re.escape(one) for one in names if one) or r"(?!)"
    kinds = (
        ("title", r"«[^«»]*»"),
        ("name", rf"(?<!\w)(?:{known})(?!\w)"),
        ("key", KEY),
        ("iso", r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])"),
        *((f"day{at}", rule.format(months=months)) for at, rule in enumerate(lexicon.day)),
        ("number", rf"(?<![\w])(?:[<>]\s?)?[-\u2212+]?\d+(?:{spaced}\d{{3}}(?!\d))*(?:{re.escape(lexicon.point)}\d+)?"),
        ("word", r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?"),
        ("break", r"[,;:()\u2013\u2014.!?]|(?<=\s)-(?=\s)"),
        ("other", r"\S"),
    )
    flags = re.IGNORECASE
    return re.compile("|".join(f"(?P<{name}>{_exactly(name, rule)})" for name, rule in kinds), flags)


def _exactly(kind: str, rule: str) -> str:
    """Names of people count as they are written; all else in capitals or not."""
    return rf"(?-i:{rule})" if kind == "name" else rule


def _token(match: re.Match[str], lexicon: Lexicon) -> Token:
    text = match.group()
    match match.lastgroup:
        case "title" | "name":
            return Token(Mark.NAME, text)
        case "key":
            return Token(Mark.KEY, text.upper())
        case "iso":
            return Token(Mark.DATE, text)
        case "day0" | "day1":
            return Token(Mark.DATE, _day(text, lexicon))
        case "number":
            return Token(Mark.NUMBER, _number(text, lexicon))
        case "word":
            return _word(text.casefold().replace("\u2019", "'"), lexicon)
        case "break":
            return Token(Mark.BREAK, text)
    return Token(Mark.WORD, text)


def _word(word: str, lexicon: Lexicon) -> Token:
    if word in lexicon.numbers:
        return Token(Mark.NUMBER, str(lexicon.numbers[word]))
    if word in lexicon.negations or word.endswith("n't"):
        return Token(Mark.NEGATION, "not")
    if word in lexicon.directions:
        return Token(Mark.DIRECTION, lexicon.directions[word])
    if word in lexicon.concepts:
        return Token(Mark.STATE, lexicon.concepts[word])
    if word in lexicon.breaking:
        return Token(Mark.BREAK, word)
    return Token(Mark.WORD, word)


def _number(text: str, lexicon: Lexicon) -> str:
    plain = re.sub(f"[{re.escape(lexicon.thousands)}\\s+]", "", text).replace("\u2212", "-")
    plain = plain.replace(lexicon.point, ".")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain.lstrip("0") or "0"


def _day(text: str, lexicon: Lexicon) -> str:
    """A day in words as 2026-03-09; without a year as --03-09, which no fact says."""
    year = re.search(r"\d{4}", text)
    numbers = [int(one) for one in re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)]
    words = (word for word in re.findall(r"[^\W\d_]+", text.casefold()) if word in lexicon.months)
    month = next((lexicon.months[word] for word in words), numbers[-1])
    return f"{year.group() if year else '-'}-{month:02d}-{numbers[0] if numbers else 0:02d}"


def _bound(tokens: Sequence[Token], mark: Mark) -> tuple[tuple[str, str, str], ...]:
    """(value, unit, what it is said of) of each token of a kind: those said of the same in their order.

    «From 41 % to 69 %» is not «from 69 % to 41 %».
    """
    found = [
        (one.value, one.unit, _nearest(tokens, at, onward=mark is Mark.NEGATION))
        for at, one in enumerate(tokens)
        if one.mark is mark
    ]
    return tuple(sorted(found, key=itemgetter(1, 2)))


def _nearest(tokens: Sequence[Token], at: int, *, onward: bool) -> str:
    """The state or direction nearest to a token within its clause, the one after it where two are as near.

    A negation speaks of what follows, and of what stands before it only where nothing follows.
    """
    after = _first(tokens[at + 1 :])
    before = _first(tokens[at - 1 :: -1] if at else ())
    if after and (onward or before is None or after[0] <= before[0]):
        return after[1]
    return before[1] if before else ""


def _first(tokens: Sequence[Token]) -> tuple[int, str] | None:
    for steps, one in enumerate(tokens):
        if one.mark is Mark.BREAK:
            return None
        if one.mark in (Mark.STATE, Mark.DIRECTION):
            return steps, one.value
    return None


def weightless(word: str) -> bool:
    """Whether a word says nothing by itself: articles, prepositions, forms of «to be»."""
    return word in _LEXICONS[spoken()].neutral
