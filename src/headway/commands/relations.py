"""Items begin and cease to bear on each other."""

from typing import Any, Final

from pydantic import Field

from ..events.types import RelationAdded, RelationChanged, RelationRemoved
from ..models import Item, Relation
from ..rules.errors import Invalid, NotFound, Refused
from ..rules.words import Dependency, Kind, RelationType
from ..tongue import said, say, word
from .answers import RelationGone, RelationTold
from .base import Answer, Command
from .graph import Step, along, path, refuse_cycle, upward, waits_for
from .proofs import forget_proofs
from .types import ItemKey, Weight
from .unit import Unit, born, changed

FIELDS: Final = ("weight", "dependency", "lag")


class AddRelation(Command):
    """Tie two items: source contributes to, depends on, blocks, affects, duplicates or relates to target."""

    name = "relation.add"
    route = ("POST", "/items/{source}/relations")
    answers = RelationTold

    source: ItemKey
    type: RelationType
    target: ItemKey
    weight: Weight = 1.0
    dependency: Dependency = Dependency.FS
    lag: int = Field(default=0, ge=-5_000_000, le=5_000_000, description="working minutes")

    def act(self, unit: Unit) -> Answer:
        """Refuse what makes no sense or closes a cycle; add the rest, or change its figures where it stands already."""
        source, target = unit.item(self.source, field="source"), unit.item(self.target, field="target")
        check_ends(self.type, source, target)
        values = {"weight": self.weight, "dependency": self.dependency.value, "lag": self.lag}
        row = Relation.objects.filter(source=source, type=self.type, target=target).first()
        if row is not None:
            return self._change(row, source, values, unit)
        refuse_cycle(
            closing_path(self.type, source.pk, target.pk), field="target", what=say(_NAMES[self.type]), actor=unit.actor
        )
        row = Relation.objects.create(
            workspace=unit.workspace, source=source, type=self.type, target=target, created_at=unit.now, **values
        )
        facts = born(
            {"type": self.type.value, "source": source.pk, "target": target.pk, "created_at": unit.now, **values}
        )
        unit.record(RelationAdded, subject=row, item=source, changes=facts)
        return {"id": row.pk, "source": source.key, "type": self.type.value, "target": target.key}

    def _change(self, row: Relation, source: Item, values: dict[str, Any], unit: Unit) -> Answer:
        changes = changed(row, {name: values[name] for name in self.given(*FIELDS)})
        if changes:
            row.save()
            unit.record(RelationChanged, subject=row, item=source, changes=changes)
        return {"id": row.pk, "source": self.source, "type": self.type.value, "target": self.target}


class RemoveRelation(Command):
    """Untie two items."""

    name = "relation.remove"
    route = ("DELETE", "/items/{source}/relations/{type}/{target}")
    answers = RelationGone

    source: ItemKey
    type: RelationType
    target: ItemKey

    def act(self, unit: Unit) -> Answer:
        """Remove the row; the log remembers it."""
        source, target = unit.item(self.source, field="source"), unit.item(self.target, field="target")
        row = Relation.objects.filter(source=source, type=self.type, target=target).first()
        if row is None:
            raise NotFound(
                say(
                    "%(key)s does not stand as «%(type)s %(target)s»",
                    key=source.key,
                    type=said(self.type),
                    target=target.key,
                ),
                field="target",
            )
        facts = {"type": self.type.value, "source": source.pk, "target": target.pk}
        facts |= {name: getattr(row, name) for name in FIELDS}
        unit.record(RelationRemoved, subject=row, item=source, changes={n: [v, None] for n, v in facts.items()})
        row.delete()
        if self.type is RelationType.CONTRIBUTES_TO:
            forget_proofs(unit, item=source, goal=target)
        return {"source": source.key, "type": self.type.value, "target": target.key}


_NAMES: Final = {
    RelationType.DEPENDS_ON: word("dependencies"),
    RelationType.BLOCKS: word("dependencies"),
    RelationType.CONTRIBUTES_TO: word("contributions"),
    RelationType.DUPLICATES: word("duplicates"),
    RelationType.AFFECTS: word("effects"),
    RelationType.RELATES_TO: word("relations"),
}


def check_ends(type_: RelationType, source: Item, target: Item) -> None:
    """Refuse a relation to itself, or a contribution to what is not a goal."""
    if source.pk == target.pk:
        raise Invalid(say("an item cannot bear on itself"), field="target")
    if type_ is RelationType.CONTRIBUTES_TO and target.kind != Kind.GOAL:
        raise Refused(
            say("work contributes to goals; %(key)s is %(kind)s", key=target.key, kind=Kind(target.kind).one),
            field="target",
        )


def closing_path(type_: RelationType, source: int, target: int) -> list[int] | None:
    """The way back from the new edge's end to its start, if there is one: then it would close a cycle."""
    step: Step
    if type_ is RelationType.DEPENDS_ON:
        begin, end, step = target, source, waits_for(target)
    elif type_ is RelationType.BLOCKS:
        begin, end, step = source, target, waits_for(source)
    elif type_ is RelationType.CONTRIBUTES_TO:
        begin, end, step = target, source, upward
    elif type_ is RelationType.DUPLICATES:
        begin, end, step = target, source, along(type_)
    else:
        return None
    return path(begin, end, step=step)
