"""Check the values of a query against what their fields take."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from ...tongue import say, say_as
from ..errors import Invalid
from ..fields import amount
from .fields import NONE, ORDERED, Takes, Vocabulary
from .nodes import Range, Value
from .refuse import fail, unknown
from .values import DAY_FORMS, EFFORT_FORMS, days, minutes, number

_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}-[1-9][0-9]{0,11}")


@dataclass(frozen=True, slots=True)
class Raw:
    """A value as it was written."""

    text: str
    position: int
    length: int


def forms(field: str, known: Vocabulary) -> tuple[str, ...]:
    """Return examples of what a field takes."""
    match known.fields[field].takes:
        case Takes.DAY | Takes.MOMENT:
            return DAY_FORMS
        case Takes.MINUTES:
            return EFFORT_FORMS
        case Takes.NUMBER:
            return ("3", "0.5")
        case Takes.MONEY:
            return ("100", '"99.50 EUR"')
        case Takes.KEY:
            return ("PAY-41", "G-12")
        case _:
            return ()


def checked(field: str, raw: Raw | tuple[Raw | None, Raw | None], known: Vocabulary) -> Value | Range:
    """Return a value or a range in the form in which its field knows it. Raises Invalid."""
    if isinstance(raw, Raw):
        return _value(field, raw, known)
    low, high = (_value(field, end, known) if end is not None else None for end in raw)
    return Range(low, high)


def _value(field: str, raw: Raw, vocabulary: Vocabulary) -> Value:
    """Return the value in the form in which its field knows it."""
    known, words = vocabulary.fields[field], vocabulary.words(field)
    word = raw.text.casefold()
    if known.empty and word == NONE:
        return Value(NONE, raw.position, raw.length)
    if not raw.text.strip():
        fail(
            say("%(field)s: wants a value", field=field),
            raw.position,
            max(raw.length, 1),
            words or forms(field, vocabulary),
        )
    if known.takes is Takes.WORD:
        if word not in words:
            unknown(say_as("query", "field") if field in ("has", "no") else field, raw.text, raw.position, words)
        return Value(word, raw.position, raw.length)
    if known.takes is Takes.KEY and not _KEY.fullmatch(raw.text):
        fail(
            say("%(text)s is not a key such as PAY-41", text=repr(raw.text)),
            raw.position,
            raw.length,
            forms(field, vocabulary),
        )
    if known.takes in ORDERED and not _reads(known.takes, raw.text):
        fail(
            say("%(field)s: cannot read %(text)s", field=field, text=repr(raw.text)),
            raw.position,
            raw.length,
            forms(field, vocabulary),
        )
    return Value(raw.text.upper() if known.takes is Takes.KEY else raw.text, raw.position, raw.length)


def _reads(takes: Takes, text: str) -> bool:
    try:
        match takes:
            case Takes.NUMBER:
                number(text)
            case Takes.MINUTES:
                minutes(text)
            case Takes.MONEY:
                amount(text, currency="XXX")
            case _:
                days(text, today=date(2000, 1, 1))
    except (ValueError, Invalid):
        return False
    return True
