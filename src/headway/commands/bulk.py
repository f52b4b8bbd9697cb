"""Many items are changed in one act, which can be undone as one."""

from typing import Annotated

from pydantic import Field, ValidationError

from ..models import Item
from ..rules.errors import Invalid, Problem
from ..rules.words import Priority
from .answers import ItemsTold
from .base import Answer, Command
from .bin import DeleteItem
from .items import ChangeItem, told
from .moves import move
from .types import Day, ItemKey, LabelName, MemberRef, StateName, TeamKey
from .unit import Unit

FIELDS = ("team", "owner", "parent", "priority", "start", "due")


class ChangeItems(Command):
    """Change many items alike: all of them, or none where one refuses. Fields that are not stated stay; null empties.

    A state is found in each item's own lifecycle, by its name or its category.
    """

    name = "item.update_many"
    route = ("POST", "/items/update")
    answers = ItemsTold

    keys: Annotated[list[ItemKey], Field(min_length=1, max_length=500)]
    state: StateName | None = None
    owner: MemberRef | None = None
    priority: Priority | None = None
    due: Day | None = None
    start: Day | None = None
    team: TeamKey | None = None
    parent: ItemKey | None = None
    add_labels: list[LabelName] = []
    remove_labels: list[LabelName] = []
    delete: bool = Field(default=False, description="put them into the bin instead")

    def act(self, unit: Unit) -> Answer:
        """Change one after the other; the refusal of one names it and undoes them all."""
        keys = list(dict.fromkeys(key.upper() for key in self.keys))
        found = unit.items(keys, field="keys")
        answers = {item.key: self._one(item.key, unit) for item in _parts_first(found)}
        return {"items": [answers[key] for key in keys]}

    def _one(self, key: str, unit: Unit) -> Answer:
        try:
            if self.delete:
                return DeleteItem(key=key).act(unit)
            return self._change(key, unit)
        except Problem as problem:
            problem.message = f"{key}: {problem.message}"
            problem.args = (problem.message,)
            problem.detail["key"] = key
            raise

    def _change(self, key: str, unit: Unit) -> Answer:
        stated = {name: getattr(self, name) for name in self.given(*FIELDS)}
        if stated.get("priority", Priority.NORMAL) is None:
            raise Invalid("a priority cannot be empty", field="priority")
        if self.add_labels or self.remove_labels:
            stated["labels"] = self._labels(key, unit)
        try:
            answer = ChangeItem(key=key, **stated).act(unit)
        except ValidationError as error:
            raise Invalid(str(error.errors()[0]["msg"]), field=str(error.errors()[0]["loc"][0])) from error
        if self.state is None:
            return answer
        item = unit.item(key, field="keys")
        move(item, unit.state(self.state, kind=item.kind, team_id=item.team_id, field="state"), unit=unit)
        return told(item)

    def _labels(self, key: str, unit: Unit) -> list[str]:
        item = unit.item(key, field="keys")
        now = list(item.item_labels.values_list("label__name", flat=True))
        return [name for name in dict.fromkeys([*now, *self.add_labels]) if name not in self.remove_labels]


def _parts_first(items: list[Item]) -> list[Item]:
    """Parts before what they stand under: work that has parts ends after them."""
    above = {item.pk: item.parent_id for item in items}

    def depth(pk: int | None) -> int:
        return 1 + depth(above[pk]) if pk in above else 0

    return sorted(items, key=lambda item: -depth(item.pk))
