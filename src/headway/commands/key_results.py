"""Goals get key results, and their figures move."""

from typing import Any

from ..access import goals
from ..events.types import KeyResultAdded, KeyResultChanged, KeyResultRemoved
from ..models import KeyResult
from ..rules.errors import Invalid, NotFound, Refused
from ..rules.words import Direction, KeyResultType, Kind
from ..tongue import said, say
from .answers import KeyResultTold
from .base import Answer, Command
from .reports import report
from .types import Amount, Id, ItemKey, MemberRef, Title, Unitless, UnitName, Weight
from .unit import Unit, born, changed, plain

FIGURES = ("start", "target", "current", "direction", "unit")


class AddKeyResult(Command):
    """Add to a goal what proves it: a metric on its way, milestones that are met, or the share done of linked work.

    A metric goes up or down from start to target, as the two say; one to keep stays between them. A key result of
    type milestone or work counts the work linked to it; one of type work without any, all that contributes to the goal.
    """

    name = "key_result.add"
    route = ("POST", "/items/{goal}/key-results")
    answers = KeyResultTold

    goal: ItemKey
    title: Title
    type: KeyResultType = KeyResultType.METRIC
    direction: Direction | None = None
    owner: MemberRef | None = None
    start: Amount = 0
    target: Amount = 100
    current: Amount | None = None
    unit: UnitName | None = None
    weight: Weight = 1

    def act(self, unit: Unit) -> Answer:
        """Add it after the others."""
        goal = unit.item(self.goal, field="goal")
        if goal.kind != Kind.GOAL:
            raise Invalid(
                say("%(key)s is %(kind)s; only goals have key results", key=goal.key, kind=Kind(goal.kind).one),
                field="goal",
            )
        values = self._values(unit)
        row = KeyResult.objects.create(goal=goal, position=goal.key_results.count(), **values)
        unit.record(KeyResultAdded, subject=row, item=goal, changes=facts_of(row))
        return {"id": row.pk, "goal": goal.key}

    def _values(self, unit: Unit) -> dict[str, Any]:
        metric = self.type is KeyResultType.METRIC
        for name in self.given("start", "target", "current", "direction"):
            if not metric and getattr(self, name) is not None:
                raise Invalid(
                    say(
                        "only a metric has a %(name)s; a key result of type %(type)s counts work",
                        name=name,
                        type=said(self.type),
                    ),
                    field=name,
                )
        return {
            "title": self.title,
            "type": self.type.value,
            "direction": direction(self.type, self.start, self.target, stated=self.direction),
            "owner": unit.worker(self.owner, field="owner") if self.owner else None,
            "start": self.start if metric else 0,
            "target": self.target if metric else 100,
            "current": self.start if self.current is None else self.current,
            "unit": self.unit or "",
            "weight": self.weight,
        }


def facts_of(row: KeyResult) -> dict[str, list[Any]]:
    """The changes of a new key result: all that it is."""
    names = ("title", "type", "direction", "start", "target", "current", "unit", "weight", "score", "position")
    return born({"goal": row.goal_id, "owner": row.owner_id, **{name: getattr(row, name) for name in names}})


def direction(type_: KeyResultType, start: float, target: float, *, stated: Direction | None = None) -> str:
    """Where a metric is to go, as stated or read off its figures; other key results go nowhere."""
    if type_ is not KeyResultType.METRIC:
        return ""
    if stated is Direction.KEEP:
        if target < start:
            raise Invalid(say("what is to be kept stays between start and target, the lower first"), field="target")
        return stated.value
    if target == start:
        raise Invalid(say("a metric's target differs from its start"), field="target")
    way = Direction.UP if target > start else Direction.DOWN
    if stated not in (None, way):
        raise Invalid(
            say(
                "from %(start)s to %(target)s it goes %(way)s", start=f"{start:g}", target=f"{target:g}", way=said(way)
            ),
            field="direction",
        )
    return way.value


class OnKeyResult(Command):
    """What acts on a key result, by its number."""

    id: Id

    def find(self, unit: Unit) -> KeyResult:
        """Find it among what the actor sees. Raises NotFound."""
        row = goals.key_results(unit.actor).filter(pk=self.id).select_related("goal").first()
        if row is None:
            raise NotFound(say("there is no key result %(id)s", id=self.id), field="id")
        return row


class ChangeKeyResult(OnKeyResult):
    """Report a key result's current value, or change its words, owner, figures or weight."""

    name = "key_result.update"
    route = ("PATCH", "/key-results/{id}")
    answers = KeyResultTold

    title: Title | None = None
    direction: Direction | None = None
    owner: MemberRef | None = None
    start: Amount | None = None
    target: Amount | None = None
    current: Amount | None = None
    unit: UnitName | None = None
    weight: Weight | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated; a new value is a check-in too, so that the history is whole."""
        row = self.find(unit)
        values = self._values(row, unit)
        was = row.current
        changes = changed(row, values)
        if changes:
            row.save()
            unit.record(KeyResultChanged, subject=row, item=row.goal, changes=changes)
        if row.current != was:
            report(unit, row.goal, key_result=row, value=row.current, before=was)
        return {"id": row.pk, "goal": row.goal.key}

    def _values(self, row: KeyResult, unit: Unit) -> dict[str, Any]:
        stated = self.given("title", "start", "target", "current", "weight")
        values: dict[str, Any] = {name: getattr(self, name) for name in stated if getattr(self, name) is not None}
        if "unit" in self.model_fields_set:
            values["unit"] = self.unit or ""
        if "owner" in self.model_fields_set:
            had = [row.owner_id]
            values["owner"] = unit.worker(self.owner, field="owner", had=had) if self.owner else None
        self._check(row, values)
        return values

    def _check(self, row: KeyResult, values: dict[str, Any]) -> None:
        if row.type != KeyResultType.METRIC:
            for name in ("start", "target", "current"):
                if name in values:
                    raise Invalid(say("only a metric has a %(name)s; this one counts work", name=name), field=name)
        kept = Direction.KEEP if self.direction is None and row.direction == Direction.KEEP else self.direction
        figures = (values.get("start", row.start), values.get("target", row.target))
        values["direction"] = direction(KeyResultType(row.type), *figures, stated=kept)


class ScoreKeyResult(OnKeyResult):
    """Score how well a key result was reached, from 0 to 1; null takes the score back."""

    name = "key_result.score"
    route = ("POST", "/key-results/{id}/score")
    answers = KeyResultTold

    score: Unitless | None = None

    def act(self, unit: Unit) -> Answer:
        """Set it."""
        row = self.find(unit)
        set_score(row, self.score, unit=unit)
        return {"id": row.pk, "goal": row.goal.key}


def set_score(row: KeyResult, score: float | None, *, unit: Unit) -> None:
    """Set a key result's score and record it."""
    changes = changed(row, {"score": score})
    if changes:
        row.save(update_fields=["score"])
        unit.record(KeyResultChanged, subject=row, item=row.goal, changes=changes)


class RemoveKeyResult(OnKeyResult):
    """Withdraw a key result."""

    name = "key_result.remove"
    route = ("DELETE", "/key-results/{id}")
    answers = KeyResultTold

    def act(self, unit: Unit) -> Answer:
        """Mark it; the log remembers it."""
        row = self.find(unit)
        row.deleted_at = unit.now
        row.save(update_fields=["deleted_at"])
        unit.record(KeyResultRemoved, subject=row, item=row.goal, changes={"deleted_at": [None, plain(unit.now)]})
        return {"id": row.pk, "goal": row.goal.key}


def refuse_metric(row: KeyResult, *, field: str) -> None:
    """Refuse to link work to what is measured. Raises Refused."""
    if row.type == KeyResultType.METRIC:
        raise Refused(say("a metric is measured; only milestones and work have work linked to them"), field=field)
