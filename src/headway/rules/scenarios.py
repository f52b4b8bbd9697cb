"""What a scenario may change, as closed vocabularies, and how much of it."""

from enum import StrEnum
from typing import Final

LINES: Final = 60
"""How many changes a scenario holds."""
NEW: Final = 200
"""How many new pieces of work a scenario adds in all: what it applies is undone as one act."""


class What(StrEnum):
    """What a line of a scenario changes: a field of an item, its end, a link that is cut, or work that is added."""

    DUE = "due"
    START = "start"
    EFFORT = "effort"
    OWNER = "owner"
    PRIORITY = "priority"
    END = "end"
    CUT = "cut"
    ADD = "add"


FIELDS: Final = (What.DUE, What.START, What.EFFORT, What.OWNER, What.PRIORITY)
"""Lines of which an item has one each."""


class Ending(StrEnum):
    """How an item ends in a scenario; the words are those of the categories of states."""

    DONE = "done"
    DROPPED = "dropped"


class Standing(StrEnum):
    """How a line stands to the work as it is now: it holds, its item has changed since, or nothing is left of it."""

    HOLDS = "holds"
    CHANGED = "changed"
    OVER = "over"
