"""What people outside are told of the state of what they reported: plain words, whatever a team calls its states."""

from typing import Final

from .words import Category

STATES: Final = {
    Category.BACKLOG: "Received",
    Category.READY: "Accepted",
    Category.DOING: "Being worked on",
    Category.WAITING: "Waiting",
    Category.DONE: "Resolved",
    Category.DROPPED: "Closed",
}
_CLOSED: Final = {"duplicate": "Joined with an earlier report", "declined": "Declined"}
_ABOUT: Final = {
    "Received": "We have it, and will look at it.",
    "Accepted": "It is real, and somebody will see to it.",
    "Being worked on": "Somebody is at it.",
    "Waiting": "We cannot go on just now. If we have asked you something, please answer.",
    "Resolved": "If it comes back, say so.",
    "Joined with an earlier report": "Somebody told us of the same before. We will tell you when it is resolved.",
    "Declined": "We will not go on with it; what we wrote says why.",
    "Closed": "Nothing more will be done about it.",
}


def state_words(category: str, resolution: str = "") -> str:
    """Return the state of a report in words for its reporter."""
    if category == Category.DROPPED:
        return _CLOSED.get(resolution.casefold(), STATES[Category.DROPPED])
    return STATES[Category(category)]


def about(words: str) -> str:
    """Return a sentence on what a state means for the reporter."""
    return _ABOUT[words]
