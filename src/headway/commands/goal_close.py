"""Goals are closed: scored, looked back on, and done or dropped."""

from typing import Any

from ..access import aims
from ..events.types import ItemChanged
from ..models import Goal, Item, KeyResult
from ..rules.errors import Invalid, Refused
from ..rules.goals import Standing
from ..rules.rollup import weighted_mean
from ..rules.words import CLOSED, KeyResultType, Kind
from ..tongue import say
from .answers import GoalTold
from .base import Answer, Command
from .key_results import set_score
from .moves import MoveItem
from .types import Body, ItemKey, StateName, Unitless
from .unit import Unit, changed


class CloseGoal(Command):
    """Close a goal: score it from 0 to 1, look back on it, and have it done or dropped.

    A key result that has no score yet gets the one that its progress suggests; the goal's own, unless it is stated,
    is the mean of theirs by weight.
    """

    name = "goal.close"
    route = ("POST", "/goals/{key}/close")
    answers = GoalTold
    versioned = "key"

    key: ItemKey
    state: StateName = "done"
    score: Unitless | None = None
    reflection: Body = ""

    def act(self, unit: Unit) -> Answer:
        """Score what has no score, keep the reflection, then move it to where it ends."""
        item = find_goal(unit, unit.edit(self.key))
        ending = unit.state(self.state, kind=item.kind, team_id=item.team_id, field="state")
        if ending.category not in CLOSED:
            raise Invalid(
                say("%(name)s is no end; a goal is closed as done or dropped", name=ending.name), field="state"
            )
        if item.category in CLOSED:
            raise Refused(say("%(key)s has ended already; reopen it first", key=item.key), field="key")
        stand = aims.seen_by(unit.actor).standing()
        score = self._score(item, stand, unit=unit)
        values: dict[str, Any] = {"score": score}
        if self.reflection.strip():
            values["reflection"] = self.reflection
        goal = Goal.objects.get(item=item)
        changes = changed(goal, values)
        MoveItem(key=item.key, state=self.state).act(unit)
        item = unit.item(self.key, field="key")
        if changes:
            goal.save()
            unit.touch(item, {}, type_=ItemChanged, **changes)
        return {"key": item.key, "version": item.version, "state": item.state.name, "score": score}

    def _score(self, item: Item, stand: Standing, *, unit: Unit) -> float | None:
        scores: list[tuple[float, float]] = []
        for row in KeyResult.objects.filter(goal=item, deleted_at=None).select_related("goal").order_by("position"):
            if row.score is None:
                set_score(row, round(stand.results.get(row.pk) or 0.0, 2), unit=unit)
            scores.append((row.weight, row.score or 0.0))
        if self.score is not None:
            return self.score
        found = weighted_mean(scores) if scores else stand.goals.get(item.pk)
        return None if found is None else round(found, 2)


def find_goal(unit: Unit, item: Item) -> Item:
    """Refuse what is no goal. Raises Invalid naming the key."""
    if item.kind != Kind.GOAL:
        raise Invalid(say("%(key)s is %(kind)s, not a goal", key=item.key, kind=Kind(item.kind).one), field="key")
    return item


def met(row: KeyResult, stand: Standing) -> bool:
    """Whether nothing of a key result is left to be reached; what is to be kept is never over."""
    if row.type == KeyResultType.METRIC and row.direction == "keep":
        return False
    return (stand.results.get(row.pk) or 0.0) >= 1.0
