"""The words of automation: what a rule may wait for, what it may fill in, and how a text is filled."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ..tongue import say, word
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


@dataclass(frozen=True, slots=True)
class Deed:
    """A command to be run on an item, its arguments filled in; `problem` is why they could not be."""

    command: str
    target: str
    arguments: dict[str, Any]
    problem: str = ""


class Each(StrEnum):
    """On what an act is done: the item that the event is about, or those around it."""

    ITEM = "item"
    PARENT = "parent"
    CHILDREN = "children"
    DEPENDANTS = "dependants"


EACH_WORDS: Final[Mapping[Each, str]] = {
    Each.ITEM: word("the item itself"),
    Each.PARENT: word("what it stands under"),
    Each.CHILDREN: word("everything directly beneath it"),
    Each.DEPENDANTS: word("everything that depends on it"),
}


class Trigger(StrEnum):
    """The events for which a rule may wait."""

    ITEM_CREATED = "item.created"
    ITEM_CHANGED = "item.changed"
    ITEM_MOVED = "item.moved"
    ITEM_CONVERTED = "item.converted"
    ITEM_RESTORED = "item.restored"
    COMMENT_ADDED = "comment.added"
    WATCHER_ADDED = "watcher.added"
    WORK_LOGGED = "work.logged"
    RELATION_ADDED = "relation.added"
    RELATION_REMOVED = "relation.removed"
    KEY_RESULT_CHANGED = "key_result.changed"
    CHECK_IN_ADDED = "check_in.added"
    REPORT_RECEIVED = "report.received"
    ESCALATION_FIRED = "escalation.fired"
    ITEM_BREACHED = "item.breached"
    CHECKLIST_TICKED = "checklist.ticked"
    ATTACHMENT_ADDED = "attachment.added"


TRIGGERS: Final[Mapping[Trigger, str]] = {
    Trigger.ITEM_CREATED: word("an item is created"),
    Trigger.ITEM_CHANGED: word("fields of an item change"),
    Trigger.ITEM_MOVED: word("an item goes into another state"),
    Trigger.ITEM_CONVERTED: word("an item becomes another kind"),
    Trigger.ITEM_RESTORED: word("an item comes back from the bin"),
    Trigger.COMMENT_ADDED: word("somebody comments"),
    Trigger.WATCHER_ADDED: word("somebody begins to follow"),
    Trigger.WORK_LOGGED: word("time is logged"),
    Trigger.RELATION_ADDED: word("an item is related to another"),
    Trigger.RELATION_REMOVED: word("a relation is taken away"),
    Trigger.KEY_RESULT_CHANGED: word("a key result moves"),
    Trigger.CHECK_IN_ADDED: word("somebody checks in on a goal"),
    Trigger.REPORT_RECEIVED: word("a report comes in from outside"),
    Trigger.ESCALATION_FIRED: word("an issue escalates"),
    Trigger.ITEM_BREACHED: word("a service level is missed"),
    Trigger.CHECKLIST_TICKED: word("a step of a checklist is ticked"),
    Trigger.ATTACHMENT_ADDED: word("a file is attached"),
}
"""The same in words that follow «When»."""

FIELDS: Final = (
    *("title", "description", "state", "owner", "team", "parent", "priority", "severity", "urgency", "labels"),
    *("start", "due", "effort", "points", "private", "resolution", "cause", "milestone", "sponsor", "budget"),
)
"""The fields of which a change can be asked for; besides them those of the organisation's own, as field.<key>."""

PLACEHOLDERS: Final[Mapping[str, tuple[str, str]]] = {
    "item.key": ("T-1", word("the key of the item that the event is about")),
    "item.title": ("A title", word("its title")),
    "item.kind": ("task", word("what it is")),
    "item.state": ("Done", word("its state")),
    "item.priority": ("normal", word("its priority")),
    "item.due": ("2026-01-01", word("the day on which it is due")),
    "item.team": ("PAY", word("its team's key")),
    "item.owner": ("ann@acme.example", word("its owner's address")),
    "item.reporter": ("ann@acme.example", word("its reporter's address")),
    "item.parent": ("P-1", word("the key of what it stands under")),
    "item.lead": ("ann@acme.example", word("the address of its team's lead")),
    "target.key": ("T-2", word("the key of the item on which the act is done")),
    "target.title": ("A title", word("that item's title")),
    "target.owner": ("ann@acme.example", word("that item's owner's address")),
    "event.actor": ("ann@acme.example", word("the address of who did it")),
    "event.actor_name": ("Ann", word("the name of who did it")),
    "rule.name": ("A rule", word("the rule's name")),
}
"""What may stand in braces in an argument: an example, by which a rule is checked, and what it means."""

_PLACE: Final = re.compile(r"\{([a-z_.]+)\}")
_OWN: Final = re.compile(r"field\.[a-z][a-z0-9_]{0,39}")


def is_field(name: str) -> bool:
    """Whether a change of a field of this name can be asked for."""
    return name in FIELDS or _OWN.fullmatch(name) is not None


def hears(*, on: Collection[str], fields: Collection[str], type_: str, changes: Mapping[str, Any]) -> bool:
    """Whether a rule waits for an event of this type that changed these fields."""
    return type_ in on and (not fields or any(name in changes for name in fields))


def filled(value: Any, find: Callable[[str], str | None]) -> Any:
    """Return an argument with every placeholder filled in, once: what is filled in is not looked through again.

    A value that is one placeholder must have something to stand for. Within a longer text «none» stands for what is
    empty. Raises Invalid.
    """
    if isinstance(value, list):
        return [filled(one, find) for one in value]
    if not isinstance(value, str):
        return value
    whole = _PLACE.fullmatch(value.strip())
    if whole is None:
        return _PLACE.sub(lambda place: find(place[1]) or "none", value)
    found = find(whole[1])
    if found is None:
        raise Invalid(say("{%(whole)s} is empty here", whole=whole[1]))
    return found


def example(name: str) -> str:
    """Return what a placeholder might stand for. Raises Invalid for one that does not exist."""
    if name not in PLACEHOLDERS:
        raise Invalid(
            say(
                "there is no {%(name)s}; there are: %(listed)s",
                name=name,
                listed=", ".join(f"{{{one}}}" for one in PLACEHOLDERS),
            )
        )
    return PLACEHOLDERS[name][0]
