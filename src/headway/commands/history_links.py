"""Parents and relations come in from elsewhere, once both ends are there, in sets."""

from collections.abc import Sequence
from typing import Any, Self

from ..events.types import ItemChanged, RelationAdded
from ..models import Item, Relation
from ..rules.lifecycle import PARENTS
from ..rules.words import Dependency, Kind, RelationType
from .base import Answer
from .history import FromElsewhere
from .tree import hide_beneath
from .types import ItemKey
from .unit import Unit, born

Edges = dict[int, set[int]]


class _Between(FromElsewhere):
    source: ItemKey
    target: ItemKey


def _ends(commands: Sequence[_Between], unit: Unit) -> dict[str, Item]:
    keys = {key.upper() for c in commands for key in (c.source, c.target)}
    return {row.key: row for row in Item.objects.filter(workspace=unit.workspace, key__in=keys)}


def _reaches(edges: Edges, start: int, goal: int) -> bool:
    seen, left = {start}, [start]
    while left:
        if (one := left.pop()) == goal:
            return True
        new = edges.get(one, set()) - seen
        seen |= new
        left += new
    return False


class ImportRelation(_Between):
    """Take over a relation. One that would close a cycle is kept as relates-to; the outcome says so.

    Outcomes: created, unchanged, softened (kept as relates-to), missing (an end is not here), itself.
    """

    name = "history.relation"
    route = ("POST", "/history/relations")

    type: RelationType
    dependency: Dependency = Dependency.FS

    def act(self, unit: Unit) -> Answer:
        """Take over this one."""
        return self.act_many([self], unit)[0]

    @classmethod
    def act_many(cls, commands: Sequence[Self], unit: Unit) -> list[Answer]:
        """Take over a set, with the graph of what stands read once."""
        ends = _ends(commands, unit)
        stands = set(Relation.objects.filter(workspace=unit.workspace).values_list("source_id", "type", "target_id"))
        graphs = _graphs(stands)
        rows: list[tuple[Relation, Item]] = []
        answers = [command._plan(ends, stands, graphs, rows, unit) for command in commands]
        Relation.objects.bulk_create([row for row, _ in rows], batch_size=500)
        for row, source in rows:
            facts = born({name: getattr(row, name) for name in ("type", "weight", "dependency", "lag", "created_at")})
            facts |= {"source": [None, row.source_id], "target": [None, row.target_id]}
            unit.record(RelationAdded, subject=row, item=source, changes=facts, happened=row.created_at)
        return answers

    def _plan(
        self,
        ends: dict[str, Item],
        stands: set[tuple[int, str, int]],
        graphs: dict[str, Edges],
        rows: list[tuple[Relation, Item]],
        unit: Unit,
    ) -> Answer:
        source, target = ends.get(self.source.upper()), ends.get(self.target.upper())
        if source is None or target is None:
            return {"outcome": "missing", "key": self.source if source is None else self.target}
        if source.pk == target.pk:
            return {"outcome": "itself", "key": source.key}
        type_, outcome = self.type, "created"
        relates = (source.pk, RelationType.RELATES_TO.value, target.pk)
        if (source.pk, type_.value, target.pk) in stands:
            return {"outcome": "unchanged"}
        if _closes(type_, source.pk, target.pk, graphs) or (
            type_ is RelationType.CONTRIBUTES_TO and target.kind != Kind.GOAL
        ):
            type_, outcome = RelationType.RELATES_TO, "softened"
            if relates in stands:
                return {"outcome": "unchanged"}
        stands.add((source.pk, type_.value, target.pk))
        _join(type_, source.pk, target.pk, graphs)
        row = Relation(
            workspace=unit.workspace,
            type=type_,
            source=source,
            target=target,
            dependency=self.dependency,
            created_at=max(source.created_at, target.created_at),
        )
        rows.append((row, source))
        return {"outcome": outcome}


def _graphs(stands: set[tuple[int, str, int]]) -> dict[str, Edges]:
    graphs: dict[str, Edges] = {"waits": {}, RelationType.CONTRIBUTES_TO: {}, RelationType.DUPLICATES: {}}
    for source, type_, target in stands:
        _join(RelationType(type_), source, target, graphs)
    return graphs


def _edge(type_: RelationType, source: int, target: int) -> tuple[str, int, int] | None:
    """Which graph the relation belongs to, and its edge there."""
    if type_ is RelationType.BLOCKS:
        return "waits", target, source
    if type_ is RelationType.DEPENDS_ON:
        return "waits", source, target
    if type_ in (RelationType.CONTRIBUTES_TO, RelationType.DUPLICATES):
        return type_, source, target
    return None


def _join(type_: RelationType, source: int, target: int, graphs: dict[str, Edges]) -> None:
    if edge := _edge(type_, source, target):
        graphs[edge[0]].setdefault(edge[1], set()).add(edge[2])


def _closes(type_: RelationType, source: int, target: int, graphs: dict[str, Edges]) -> bool:
    edge = _edge(type_, source, target)
    return edge is not None and _reaches(graphs[edge[0]], edge[2], edge[1])


class ImportParent(_Between):
    """Put source under target. Work under a goal contributes to it; what else does not fit, or closes a cycle, relates.

    Outcomes: created, unchanged, softened, missing, itself.
    """

    name = "history.parent"
    route = ("POST", "/history/parents")

    def act(self, unit: Unit) -> Answer:
        """Take over this one."""
        return self.act_many([self], unit)[0]

    @classmethod
    def act_many(cls, commands: Sequence[Self], unit: Unit) -> list[Answer]:
        """Take over a set, with the tree read once."""
        ends = _ends(commands, unit)
        tree: Edges = {}
        rows = Item.objects.filter(workspace=unit.workspace, parent__isnull=False).values_list("id", "parent_id")
        for child, parent in rows:
            tree[child] = {parent} if parent else set()
        open_before = [row for row in ends.values() if not row.private]
        answers = [command._put(ends, tree, unit) for command in commands]
        for row in open_before:
            if row.private:
                hide_beneath(row, unit=unit)
        return answers

    def _put(self, ends: dict[str, Item], tree: Edges, unit: Unit) -> Answer:
        child, parent = ends.get(self.source.upper()), ends.get(self.target.upper())
        if child is None or parent is None:
            return {"outcome": "missing", "key": self.source if child is None else self.target}
        if child.pk == parent.pk:
            return {"outcome": "itself", "key": child.key}
        if child.parent_id == parent.pk:
            return {"outcome": "unchanged"}
        if Kind(parent.kind) not in PARENTS[Kind(child.kind)] or _reaches(tree, parent.pk, child.pk):
            return self._relate(unit, contributes=parent.kind == Kind.GOAL != child.kind)
        tree[child.pk] = {parent.pk}
        self._set(child, parent, unit)
        return {"outcome": "created"}

    def _relate(self, unit: Unit, *, contributes: bool) -> Answer:
        """Work under a goal contributes to it; whatever else does not fit relates."""
        facts: dict[str, Any] = {"origin": self.origin, "source": self.source, "target": self.target}
        type_ = RelationType.CONTRIBUTES_TO if contributes else RelationType.RELATES_TO
        answer = ImportRelation(type=type_, **facts).act(unit)
        if contributes:
            return answer
        return {"outcome": "softened" if answer["outcome"] == "created" else answer["outcome"]}

    def _set(self, child: Item, parent: Item, unit: Unit) -> None:
        changes: dict[str, list[Any]] = {"parent": [child.parent_id, parent.pk]}
        if parent.private and not child.private:
            changes["private"] = [False, True]
        unit.stale_parents |= {parent.pk} | ({child.parent_id} if child.parent_id else set())
        child.parent, child.version = parent, child.version + 1
        child.private = child.private or parent.private
        Item.objects.filter(pk=child.pk).update(parent=parent, version=child.version, private=child.private)
        at = max(child.created_at, parent.created_at)
        unit.record(ItemChanged, subject=child, item=child, changes=changes, happened=at)
