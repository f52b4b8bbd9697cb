"""What people outside are told of the state of what they reported: plain words, whatever a team calls its states."""

from typing import Final

from ..tongue import said, say, say_as, word
from .words import Category

STATES: Final = {
    Category.BACKLOG: word("Received"),
    Category.READY: "Accepted",
    Category.DOING: word("Being worked on"),
    Category.WAITING: word("Waiting"),
    Category.DONE: "Resolved",
    Category.DROPPED: word("Closed"),
}
_CLOSED: Final = {"duplicate": word("Joined with an earlier report"), "declined": word("Declined")}
_ABOUT: Final = {
    "Received": word("We have it, and will look at it."),
    "Accepted": word("It is real, and somebody will see to it."),
    "Being worked on": word("Somebody is at it."),
    "Waiting": word("We cannot go on just now. If we have asked you something, please answer."),
    "Resolved": word("If it comes back, say so."),
    "Joined with an earlier report": word("Somebody told us of the same before. We will tell you when it is resolved."),
    "Declined": word("We will not go on with it; what we wrote says why."),
    "Closed": word("Nothing more will be done about it."),
}


def state_words(category: str, resolution: str = "") -> str:
    """Return the state of a report in words for its reporter."""
    if category == Category.DROPPED:
        return _said(_CLOSED.get(resolution.casefold(), STATES[Category.DROPPED]))
    return _said(STATES[Category(category)])


def about(words: str) -> str:
    """Return a sentence on what a state means for the reporter."""
    return next(say(about) for state, about in _ABOUT.items() if _said(state) == words)


def _said(state: str) -> str:
    """A state as it is said; two of these words mean other things elsewhere."""
    if state == "Accepted":
        return say_as("report", "Accepted")
    return say_as("report", "Resolved") if state == "Resolved" else said(state)
