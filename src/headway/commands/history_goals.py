"""The figures that prove goals come in from elsewhere, once the goals are there."""

import hashlib
from typing import Any

from ..events.types import KeyResultAdded, KeyResultChanged
from ..models import ExternalRef, Item, KeyResult
from ..rules.errors import Refused
from ..rules.words import KeyResultType, Kind
from ..tongue import say
from .answers import TakenTold
from .base import Answer
from .history import FromElsewhere, known, remember
from .key_results import direction, facts_of
from .types import Amount, ItemKey, Name, Title, UnitName, Weight
from .unit import Unit, changed


class ImportKeyResult(FromElsewhere):
    """Take over a key result of a goal: a metric on its way from start to target.

    Outcomes: created, updated (the source tells of other figures or words), unchanged, missing (the goal is not here).
    """

    name = "history.key_result"
    route = ("POST", "/history/key-results")
    answers = TakenTold

    ref: Name
    goal: ItemKey
    title: Title
    start: Amount = 0
    target: Amount
    current: Amount
    unit: UnitName = ""
    weight: Weight = 1
    owner: Name | None = None

    def act(self, unit: Unit) -> Answer:
        """Find it by the source's name for it, or add it after the others."""
        goal = Item.objects.filter(workspace=unit.workspace, key=self.goal.upper()).first()
        if goal is None:
            return {"outcome": "missing", "id": None}
        if goal.kind != Kind.GOAL:
            raise Refused(
                say("%(key)s is %(kind)s; only goals have key results", key=goal.key, kind=Kind(goal.kind).one),
                field="goal",
            )
        there = known(unit, origin=self.origin, noun="key_result", refs=[self.ref])
        return self._follow(there[self.ref], unit) if self.ref in there else self._add(goal, unit)

    def _add(self, goal: Item, unit: Unit) -> Answer:
        place = goal.key_results.count()
        row = KeyResult.objects.create(goal=goal, position=place, type=KeyResultType.METRIC.value, **self._values(unit))
        remember(unit, origin=self.origin, noun="key_result", made=[(self.ref, row.pk, self._digest())])
        unit.record(KeyResultAdded, subject=row, item=goal, changes=facts_of(row), happened=goal.created_at)
        return {"outcome": "created", "id": row.pk}

    def _follow(self, ref: ExternalRef, unit: Unit) -> Answer:
        """Only what the source tells anew is taken over: what was reported here since stays."""
        row = KeyResult.objects.filter(pk=ref.object_id, deleted_at=None).select_related("goal", "owner").first()
        if row is None:  # withdrawn here: it stays so
            return {"outcome": "unchanged", "id": None}
        told = ref.digest != (digest := self._digest())
        changes = changed(row, self._values(unit)) if told else {}
        if told:
            ExternalRef.objects.filter(pk=ref.pk).update(digest=digest)
        if changes:
            row.save(update_fields=[name.removesuffix("_id") for name in changes])
            pairs = {name.removesuffix("_id"): pair for name, pair in changes.items()}
            unit.record(KeyResultChanged, subject=row, item=row.goal, changes=pairs)
        return {"outcome": "updated" if changes else "unchanged", "id": row.pk}

    def _digest(self) -> str:
        return hashlib.sha256(self.model_dump_json(exclude={"origin", "ref", "goal"}).encode()).hexdigest()

    def _values(self, unit: Unit) -> dict[str, Any]:
        """Raises Invalid where the figures tell no way from start to target."""
        figures = {name: getattr(self, name) for name in ("title", "start", "target", "current", "unit", "weight")}
        way = direction(KeyResultType.METRIC, self.start, self.target)
        found = known(unit, origin=self.origin, noun="member", refs=[self.owner] if self.owner else [])
        owner = next((row.object_id for row in found.values()), None)
        return {**figures, "direction": way, "owner_id": owner}
