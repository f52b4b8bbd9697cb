"""The words of automation: what a rule may wait for, what it may fill in, and how a text is filled."""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from .errors import Invalid

DEEPEST: Final = 5
"""How many runs may follow from one another; the next is stopped as a loop."""
BUSIEST: Final = 600
"""How often a rule may run within a minute: more than the largest bulk edit sets off."""
MOST_ACTS: Final = 10
MOST_TARGETS: Final = 100
"""On how many items one act may be done at once."""


class Outcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Each(StrEnum):
    """On what an act is done: the item that the event is about, or those around it."""

    ITEM = "item"
    PARENT = "parent"
    CHILDREN = "children"
    DEPENDANTS = "dependants"


EACH_WORDS: Final[Mapping[Each, str]] = {
    Each.ITEM: "the item itself",
    Each.PARENT: "what it stands under",
    Each.CHILDREN: "everything directly beneath it",
    Each.DEPENDANTS: "everything that depends on it",
}

TRIGGERS: Final[Mapping[str, str]] = {
    "item.created": "an item is created",
    "item.changed": "fields of an item change",
    "item.moved": "an item goes into another state",
    "item.converted": "an item becomes another kind",
    "item.restored": "an item comes back from the bin",
    "comment.added": "somebody comments",
    "watcher.added": "somebody begins to follow",
    "work.logged": "time is logged",
    "relation.added": "an item is related to another",
    "relation.removed": "a relation is taken away",
    "key_result.changed": "a key result moves",
    "check_in.added": "somebody checks in on a goal",
    "report.received": "a report comes in from outside",
    "escalation.fired": "an issue escalates",
    "item.breached": "a service level is missed",
    "checklist.ticked": "a step of a checklist is ticked",
    "attachment.added": "a file is attached",
}
"""The events for which a rule may wait, in words that follow «When»."""

FIELDS: Final = (
    *("title", "description", "state", "owner", "team", "parent", "priority", "severity", "urgency", "labels"),
    *("start", "due", "effort", "points", "private", "resolution", "cause", "milestone", "sponsor", "budget"),
)
"""The fields of which a change can be asked for; besides them those of the organisation's own, as field.<key>."""

PLACEHOLDERS: Final[Mapping[str, tuple[str, str]]] = {
    "item.key": ("T-1", "the key of the item that the event is about"),
    "item.title": ("A title", "its title"),
    "item.kind": ("task", "what it is"),
    "item.state": ("Done", "its state"),
    "item.priority": ("normal", "its priority"),
    "item.due": ("2026-01-01", "the day on which it is due"),
    "item.team": ("PAY", "its team's key"),
    "item.owner": ("ann@acme.example", "its owner's address"),
    "item.reporter": ("ann@acme.example", "its reporter's address"),
    "item.parent": ("P-1", "the key of what it stands under"),
    "item.lead": ("ann@acme.example", "the address of its team's lead"),
    "target.key": ("T-2", "the key of the item on which the act is done"),
    "target.title": ("A title", "that item's title"),
    "target.owner": ("ann@acme.example", "that item's owner's address"),
    "event.actor": ("ann@acme.example", "the address of who did it"),
    "event.actor_name": ("Ann", "the name of who did it"),
    "rule.name": ("A rule", "the rule's name"),
}
"""What may stand in braces in an argument: an example, by which a rule is checked, and what it means."""

_PLACE: Final = re.compile(r"\{([a-z_.]+)\}")


def filled(value: Any, find: Callable[[str], str | None]) -> Any:
    """Return an argument with every placeholder filled in, once: what is filled in is not looked through again.

    A value that is one placeholder must have something to stand for. Within a longer text «nobody» or «none» stands
    for what is empty. Raises Invalid.
    """
    if isinstance(value, list):
        return [filled(one, find) for one in value]
    if not isinstance(value, str):
        return value
    whole = _PLACE.fullmatch(value.strip())
    if whole:
        found = find(whole[1])
        if found is None:
            raise Invalid(f"{{{whole[1]}}} is empty here")
        return found
    return _PLACE.sub(lambda place: find(place[1]) or "none", value)


def example(name: str) -> str:
    """Return what a placeholder might stand for. Raises Invalid for one that does not exist."""
    if name not in PLACEHOLDERS:
        raise Invalid(f"there is no {{{name}}}; there are: {', '.join(f'{{{one}}}' for one in PLACEHOLDERS)}")
    return PLACEHOLDERS[name][0]


def holds_place(value: Any) -> bool:
    """Whether a placeholder stands in a value."""
    return any(_PLACE.search(text) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value
