"""Many items are changed in one act, which can be undone as one."""

from itertools import pairwise
from typing import Annotated

from pydantic import Field

from ..models import Item
from ..rules.errors import Invalid, Problem
from ..rules.words import Priority
from ..tongue import say
from .answers import ItemsTold
from .base import Answer, Command
from .bin import DeleteItem
from .items import ChangeItem, RankItem
from .moves import MoveItem
from .types import Day, ItemKey, Labels, MemberRef, StateName, TeamKey
from .unit import Unit

FIELDS = ("team", "owner", "parent", "priority", "start", "due")


Keys = Annotated[list[ItemKey], Field(min_length=1, max_length=500)]


class _OnItems(Command):
    keys: Keys

    def act(self, unit: Unit) -> Answer:
        """Take one after the other; the refusal of one names it and undoes them all."""
        keys = list(dict.fromkeys(key.upper() for key in self.keys))
        found = unit.items(keys, field="keys")
        answers = {item.key: self._named(item.key, unit) for item in _parts_first(found)}
        return {"items": [answers[key] for key in keys]}

    def _named(self, key: str, unit: Unit) -> Answer:
        try:
            return self._one(key, unit)
        except Problem as problem:
            problem.message = f"{key}: {problem.message}"
            problem.args = (problem.message,)
            problem.detail["key"] = key
            raise

    def _one(self, key: str, unit: Unit) -> Answer:
        raise NotImplementedError


class ChangeItems(_OnItems):
    """Change many items alike: all of them, or none where one refuses. Fields that are not stated stay; null empties.

    A state is found in each item's own lifecycle, by its name or its category.
    """

    name = "item.update_many"
    route = ("POST", "/items/update")
    answers = ItemsTold

    state: StateName | None = None
    owner: MemberRef | None = None
    priority: Priority | None = None
    due: Day | None = None
    start: Day | None = None
    team: TeamKey | None = None
    parent: ItemKey | None = None
    add_labels: Labels = []
    remove_labels: Labels = []

    def _one(self, key: str, unit: Unit) -> Answer:
        stated = {name: getattr(self, name) for name in self.given(*FIELDS)}
        if stated.get("priority", Priority.NORMAL) is None:
            raise Invalid(say("a priority cannot be empty"), field="priority")
        if self.add_labels or self.remove_labels:
            stated["labels"] = self._labels(key, unit)
        answer = ChangeItem(key=key, **stated).act(unit)
        return MoveItem(key=key, state=self.state).act(unit) if self.state else answer

    def _labels(self, key: str, unit: Unit) -> list[str]:
        item = unit.item(key, field="keys")
        now = list(item.item_labels.values_list("label__name", flat=True))
        return [name for name in dict.fromkeys([*now, *self.add_labels]) if name not in self.remove_labels]


class DeleteItems(_OnItems):
    """Put many items into the bin: all of them, or none where other work stands beneath one."""

    name = "item.delete_many"
    route = ("POST", "/items/delete")
    answers = ItemsTold

    def _one(self, key: str, unit: Unit) -> Answer:
        return DeleteItem(key=key).act(unit)


class RankItems(Command):
    """Put many items directly before or after another in their common order, themselves in the order of `keys`."""

    name = "item.rank_many"
    route = ("POST", "/items/rank")
    answers = ItemsTold

    keys: Keys
    before: ItemKey | None = None
    after: ItemKey | None = None

    def act(self, unit: Unit) -> Answer:
        """Place the first, then each after the one before it; all of them, or none where one refuses."""
        keys = list(dict.fromkeys(key.upper() for key in self.keys))
        unit.items(keys, field="keys")
        field, neighbour = ("before", self.before) if self.before else ("after", self.after)
        if neighbour and neighbour.upper() in keys:
            raise Invalid(say("an item cannot be placed beside itself; name one that stays where it is"), field=field)
        answers = [RankItem(key=keys[0], before=self.before, after=self.after).act(unit)]
        answers += [RankItem(key=key, after=last).act(unit) for last, key in pairwise(keys)]
        return {"items": answers}


def _parts_first(items: list[Item]) -> list[Item]:
    """Parts before what they stand under: work that has parts ends after them."""
    above = {item.pk: item.parent_id for item in items}

    def depth(pk: int | None) -> int:
        return 1 + depth(above[pk]) if pk in above else 0

    return sorted(items, key=lambda item: -depth(item.pk))
