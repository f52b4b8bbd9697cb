"""The English words that a summary may be told in, by what they mean. What is not here may not be added to one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a language: word -> what it stands for. Weightless ones say nothing by themselves.

    `day` are rules for days in words, `{months}` in the place of the months; `thousands` may stand between the digits
    of a number, `point` before its fraction.
    """

    concepts: Mapping[str, str]
    directions: Mapping[str, str]
    negations: frozenset[str]
    numbers: Mapping[str, int]
    units: Mapping[str, str]
    months: Mapping[str, int]
    breaking: frozenset[str]
    neutral: frozenset[str]
    day: tuple[str, ...]
    thousands: str
    point: str


def split(words: str) -> list[str]:
    """Return words as they are compared."""
    return words.casefold().split()


def by_word(groups: Mapping[str, str]) -> dict[str, str]:
    """Return word -> meaning from meaning -> words."""
    return {word: meaning for meaning, words in groups.items() for word in split(words)}


CONCEPTS: Final = by_word(
    {
        "done": "done finished completed complete finish finishing",
        "open": "open outstanding remaining remain remains",
        "overdue": "overdue late belated",
        "waiting": "wait waits waiting blocked stuck held",
        "came": "came come arrived new added",
        "scope": "scope",
        "pace": "pace",
        "links": "link links tie ties",
        "people": "people",
        "forecast": "forecast forecasts",
        "owner": "owner owners owned owns own",
        "due": "due deadline date dated dates",
        "moved": "moved shifted",
        "probability": "probability likelihood chance chances odds",
        "likely": "likely likelier",
        "missed": "missed miss misses",
        "met": "met meet meets",
        "risk": "risk risks",
        "critical": "critical",
        "dropped": "dropped abandoned",
        "goal": "goal goals",
        "project": "project projects",
        "issue": "issue issues",
        "yours": "yours your you",
        "measured": "measured measure measures",
        "target": "target targets",
        "pursued": "pursued pursue pursuing",
        "first": "first",
        "longest": "longest",
        "most": "most",
        "least": "least",
        "worst": "worst",
        "best": "best",
        "before": "before previous preceding prior previously",
        "ago": "ago",
        "all": "all every everything each whole",
        "half": "half halves",
        "only": "only just merely",
        "nearly": "nearly almost about around roughly approximately",
        "some": "some several many few various",
        "both": "both",
    }
)

DIRECTIONS: Final = by_word(
    {
        "more": "more higher up rose risen rise rises increased increase increases grew grown above gained",
        "fewer": "fewer less lower down fell fallen fall falls decreased decrease decreases declined below shrank",
        "same": "same unchanged steady still equal equally",
        "later": "later",
        "earlier": "earlier sooner",
    }
)

NEGATIONS: Final = frozenset(
    split(
        """no not none never nobody nothing without neither nor cannot hardly nowhere unlikely unowned unfinished
        incomplete undone unassigned isnt arent wasnt werent hasnt havent didnt dont doesnt"""
    )
)

NUMBERS: Final = {
    word: value
    for value, word in enumerate(
        split(
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
            seventeen eighteen nineteen twenty"""
        )
    )
}

UNITS: Final = {
    "%": "%",
    "percent": "%",
    "per": "%",
    "day": "day",
    "days": "day",
    "week": "week",
    "weeks": "week",
    "month": "month",
    "months": "month",
    "year": "year",
    "years": "year",
    "hour": "hour",
    "hours": "hour",
    "h": "hour",
    "minutes": "minute",
}

MONTHS: Final = {
    word: at
    for at, words in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug"),
            *("september sep sept", "october oct", "november nov", "december dec"),
        ),
        start=1,
    )
    for word in words.split()
}

BREAKING: Final = frozenset(("and", "while", "but", "whereas"))

NEUTRAL: Final = frozenset(
    split(
        """a an the this that these those it its they them their there here of in on at by to from with for as than is
        are was were be been being has have had do does did which who whose what so also too then now piece pieces item
        items work task tasks % percent per cent stands stand stood total altogether counted among against compared
        comparison number figure got get we our currently overall meanwhile period during within went"""
    )
)

ENGLISH: Final = Lexicon(
    concepts=CONCEPTS,
    directions=DIRECTIONS,
    negations=NEGATIONS,
    numbers=NUMBERS,
    units=UNITS,
    months=MONTHS,
    breaking=BREAKING,
    neutral=NEUTRAL,
    day=(
        r"(?<!\w)\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{months})\.?(?:,?\s+\d{{4}})?(?!\w)",
        r"(?<!\w)(?:{months})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?(?!\w)",
    ),
    thousands=",",
    point=".",
)
