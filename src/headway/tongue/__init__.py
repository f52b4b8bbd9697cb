"""What is said to people: in English where it is written, in the reader's language where it is shown.

`say("%(key)s is done", key=key)` returns the sentence in the language that is spoken, which is English unless
`speaking` says otherwise. What is returned is text like any other, and remembers how it was made: `packed` keeps it
without its language, and `unpacked` says it anew to another reader.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from .catalogue import catalogue

SOURCE: Final = "en"
LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "de": "Deutsch"}
"""The languages that the house speaks, by the names that they give themselves."""

_spoken: ContextVar[str] = ContextVar("headway_language", default=SOURCE)
_makers: dict[str, Callable[..., "Said"]] = {}


class Said(str):
    """Text that knows how it was made: the name of its maker, and what that was given."""

    __slots__ = ("recipe",)
    recipe: tuple[Any, ...]

    def __new__(cls, text: str, recipe: tuple[Any, ...]) -> "Said":
        """Take a text in the language that is spoken, and its recipe: a maker's name and arguments."""
        made = super().__new__(cls, text)
        made.recipe = recipe
        return made

    def __getnewargs__(self) -> tuple[str, tuple[Any, ...]]:  # type: ignore[override]
        """Return what pickling needs."""
        return (str(self), self.recipe)


def spoken() -> str:
    """Return the language that is spoken here and now, as in LANGUAGES."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language within; one that the house does not know is English."""
    token = _spoken.set(language if language in LANGUAGES else SOURCE)
    try:
        yield
    finally:
        _spoken.reset(token)


def translated(message: str, context: str = "") -> str:
    """Return a message as it stands in the catalogue of the language that is spoken, its places unfilled."""
    language = _spoken.get()
    if language == SOURCE:
        return message
    return catalogue(language).one.get((context, message), message)


def translated_n(one: str, many: str, count: float) -> str:
    """Return the form of a message that a count takes in the language that is spoken, its places unfilled."""
    language = _spoken.get()
    if language == SOURCE:
        return one if count == 1 else many
    return catalogue(language).form(one, many, count)


def say(message: str, /, **facts: Any) -> Said:
    """Say a message, its places («%(key)s») filled with facts. A per cent sign of its own is written «%%»."""
    return Said(translated(message) % facts, ("say", message, facts))


def say_as(context: str, message: str, /, **facts: Any) -> Said:
    """Say a message that means different things in different places: `context` tells which."""
    return Said(translated(message, context) % facts, ("say_as", context, message, facts))


def say_n(one: str, many: str, count: float, /, **facts: Any) -> Said:
    """Say a message in the form that a count takes; «%(num)s» is the count, as numbers are written."""
    from .formats import number

    shown = {"num": number(count), **facts}
    return Said(translated_n(one, many, count) % shown, ("say_n", one, many, count, facts))


def word(message: str) -> str:
    """Return a message as it is: for tables that are read before anybody speaks. `said` says it later."""
    return message


def said(message: Any) -> str:
    """Say a word of such a table, which has no places to fill. What is in no catalogue stays as it is."""
    return translated(str(message))


def maker(name: str) -> Callable[[Callable[..., Said]], Callable[..., Said]]:
    """Register a function that makes Said texts whose recipe begins with this name."""

    def register(function: Callable[..., Said]) -> Callable[..., Said]:
        _makers[name] = function
        return function

    return register


@maker("joined")
def joined(between: str, *texts: str) -> Said:
    """Put whole sentences, or clauses that stand each for itself, in a row: what comes out is said anew as they are."""
    return Said(between.join(texts), ("joined", between, *texts))


def anew(text: str) -> str:
    """Say a text to who is spoken to now, whoever it was said to first."""
    return unpacked(packed(text))


def packed(text: str) -> Any:
    """Return a text as JSON that holds its recipe, or the text itself where it was not said by a maker."""
    if not isinstance(text, Said):
        return str(text)
    return [_packed(part) for part in text.recipe]


def _packed(part: Any) -> Any:
    if isinstance(part, Said):
        return {"said": packed(part)}
    if isinstance(part, Mapping):
        return {"facts": {name: _packed(value) for name, value in part.items()}}
    return part if isinstance(part, int | float | bool) or part is None else str(part)


def unpacked(kept: Any) -> str:
    """Say what was packed to who is spoken to now. What cannot be read any more is an empty text."""
    if isinstance(kept, str):
        return kept
    if not isinstance(kept, list) or not kept or not isinstance(kept[0], str):
        return ""
    name, *parts = (_unpacked(part) for part in kept)
    facts = parts.pop() if parts and isinstance(parts[-1], dict) else {}
    try:
        return _makers[name](*parts, **facts)
    except (KeyError, TypeError, ValueError):
        return ""


def _unpacked(part: Any) -> Any:
    if isinstance(part, dict):
        if "said" in part:
            return unpacked(part["said"])
        facts = part.get("facts")
        return {name: _unpacked(value) for name, value in facts.items()} if isinstance(facts, dict) else {}
    return part


for _name, _function in (("say", say), ("say_as", say_as), ("say_n", say_n)):
    maker(_name)(_function)
