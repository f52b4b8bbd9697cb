"""A goal is carried over into another period: a new goal goes on from where the old one stands."""

from typing import Any, Final

from ..access import aims, visible
from ..events.types import ItemChanged, KeyResultAdded
from ..models import Goal, Item, KeyResult, Proof, Relation
from ..rules.errors import Refused
from ..rules.goals import Standing
from ..rules.words import OPEN, KeyResultType, Priority, RelationType
from ..tongue import say
from .answers import CarriedTold
from .base import Answer, Command
from .goal_close import find_goal, met
from .items import CreateItem
from .key_results import facts_of
from .periods import find_period
from .proofs import contribute, prove
from .types import ItemKey, PeriodName, StateName, Title
from .unit import Unit, changed

COPIED: Final = ("title", "type", "direction", "owner_id", "target", "unit", "weight")


class CarryGoalOver(Command):
    """Carry a goal over into another period: as a new goal, tied to the old one, that goes on from where that stands.

    It takes over words, people and place, the key results that are not met yet, from their present values on, and the
    work that is still open. The old goal stays as it is. A goal is carried over once.
    """

    name = "goal.carry_over"
    route = ("POST", "/goals/{key}/carry-over")
    answers = CarriedTold

    key: ItemKey
    period: PeriodName
    title: Title | None = None
    state: StateName | None = None

    def act(self, unit: Unit) -> Answer:
        """Make the new goal, then its key results and ties."""
        old = find_goal(unit, unit.item(self.key, field="key"))
        goal = Goal.objects.select_related("period").get(item=old)
        period = find_period(unit, self.period)
        if goal.period_id == period.pk:
            raise Refused(say("%(key)s stands in %(name)s already", key=old.key, name=period.name), field="period")
        self._refuse_twice(old, unit)
        stand = aims.seen_by(unit.actor).standing()
        new = self._create(old, goal, period.name, unit)
        results = _carry_results(unit, old, new, stand)
        work = _carry_work(unit, old, new)
        _take_children(unit, old, new)
        return {"key": new.key, "carried_from": old.key, "key_results": results, "work": work}

    def _refuse_twice(self, old: Item, unit: Unit) -> None:
        later = Item.objects.filter(goal__carried_from=old, deleted_at=None).first()
        if later is not None:
            seen = visible.items(unit.actor).filter(pk=later.pk).exists()
            if seen:
                told = say("%(key)s was carried over as %(later)s already", key=old.key, later=later.key)
            else:
                told = say("%(key)s was carried over already", key=old.key)
            raise Refused(told, field="key")

    def _create(self, old: Item, goal: Goal, period: str, unit: Unit) -> Item:
        stated: dict[str, Any] = {
            **{"kind": "goal", "title": self.title or old.title, "period": period},
            **{"description": old.description, "private": old.private, "priority": list(Priority)[old.priority]},
            **{"cadence": goal.cadence, "progress_by": goal.progress_by},
            "labels": list(old.item_labels.order_by("label__name").values_list("label__name", flat=True)),
        }
        stated |= {"owner": old.owner.email} if old.owner is not None and old.owner.active else {}
        stated |= {"team": old.team.key} if old.team is not None else {}
        stated |= {"parent": parent.key} if (parent := _parent(unit, old)) is not None else {}
        stated |= {"state": self.state} if self.state else {}
        answer = CreateItem(**stated).act(unit)
        new = unit.item(answer["key"], field="key")
        own = Goal.objects.get(item=new)
        changes = changed(own, {"carried_from": old})
        own.save()
        unit.touch(new, {}, type_=ItemChanged, **changes)
        return new


def _parent(unit: Unit, old: Item) -> Item | None:
    """Where the new goal stands: under what its parent was carried over as, else under the parent while it is open."""
    if old.parent_id is None:
        return None
    rows = visible.items(unit.actor)
    later = rows.filter(goal__carried_from=old.parent_id).order_by("-id").first()
    return later or rows.filter(pk=old.parent_id, category__in=OPEN).first()


def _carry_results(unit: Unit, old: Item, new: Item, stand: Standing) -> int:
    """Give the new goal the key results that are not met, metrics from their present values on."""
    rows = KeyResult.objects.filter(goal=old, deleted_at=None).order_by("position", "id")
    left = [row for row in rows if not met(row, stand)]
    for position, row in enumerate(left):
        values = {name: getattr(row, name) for name in COPIED}
        start = row.current if _moves(row) else row.start
        made = KeyResult.objects.create(goal=new, position=position, start=start, current=row.current, **values)
        unit.record(KeyResultAdded, subject=made, item=new, changes=facts_of(made))
        for proof in Proof.objects.filter(key_result=row, item__in=_open(unit)).select_related("item").order_by("id"):
            prove(unit, made, proof.item, weight=proof.weight)
    return len(left)


def _moves(row: KeyResult) -> bool:
    """Whether it is a metric on a way; one that has fallen back behind its start begins further off."""
    return row.type == KeyResultType.METRIC and row.direction != "keep"


def _carry_work(unit: Unit, old: Item, new: Item) -> int:
    """Have the open work that contributes to the old goal contribute to the new one too."""
    ties = Relation.objects.filter(target=old, type=RelationType.CONTRIBUTES_TO, source__in=_open(unit))
    rows = list(ties.select_related("source").order_by("id"))
    return sum(contribute(unit, row.source, new, weight=row.weight) for row in rows)


def _open(unit: Unit) -> Any:
    return visible.items(unit.actor).filter(category__in=OPEN).values("id")


def _take_children(unit: Unit, old: Item, new: Item) -> None:
    """Goals that were carried over before the one above them stand under what that became."""
    rows = visible.items(unit.actor).filter(parent=old, goal__carried_from__parent=old, category__in=OPEN)
    for child in rows.select_related("state").order_by("id"):
        unit.touch(child, {"parent": new}, type_=ItemChanged)
