"""Refusals of the query language: they name the field `q` and point at the word."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NoReturn

from ...tongue import say
from ..errors import Invalid


def fail(message: str, position: int, length: int, expected: Iterable[str] = ()) -> NoReturn:
    """Refuse the word at `position`; `expected` are words that would do."""
    detail = {"position": position, "length": length, "expected": [str(word) for word in expected]}
    raise Invalid(message, field="q", detail=detail)


def unknown(what: str, word: str, position: int, known: Iterable[str], *, hint: str = "") -> NoReturn:
    """Refuse a word that is not among the known ones, with the nearest of them."""
    known = list(known)
    near = get_close_matches(word.casefold(), known, n=1)
    if near:
        advice = say("did you mean %(near)s?", near=near[0])
    else:
        advice = say("there are: %(known)s", known=", ".join(known))
    facts = {"what": what, "word": repr(word), "hint": hint, "advice": advice}
    fail(say("there is no %(what)s %(word)s%(hint)s; %(advice)s", **facts), position, len(word), near or known)
