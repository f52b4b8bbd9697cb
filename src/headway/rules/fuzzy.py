"""How well what somebody types fits a name: wholly, by its beginning, by its words, or with slips and gaps."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final
from unicodedata import combining, normalize

Span = tuple[int, int]
LONG_ENOUGH: Final = 4
"""Letters from which on a word may hold a slip, or leave letters out: of shorter ones too little is left."""


class Fit(IntEnum):
    """How well words fit, the best first. `ELSEWHERE` is for what was found by something other than its name."""

    EXACT = 0
    PREFIX = 1
    WORDS = 2
    WITHIN = 3
    ELSEWHERE = 4
    SLIP = 5
    LETTERS = 6


@dataclass(frozen=True, slots=True)
class Match:
    """How a name fits, and the stretches of it (from, to) that were meant, in order."""

    fit: Fit
    spans: tuple[Span, ...]


def match(asked: str, name: str) -> Match | None:
    """Return how a name fits what was asked, or None. Case, accents and the amount of space do not matter.

    Every word must begin one of the name's, occur in it, or be one slip away from a beginning; else all letters must
    follow one another, close together or at the beginnings of words.
    """
    wanted, (plain, origins) = " ".join(_folded(asked)[0].split()), _folded(name)
    if not wanted:
        return None
    if plain.startswith(wanted):
        fit = Fit.EXACT if len(plain) == len(wanted) else Fit.PREFIX
        return Match(fit, _in_name([(0, len(wanted))], origins))
    starts = [at for at, one in enumerate(plain) if one.isalnum() and not plain[at - 1 : at].isalnum()]
    parts = [_word(word, plain, starts) for word in wanted.split()]
    known = [part for part in parts if part]
    if len(known) == len(parts):
        return Match(max(fit for fit, _ in known), _in_name([span for _, span in known], origins))
    letters = _letters(wanted.replace(" ", ""), plain, frozenset(starts))
    return Match(Fit.LETTERS, _in_name(letters, origins)) if letters else None


def stretches(name: str, spans: tuple[Span, ...]) -> Iterator[tuple[str, bool]]:
    """Yield a name in pieces, and whether each was meant."""
    at = 0
    for first, last in spans:
        if at < first:
            yield name[at:first], False
        yield name[first:last], True
        at = last
    if at < len(name):
        yield name[at:], False


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in plain small letters, and where each of them comes from."""
    letters: list[str] = []
    origins: list[int] = []
    for at, sign in enumerate(text):
        for one in normalize("NFKD", normalize("NFKD", sign).casefold()):
            if not combining(one):
                letters.append(one)
                origins.append(at)
    return "".join(letters), origins


def _word(word: str, plain: str, starts: list[int]) -> tuple[Fit, Span] | None:
    for at in starts:
        if plain.startswith(word, at):
            return Fit.WORDS, (at, at + len(word))
    if (at := plain.find(word)) >= 0 and (len(word) > 1 or not word.isalnum()):
        return Fit.WITHIN, (at, at + len(word))
    if len(word) >= LONG_ENOUGH:
        ends = ((at, _slipped(word, plain[at:])) for at in starts)
        return next(((Fit.SLIP, (at, at + end)) for at, end in ends if end), None)
    return None


def _slipped(word: str, text: str) -> int:
    """How much of the text's beginning is the word with one letter wrong, missing, too many or two turned; 0: none."""
    pairs = enumerate(zip(word, text, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(word), len(text)))
    rest = word[at:]
    turned = (0, rest[1:2] + rest[:1] + rest[2:])
    for skipped, meant in (turned, (1, rest[1:]), (1, rest), (0, rest[1:])):
        if at and len(text) >= at + skipped and text.startswith(meant, at + skipped):
            return at + skipped + len(meant)
    return 0


def _letters(wanted: str, plain: str, starts: frozenset[int]) -> list[Span]:
    """The shortest run up to where the letters first have all come; none where they lie too far apart to be meant."""
    end = -1
    for one in wanted:
        end = plain.find(one, end + 1)
        if end < 0:
            return []
    places = [end + 1]
    for one in reversed(wanted):
        places.append(plain.rindex(one, 0, places[-1]))
    found = places[:0:-1]
    begun = all(at in starts or at - 1 == before for before, at in zip([-2, *found], found, strict=False))
    near = len(wanted) >= LONG_ENOUGH and found[-1] - found[0] < 2 * len(wanted)
    return [(at, at + 1) for at in found] if len(wanted) > 1 and (begun or near) else []


def _in_name(spans: list[Span], origins: list[int]) -> tuple[Span, ...]:
    """The spans of plain letters as spans of the name: in order, and none touching another."""
    joined: list[Span] = []
    for first, last in sorted((origins[first], origins[last - 1] + 1) for first, last in spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)
