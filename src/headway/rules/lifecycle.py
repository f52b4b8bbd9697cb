"""Which way each kind of work may go, by category, and under which guard."""

from collections.abc import Iterable, Mapping
from typing import Final

from ..tongue import said, say, say_as
from .errors import Refused
from .words import CLOSED, OPEN, Category, Kind

B, R, D, W, F, X = Category  # backlog, ready, doing, waiting, finished, dropped

_FREE: Final[Mapping[Category, frozenset[Category]]] = {c: frozenset(Category) - {c} for c in Category}
_GATED: Final[Mapping[Category, frozenset[Category]]] = {
    B: frozenset({R, X}),
    R: frozenset({B, D, W, X}),
    D: frozenset({R, W, F, X}),
    W: frozenset({R, D, F, X}),
    F: frozenset({D}),
    X: frozenset({B, R}),
}
_ISSUE: Final[Mapping[Category, frozenset[Category]]] = {
    B: frozenset({R, D, W, F, X}),
    R: frozenset({B, D, W, F, X}),
    D: frozenset({R, W, F, X}),
    W: frozenset({B, R, D, F, X}),
    F: frozenset({R, D}),
    X: frozenset({B, R}),
}

LIFECYCLES: Final[Mapping[Kind, Mapping[Category, frozenset[Category]]]] = {
    Kind.GOAL: _GATED,
    Kind.PROJECT: _GATED,
    Kind.OPERATION: _GATED,
    Kind.ISSUE: _ISSUE,
    Kind.TASK: _FREE,
}

DEFAULT_STATES: Final[Mapping[Kind, tuple[tuple[str, Category], ...]]] = {
    Kind.GOAL: (("Draft", B), ("Agreed", R), ("Active", D), ("On hold", W), ("Achieved", F), ("Abandoned", X)),
    Kind.PROJECT: (("Proposed", B), ("Approved", R), ("Active", D), ("On hold", W), ("Completed", F), ("Cancelled", X)),
    Kind.OPERATION: (("Draft", B), ("Ready", R), ("Running", D), ("Paused", W), ("Retired", F), ("Cancelled", X)),
    Kind.ISSUE: (("Triage", B), ("Accepted", R), ("In progress", D), ("Waiting", W), ("Resolved", F), ("Declined", X)),
    Kind.TASK: (("Backlog", B), ("Ready", R), ("In progress", D), ("Waiting", W), ("Done", F), ("Dropped", X)),
}

PARENTS: Final[Mapping[Kind, frozenset[Kind]]] = {
    Kind.GOAL: frozenset({Kind.GOAL}),
    Kind.PROJECT: frozenset({Kind.PROJECT}),
    Kind.OPERATION: frozenset({Kind.OPERATION}),
    Kind.ISSUE: frozenset({Kind.PROJECT, Kind.OPERATION, Kind.ISSUE, Kind.TASK}),
    Kind.TASK: frozenset({Kind.PROJECT, Kind.OPERATION, Kind.ISSUE, Kind.TASK}),
}
"""Which kinds may stand above which. Work reaches a goal by contributing to it, not by standing under it."""


def check_move(*, kind: Kind, old: Category, new: Category, open_children: Iterable[str]) -> None:
    """Refuse a move that the lifecycle of `kind` does not allow.

    `open_children` are the keys of children that are still open: work that has parts is done when its parts are.
    Moving between two states of one category is always allowed.
    Raises Refused naming the field `state` and the categories that may follow, or the children in the way.
    """
    if old == new:
        return
    allowed = LIFECYCLES[kind][old]
    if new not in allowed:
        ways = ", ".join(said(c) for c in Category if c in allowed)
        raise Refused(
            say(
                "%(kind)s cannot go from %(old)s to %(new)s; from %(old)s it may go to: %(ways)s",
                kind=kind.one,
                old=said(old),
                new=said(new),
                ways=ways,
            ),
            field="state",
            detail={"allowed": [c.value for c in Category if c in allowed]},
        )
    left = list(open_children) if new is Category.DONE else []
    if left:
        raise Refused(
            say(
                "still open underneath: %(keys)s; close these first",
                keys=", ".join(left[:5]) + (" …" if len(left) > 5 else ""),
            ),
            field="state",
            detail={"open_children": left[:50]},
        )


def check_parent(*, kind: Kind, parent: Kind) -> None:
    """Refuse a parent of a kind under which `kind` cannot stand."""
    if parent not in PARENTS[kind]:
        fit = ", ".join(said(one) for one in sorted(PARENTS[kind]))
        raise Refused(
            say(
                "%(kind)s cannot stand under %(parent)s; it may stand under: %(fit)s",
                kind=kind.one,
                parent=parent.one,
                fit=fit,
            ),
            field="parent",
        )


def is_open(category: str) -> bool:
    """Whether work in this category still counts as open."""
    return category in OPEN


def is_closed(category: str) -> bool:
    """Whether work in this category has ended, well or not."""
    return category in CLOSED


def state_name(name: str) -> str:
    """Say the name of one of DEFAULT_STATES, for those that are made now."""
    return {
        "Draft": say_as("state", "Draft"),
        "Agreed": say_as("state", "Agreed"),
        "Active": say_as("state", "Active"),
        "On hold": say_as("state", "On hold"),
        "Achieved": say_as("state", "Achieved"),
        "Abandoned": say_as("state", "Abandoned"),
        "Proposed": say_as("state", "Proposed"),
        "Approved": say_as("state", "Approved"),
        "Completed": say_as("state", "Completed"),
        "Cancelled": say_as("state", "Cancelled"),
        "Ready": say_as("state", "Ready"),
        "Running": say_as("state", "Running"),
        "Paused": say_as("state", "Paused"),
        "Retired": say_as("state", "Retired"),
        "Triage": say_as("state", "Triage"),
        "Accepted": say_as("state", "Accepted"),
        "In progress": say_as("state", "In progress"),
        "Waiting": say_as("state", "Waiting"),
        "Resolved": say_as("state", "Resolved"),
        "Declined": say_as("state", "Declined"),
        "Backlog": say_as("state", "Backlog"),
        "Done": say_as("state", "Done"),
        "Dropped": say_as("state", "Dropped"),
    }[name]
