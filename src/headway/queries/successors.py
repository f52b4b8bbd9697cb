"""What would have to move with an item."""

from dataclasses import dataclass
from datetime import date

from ..access import visible
from ..access.dependencies import pushes
from ..rules.errors import NotFound
from ..tongue import say
from .base import Look, Query
from .types import Day, ItemKey


@dataclass(frozen=True, slots=True)
class Successor:
    """An item that would have to move: its days then, and now."""

    key: str
    title: str
    start: date | None
    due: date | None
    was_start: date | None
    was_due: date | None


class ListSuccessors(Query):
    """List what would have to move if an item lay on these days, each as little as its dependencies ask for.

    Nothing is changed; `item.reschedule` does it.
    """

    name = "item.successors"
    route = "/items/{key}/successors"

    key: ItemKey
    start: Day | None = None
    due: Day | None = None

    def answer(self, look: Look) -> tuple[Successor, ...]:
        """Follow what waits for it, directly and further on, as far as the reader sees it."""
        item = visible.items(look.actor).filter(key=self.key.upper()).first()
        if item is None:
            raise NotFound(say("there is no item %(key)s here", key=repr(self.key)), field="key")
        found = pushes(look.actor, item, start=self.start, due=self.due)
        return tuple(Successor(p.key, p.title, p.start, p.due, p.was_start, p.was_due) for p in found)
