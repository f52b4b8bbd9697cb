"""From what was read to sentences: one template for each thing that can be said, and their order for each reader."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from . import goal_words, work_words
from .facts import Reader, Sentence
from .seen import Seen
from .shifts import shifted

Template = Callable[[Seen], Iterator[Sentence]]


def sentences(seen: Seen, reader: Reader) -> tuple[Sentence, ...]:
    """Return what there is to say, in the order that serves a reader; the sentences are the same for all."""
    return tuple(one for topic in ORDER[reader] for one in TEMPLATES[topic](seen))


TEMPLATES: Final[Mapping[str, Template]] = {
    "due": goal_words.due,
    "share": work_words.share,
    "odds": goal_words.odds,
    "shifted": shifted,
    "measures": goal_words.measures,
    "goals": work_words.goals,
    "moved": goal_words.moved,
    "risks": goal_words.risks,
    "overdue": work_words.overdue,
    "waiting": work_words.waiting,
    "critical": work_words.critical,
    "unowned": work_words.unowned,
    "done": work_words.done,
    "came": work_words.came,
    "mine": work_words.mine,
}
ORDER: Final[Mapping[Reader, tuple[str, ...]]] = {
    Reader.EXECUTIVE: (
        *("odds", "shifted", "goals", "due", "share", "measures", "moved", "risks", "critical", "overdue", "done"),
        *("came", "waiting", "unowned", "mine"),
    ),
    Reader.MANAGER: (
        *("overdue", "waiting", "critical", "unowned", "done", "came", "share", "due", "moved", "risks", "odds"),
        *("shifted", "measures", "goals", "mine"),
    ),
    Reader.PROJECT_MANAGER: (
        *("due", "share", "odds", "shifted", "moved", "overdue", "waiting", "critical", "risks", "done", "came"),
        *("unowned", "measures", "goals", "mine"),
    ),
    Reader.CONTRIBUTOR: (
        *("mine", "overdue", "waiting", "done", "came", "critical", "due", "share", "moved", "unowned", "risks"),
        *("odds", "shifted", "measures", "goals"),
    ),
}
