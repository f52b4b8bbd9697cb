"""What forms say: titles, labels, buttons, and which fields stand on them in which order."""

import re
from collections.abc import Mapping
from typing import Final

from ...tongue import SOURCE, said, say_as, spoken, translated, word
from ..formats import capital
from . import words_goals, words_operations, words_plain, words_projects, words_scenarios
from .words_tables import BUTTONS, DONE, HINTS, LABELS, TITLES

_PLACE: Final = re.compile(r"%\(\w+\)s")
GONE_TO: Final = frozenset((*words_projects.MADE, *words_scenarios.MADE, "scenario.discard"))
"""Commands after which one goes to what was made."""
DANGER: Final = ("depart", "delete", "delete_many", "remove", "revoke", "leave", "discard", "unshare")

_COMMON: Final = ("state", "priority", "owner", "team", "due", "start", "parent", "labels", "private")
_BY_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "goal": words_goals.LAYOUTS["goal"],
    "project": ("title", "description", *_COMMON[:6], "sponsor", "budget", "currency", *_COMMON[6:]),
    "operation": ("title", "description", "state", "owner", "team", "procedure", *_COMMON[6:]),
    "issue": ("title", "description", "severity", "urgency", *_COMMON[:6], "effort", "cause", *_COMMON[6:]),
    "task": ("title", "description", *_COMMON[:6], "effort", "points", *_COMMON[6:], "milestone"),
}
_FRONT: Final[Mapping[str, tuple[str, ...]]] = {
    "issue": ("severity", "urgency", "priority", "owner", "team", "due"),
    "task": ("priority", "owner", "team", "due", "effort", "parent"),
}
WIDE: Final = ("title", "description", "body", "procedure", "cause", "note", "private", "milestone", "with_children")


def layout(command: str, kind: str, names: list[str]) -> list[str]:
    """Return the fields of a command that its form shows, in order; `names` are all it has."""
    if command in ("item.create", "item.update") and kind in _BY_KIND:
        shown = [*_BY_KIND[kind], *(("labels", "private") if kind == "goal" else ())]
        return [name for name in dict.fromkeys(shown) if name in names]
    if command in words_operations.LAYOUTS:
        return [name for name in words_operations.LAYOUTS[command] if name in names]
    return [name for name in names if name not in ("reporter", *words_scenarios.HIDDEN)]


def front(command: str, kind: str) -> tuple[str, ...]:
    """Return the fields that a form shows first, the others being a press away; none where all are shown."""
    return _FRONT.get(kind, ()) if command == "item.create" else ()


def label(name: str) -> str:
    """Return a field's words."""
    return said(LABELS[name]) if name in LABELS else name.replace("_", " ").capitalize()


def hint(name: str, command: str = "") -> str:
    """Return a field's advice: the one that it has in a command, or everywhere."""
    return said(HINTS.get(f"{command}:{name}", HINTS.get(name, "")))


def button(command: str) -> str:
    """Return what a form's button says: the command's own word, or the one of its verb."""
    if command == "key_result.link":
        return say_as("verb", "Link")
    if command == "issue.resolve":
        return say_as("verb", "Resolve")
    return said(BUTTONS.get(command) or BUTTONS.get(command.partition(".")[2], word("Do it")))


def title(command: str, values: Mapping[str, object]) -> str:
    """Return a form's title."""
    if command in words_plain.MAKES:
        return said(words_plain.NEW.get(str(values.get("kind")), words_plain.MAKES[command]))
    noun, _, verb = command.partition(".")
    return _filled(TITLES.get(command) or f"{verb.capitalize()} {noun.replace('_', ' ')}", values)


def about(doc: str | None) -> str:
    """Return what a command does, from its documentation, where its form asks for nothing."""
    return said(" ".join((doc or "").split()))


def done(command: str, values: Mapping[str, object]) -> str:
    """Return what is said once a command has acted."""
    return words_operations.passed_on(values) or _filled(DONE.get(command, ""), values)


def gone(command: str, *, undo: bool) -> str:
    """Return what is said once something was taken away that can be had back: so it is offered."""
    return said(word("Removed")) if undo and command.partition(".")[2] in DANGER else ""


def made(command: str, values: Mapping[str, object]) -> str:
    """Return the address of what a command has made, if it has a page of its own."""
    pattern = {"item.create": "/items/{key}", **words_projects.MADE, **words_scenarios.MADE}.get(command, "")
    try:
        return pattern.format(**_known(values))
    except KeyError:
        return pattern.partition("{")[0]


def _filled(message: str, values: Mapping[str, object]) -> str:
    """Say a message of the tables; one whose facts are not known is said without them."""
    text = translated(message)
    try:
        return text % _known(values)
    except KeyError:
        if spoken() == SOURCE:
            return text.partition("%(")[0].strip()
        return capital(" ".join(_PLACE.sub("", text).split()))


def _known(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if isinstance(value, str | int)}
