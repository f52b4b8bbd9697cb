"""Facts with their evidence, and sentences in which nothing stands that is not one of them."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from ...tongue import say
from ...tongue.formats import dated, decimal, percent

DAYS: Final = {"en": "yyyy-MM-dd", "de": "d. MMMM y"}
"""How sentences write days: always with the year."""
LONGEST: Final = 80
"""Characters of a title that a sentence holds."""
_QUOTES: Final = str.maketrans("«»", "\u2039\u203a")


class FactKind(StrEnum):
    """What a fact says: how many, how much, which share, which day, who or what, or which way."""

    COUNT = "count"
    AMOUNT = "amount"
    SHARE = "share"
    DATE = "date"
    NAME = "name"
    DIRECTION = "direction"


class Direction(StrEnum):
    """Which way something went."""

    MORE = "more"
    FEWER = "fewer"
    SAME = "same"
    LATER = "later"
    EARLIER = "earlier"


class Reader(StrEnum):
    """For whom a summary is: which facts come first. The facts are the same for all."""

    EXECUTIVE = "executive"
    MANAGER = "manager"
    PROJECT_MANAGER = "project-manager"
    CONTRIBUTOR = "contributor"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so. A share is in whole per cent; `unit` is what is counted.

    A probability at the edge is «<1» or «>99», which no number says.

    Its evidence: `keys` are the items that it rests on, `query` what to ask Explore to see the same number.
    """

    kind: FactKind
    predicate: str
    value: int | float | date | str
    unit: str = ""
    keys: tuple[str, ...] = ()
    query: str = ""

    @property
    def evidence(self) -> str:
        """In a line: the query, or the keys; what it says where it rests on the facts beside it."""
        return self.query or ", ".join(self.keys) or self.predicate


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the facts that it cites; `topic` says what it is about."""

    topic: str
    text: str
    facts: tuple[Fact, ...]


def plain(text: str) -> str:
    """Return a title or a name as it stands in a sentence: one line, no quotes of ours, no hidden characters."""
    kept = "".join(one if unicodedata.category(one)[0] not in "CZ" else " " for one in text)
    line = " ".join(kept.split()).translate(_QUOTES)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def number(value: float) -> str:
    """Return a number as it is compared: no separators, at most two places, a point before these."""
    return f"{round(value, 2):.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def portion(part: int, whole: int) -> int:
    """Return a share in whole per cent; 0 and 100 where it is nothing and all, and there alone."""
    if part in (0, whole):
        return 100 if whole and part == whole else 0
    return min(99, max(1, round(100 * part / whole)))


@dataclass(slots=True)
class Cited:
    """Writes facts into a sentence: what it returns is the words, what it keeps are the facts behind them."""

    topic: str
    facts: list[Fact] = field(default_factory=list)

    def _keep(self, kind: FactKind, predicate: str, value: int | float | date | str, **rest: object) -> None:
        self.facts.append(Fact(kind, predicate, value, **rest))  # type: ignore[arg-type]

    def count(self, predicate: str, value: int, unit: str = "", *, query: str = "", keys: tuple[str, ...] = ()) -> str:
        """«12»: how many, and of what."""
        self._keep(FactKind.COUNT, predicate, value, unit=unit, keys=keys, query=query)
        return str(value)

    def amount(self, predicate: str, value: float, keys: tuple[str, ...]) -> str:
        """«4.5»: how much."""
        self._keep(FactKind.AMOUNT, predicate, value, keys=keys)
        return decimal(number(value))

    def share(self, predicate: str, percent: int, *, query: str = "", keys: tuple[str, ...] = ()) -> str:
        """«43 %»: a share."""
        self._keep(FactKind.SHARE, predicate, percent, unit="%", keys=keys, query=query)
        return f"{percent} %"

    def chance(self, predicate: str, chance: float, keys: tuple[str, ...]) -> str:
        """«43 %», «<1 %»: how likely something is."""
        text = percent(chance)
        whole = text.removesuffix(" %")
        self._keep(FactKind.SHARE, predicate, int(whole) if whole.isdigit() else whole, unit="%", keys=keys)
        return text

    def day(self, predicate: str, day: date, keys: tuple[str, ...] = ()) -> str:
        """«2026-03-09», «9. März 2026»: a day."""
        self._keep(FactKind.DATE, predicate, day, keys=keys)
        return dated(day, DAYS)

    def item(self, key: str, title: str) -> str:
        """«G-1 «Grow»»: an item by key and title."""
        self._keep(FactKind.NAME, "title", plain(title), keys=(key,))
        return f"{key} «{plain(title)}»"

    def named(self, predicate: str, name: str, keys: tuple[str, ...] = ()) -> str:
        """«Ann Lee»: a person."""
        self._keep(FactKind.NAME, predicate, plain(name), keys=keys)
        return plain(name)

    def way(self, predicate: str, direction: Direction) -> None:
        """Which way something went; the sentence says it in its own words."""
        self._keep(FactKind.DIRECTION, predicate, direction.value)

    def sentence(self, text: str) -> Sentence:
        """Return the finished sentence."""
        return Sentence(self.topic, text, tuple(self.facts))


def listed(words: list[str]) -> str:
    """Return words in a row: «a, b and c»."""
    if len(words) < 2:
        return "".join(words)
    return say("%(first)s and %(last)s", first=", ".join(words[:-1]), last=words[-1])
