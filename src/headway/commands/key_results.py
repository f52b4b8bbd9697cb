"""Goals get key results, and their figures move."""

from typing import Any

from ..access import visible
from ..events.types import KeyResultAdded, KeyResultChanged, KeyResultRemoved
from ..models import KeyResult
from ..rules.errors import Invalid, NotFound
from ..rules.words import Direction, KeyResultType, Kind
from .answers import KeyResultTold
from .base import Answer, Command
from .types import Amount, Id, ItemKey, ShortName, Title, Weight
from .unit import Unit, born, changed, plain


class AddKeyResult(Command):
    """Add to a goal what proves it: a metric that moves, or the share done of the work linked to it."""

    name = "key_result.add"
    route = ("POST", "/items/{goal}/key-results")
    answers = KeyResultTold

    goal: ItemKey
    title: Title
    type: KeyResultType = KeyResultType.METRIC
    start: Amount = 0
    target: Amount = 100
    current: Amount | None = None
    unit: ShortName | None = None
    weight: Weight = 1

    def act(self, unit: Unit) -> Answer:
        """Add it after the others."""
        goal = unit.item(self.goal, field="goal")
        if goal.kind != Kind.GOAL:
            raise Invalid(f"{goal.key} is {Kind(goal.kind).one}; only goals have key results", field="goal")
        if self.type is KeyResultType.METRIC and self.start == self.target:
            raise Invalid("a metric's target differs from its start", field="target")
        values = self._values()
        row = KeyResult.objects.create(goal=goal, position=goal.key_results.count(), **values)
        facts = born({"goal": goal.pk, "position": row.position, **values})
        unit.record(KeyResultAdded, subject=row, item=goal, changes=facts)
        return {"id": row.pk, "goal": goal.key}

    def _values(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "type": self.type.value,
            "direction": direction(self.type, self.start, self.target),
            "start": self.start,
            "target": self.target,
            "current": self.start if self.current is None else self.current,
            "unit": self.unit or "",
            "weight": self.weight,
        }


def direction(type_: KeyResultType, start: float, target: float) -> str:
    """Where a metric is to go, read off its figures; other key results go nowhere."""
    if type_ is not KeyResultType.METRIC:
        return ""
    return Direction.UP.value if target > start else Direction.DOWN.value


class _OnKeyResult(Command):
    id: Id

    def _find(self, unit: Unit) -> KeyResult:
        goals = visible.items(unit.actor).values("id")
        row = KeyResult.objects.filter(pk=self.id, deleted_at=None, goal__in=goals).select_related("goal").first()
        if row is None:
            raise NotFound(f"there is no key result {self.id}", field="id")
        return row


class ChangeKeyResult(_OnKeyResult):
    """Report a key result's current value, or change its words, target or weight."""

    name = "key_result.update"
    route = ("PATCH", "/key-results/{id}")
    answers = KeyResultTold

    title: Title | None = None
    start: Amount | None = None
    target: Amount | None = None
    current: Amount | None = None
    unit: ShortName | None = None
    weight: Weight | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = self._find(unit)
        stated = self.given("title", "start", "target", "current", "weight")
        values: dict[str, Any] = {n: getattr(self, n) for n in stated if getattr(self, n) is not None}
        if "unit" in self.model_fields_set:
            values["unit"] = self.unit or ""
        start, target = values.get("start", row.start), values.get("target", row.target)
        values["direction"] = direction(KeyResultType(row.type), start, target)
        changes = changed(row, values)
        if row.type == KeyResultType.METRIC and row.start == row.target:
            raise Invalid("a metric's target differs from its start", field="target")
        if changes:
            row.save()
            unit.record(KeyResultChanged, subject=row, item=row.goal, changes=changes)
        return {"id": row.pk, "goal": row.goal.key}


class RemoveKeyResult(_OnKeyResult):
    """Withdraw a key result."""

    name = "key_result.remove"
    route = ("DELETE", "/key-results/{id}")
    answers = KeyResultTold

    def act(self, unit: Unit) -> Answer:
        """Mark it; the log remembers it."""
        row = self._find(unit)
        row.deleted_at = unit.now
        row.save(update_fields=["deleted_at"])
        unit.record(KeyResultRemoved, subject=row, item=row.goal, changes={"deleted_at": [None, plain(unit.now)]})
        return {"id": row.pk, "goal": row.goal.key}
