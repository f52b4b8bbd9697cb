"""What is reported of goals and their key results: check-ins."""

from typing import Any

from ..access import goals
from ..events.types import CheckInAdded, CheckInRemoved, KeyResultChanged
from ..models import CheckIn, Item, KeyResult
from ..rules.errors import Forbidden, Invalid, NotFound, Refused
from ..rules.lifecycle import is_closed
from ..rules.words import Health, KeyResultType, Kind, Role
from ..tongue import say
from .answers import CheckInTold
from .base import Answer, Command
from .types import Amount, Body, Id, ItemKey, Unitless
from .unit import Unit, born, changed, plain


class CheckInOnGoal(Command):
    """Report where a goal, or one of its key results, stands: its value, how sure one is of it, and why."""

    name = "check_in.add"
    route = ("POST", "/items/{goal}/check-ins")
    answers = CheckInTold

    goal: ItemKey
    key_result: Id | None = None
    value: Amount | None = None
    health: Health | None = None
    confidence: Unitless | None = None
    comment: Body = ""

    def act(self, unit: Unit) -> Answer:
        """Write it down; a value becomes the key result's current one."""
        goal = unit.item(self.goal, field="goal")
        if goal.kind != Kind.GOAL:
            raise Invalid(
                say("%(key)s is %(kind)s; check-ins are on goals", key=goal.key, kind=Kind(goal.kind).one), field="goal"
            )
        if is_closed(goal.category):
            raise Refused(say("%(key)s has ended; reopen it first", key=goal.key), field="goal")
        row = self._key_result(goal, unit)
        self._check(row)
        before = row.current if row is not None and self.value is not None else None
        if row is not None and self.value is not None and (changes := changed(row, {"current": self.value})):
            row.save(update_fields=["current"])
            unit.record(KeyResultChanged, subject=row, item=goal, changes=changes)
        made = report(unit, goal, key_result=row, value=self.value, before=before, told=self)
        return {"id": made.pk, "goal": goal.key, "key_result": self.key_result}

    def _key_result(self, goal: Item, unit: Unit) -> KeyResult | None:
        if self.key_result is None:
            return None
        row = goals.key_results(unit.actor).filter(pk=self.key_result, goal=goal).first()
        if row is None:
            raise NotFound(
                say("%(key)s has no key result %(key_result)s", key=goal.key, key_result=self.key_result),
                field="key_result",
            )
        return row

    def _check(self, row: KeyResult | None) -> None:
        if self.value is not None and (row is None or row.type != KeyResultType.METRIC):
            raise Invalid(say("only a key result that is a metric has a value"), field="value")
        if row is not None and row.type == KeyResultType.METRIC and self.value is None and self._says_nothing():
            raise Invalid(say("state the value, or how it looks"), field="value")
        if self.value is None and self._says_nothing():
            raise Invalid(say("state how it looks, how sure you are, or a comment"), field="health")

    def _says_nothing(self) -> bool:
        return self.health is None and self.confidence is None and not self.comment.strip()


def report(
    unit: Unit,
    goal: Item,
    *,
    key_result: KeyResult | None,
    value: float | None,
    before: float | None,
    told: CheckInOnGoal | None = None,
) -> CheckIn:
    """Write a check-in down and record it; `told` is what was said beside the value."""
    values: dict[str, Any] = {
        **{"goal": goal, "key_result": key_result, "author_id": unit.actor.member_id, "at": unit.now},
        **{"value": value, "before": before, "health": "", "confidence": None, "comment": ""},
    }
    if told is not None:
        said = {"health": told.health.value if told.health else "", "comment": told.comment}
        values |= {**said, "confidence": told.confidence}
    row = CheckIn.objects.create(**values)
    facts = born({"author" if name == "author_id" else name: value for name, value in values.items()})
    unit.record(CheckInAdded, subject=row, item=goal, changes=facts)
    return row


class RemoveCheckIn(Command):
    """Withdraw a check-in: one's own, or as an admin any. The last one gives its key result the value before it."""

    name = "check_in.remove"
    route = ("DELETE", "/check-ins/{id}")
    answers = CheckInTold

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Mark it, and take its value back where nothing was reported since."""
        row = goals.check_ins(unit.actor).filter(pk=self.id).select_related("goal", "key_result").first()
        if row is None:
            raise NotFound(say("there is no check-in %(id)s", id=self.id), field="id")
        if row.author_id != unit.actor.me and unit.actor.role not in (Role.OWNER, Role.ADMIN):
            raise Forbidden(say("a check-in is withdrawn by its author or an admin"), field="id")
        self._take_back(row, unit)
        row.deleted_at = unit.now
        row.save(update_fields=["deleted_at"])
        unit.record(CheckInRemoved, subject=row, item=row.goal, changes={"deleted_at": [None, plain(unit.now)]})
        return {"id": row.pk, "goal": row.goal.key, "key_result": row.key_result_id}

    def _take_back(self, row: CheckIn, unit: Unit) -> None:
        result = row.key_result
        if result is None or row.value is None or result.deleted_at is not None:
            return
        valued = CheckIn.objects.filter(key_result=result, deleted_at=None, value__isnull=False)
        if valued.order_by("-at", "-id").first() == row and (changes := changed(result, {"current": row.before})):
            result.save(update_fields=["current"])
            unit.record(KeyResultChanged, subject=result, item=row.goal, changes=changes)
