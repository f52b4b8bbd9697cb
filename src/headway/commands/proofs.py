"""Work is linked to the key results that it proves."""

from typing import Any

from ..events.types import ProofAdded, ProofChanged, ProofRemoved, RelationAdded
from ..models import Item, KeyResult, Proof, Relation
from ..rules.errors import NotFound, Refused
from ..rules.words import Dependency, Kind, RelationType
from ..tongue import say
from .answers import ProofTold
from .base import Answer
from .key_results import OnKeyResult, refuse_metric
from .types import ItemKey, Weight
from .unit import Unit, born, changed, gone


class LinkWork(OnKeyResult):
    """Link work to a key result that it proves: its milestone, or its own work. It contributes to the goal too."""

    name = "key_result.link"
    route = ("POST", "/key-results/{id}/work")
    answers = ProofTold

    item: ItemKey
    weight: Weight = 1

    def act(self, unit: Unit) -> Answer:
        """Link it, or give it another weight where it is linked already."""
        row, item = self.find(unit), unit.item(self.item, field="item")
        refuse_metric(row, field="id")
        if item.kind in (Kind.GOAL, Kind.OPERATION):
            raise Refused(
                say(
                    "%(key)s is %(kind)s; only work that ends proves a key result",
                    key=item.key,
                    kind=Kind(item.kind).one,
                ),
                field="item",
            )
        proof = Proof.objects.filter(key_result=row, item=item).first()
        if proof is None:
            prove(unit, row, item, weight=self.weight)
            contribute(unit, item, row.goal)
        elif "weight" in self.model_fields_set and (changes := changed(proof, {"weight": self.weight})):
            proof.save(update_fields=["weight"])
            unit.record(ProofChanged, subject=proof, item=row.goal, changes=changes)
        return {"id": row.pk, "goal": row.goal.key, "item": item.key}


class UnlinkWork(OnKeyResult):
    """Unlink work from a key result; it goes on contributing to the goal."""

    name = "key_result.unlink"
    route = ("DELETE", "/key-results/{id}/work/{item}")
    answers = ProofTold

    item: ItemKey

    def act(self, unit: Unit) -> Answer:
        """Remove the row; the log remembers it."""
        row, item = self.find(unit), unit.item(self.item, field="item")
        proofs = Proof.objects.filter(key_result=row, item=item)
        if not proofs.exists():
            raise NotFound(say("%(key)s is not linked to this key result", key=item.key), field="item")
        disprove(unit, row.goal, list(proofs))
        return {"id": row.pk, "goal": row.goal.key, "item": item.key}


def prove(unit: Unit, row: KeyResult, item: Item, *, weight: float) -> None:
    """Link work to a key result and record it."""
    values: dict[str, Any] = {"key_result": row, "item": item, "weight": weight}
    proof = Proof.objects.create(**values)
    unit.record(ProofAdded, subject=proof, item=row.goal, changes=born(values))


def disprove(unit: Unit, goal: Item, proofs: list[Proof]) -> None:
    """Unlink work from key results and record it."""
    for proof in proofs:
        unit.record(ProofRemoved, subject=proof, item=goal, changes=gone(proof))
        proof.delete()


def contribute(unit: Unit, item: Item, goal: Item, *, weight: float = 1.0) -> bool:
    """Have work contribute to a goal where it does not yet; return whether it was new."""
    kind = RelationType.CONTRIBUTES_TO
    if Relation.objects.filter(source=item, type=kind, target=goal).exists():
        return False
    values = {"weight": weight, "dependency": Dependency.FS.value, "lag": 0, "created_at": unit.now}
    row = Relation.objects.create(workspace=unit.workspace, source=item, type=kind, target=goal, **values)
    facts = born({"type": kind.value, "source": item.pk, "target": goal.pk, **values})
    unit.record(RelationAdded, subject=row, item=item, changes=facts)
    return True


def forget_proofs(unit: Unit, *, item: Item, goal: Item) -> None:
    """Unlink work from all key results of a goal to which it no longer contributes."""
    rows = Proof.objects.filter(key_result__goal=goal, item=item)
    disprove(unit, goal, list(rows))
