"""An item moves to other days, and what depends on it moves along: one act, which is undone as one."""

from ..access.dependencies import pushes
from ..events.types import ItemChanged
from ..rules.errors import Invalid
from ..tongue import say
from .answers import ItemsTold
from .base import Answer, Command
from .items import ChangeItem, told
from .types import Day, ItemKey
from .unit import Unit


class RescheduleItem(Command):
    """Move an item to other days, and all open work that depends on it as far as its dependencies ask for.

    What depends on it moves to later days only, by as little as possible, and stays as many working days long.
    """

    name = "item.reschedule"
    route = ("POST", "/items/{key}/reschedule")
    answers = ItemsTold
    versioned = "key"

    key: ItemKey
    start: Day | None = None
    due: Day | None = None

    def act(self, unit: Unit) -> Answer:
        """Move it, then what follows, nearest first."""
        if self.start is None and self.due is None:
            raise Invalid(say("state start, due or both: the days to which it moves"), field="due")
        stated = {name: getattr(self, name) for name in self.given("start", "due")}
        answers = [ChangeItem(key=self.key, **stated).act(unit)]
        item = unit.item(self.key, field="key")
        found = pushes(unit.actor, item, start=item.start, due=item.due)
        rows = unit.items((one.key for one in found), field="key")
        for row, one in zip(rows, found, strict=True):
            unit.touch(row, {"start": one.start, "due": one.due}, type_=ItemChanged)
            answers.append(told(row))
        return {"items": answers}
