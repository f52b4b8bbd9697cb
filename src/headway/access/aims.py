"""What an actor sees of how far goals are: all that stands for them, as rules.goals weighs it. Five statements."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from ..models import Item, KeyResult, Proof, Relation
from ..models.ids import among, listed
from ..models.prepared import Prepared
from ..rules.goals import Aim, Piece, Result, Standing, standing
from ..rules.rollup import Work, metric_progress
from ..rules.words import KeyResultType, Kind, RelationType
from . import visible
from .actor import Actor
from .seen import Seen

_WORK: Final = ("category", "work_total", "work_done", "parts_total", "parts_done")
# Of work that is tied to a goal, the ways up by parents; there is none from what is dropped or in the bin.
_PARENTS: Final = """WITH RECURSIVE w(id, parent) AS (
    SELECT i.id, i.parent_id FROM headway_item i
    WHERE i.parent_id IS NOT NULL AND i.deleted_at IS NULL AND i.category <> 'dropped' AND i.id IN (
        SELECT r.source_id FROM headway_relation r WHERE r.workspace_id = %s AND r.type = 'contributes-to'
        UNION SELECT p.item_id FROM headway_proof p JOIN headway_item q ON q.id = p.item_id WHERE q.workspace_id = %s)
    UNION
    SELECT i.id, i.parent_id FROM w JOIN headway_item i ON i.id = w.parent
    WHERE i.parent_id IS NOT NULL AND i.deleted_at IS NULL AND i.category <> 'dropped'
) SELECT id, parent FROM w"""


@dataclass(frozen=True, slots=True)
class Tie:
    """That an item contributes to a goal: what it is, and how much it counts."""

    item: int
    kind: str
    category: str
    weight: float
    work: Work


@dataclass(slots=True)
class Aims:
    """The goals that an actor sees, by id; `ties` is all that contributes, operations and goals among it."""

    aims: dict[int, Aim]
    pieces: dict[int, Piece]
    parents: dict[int, int]
    ties: dict[int, list[Tie]] = field(default_factory=dict)

    def standing(self) -> Standing:
        """How far they are."""
        return standing(aims=self.aims, pieces=self.pieces, parents=self.parents)


def _goal_rows(actor: Actor) -> QuerySet[Item, Any]:
    rows = visible.items(actor).filter(kind=Kind.GOAL)
    return rows.values_list("id", "parent_id", "category", "goal__progress_by")


def _tie_rows(actor: Actor) -> QuerySet[Relation, Any]:
    rows = visible.relations(actor).filter(type=RelationType.CONTRIBUTES_TO).order_by("id")
    columns = ("target_id", "source_id", "source__kind", "source__category", "weight")
    return rows.values_list(*columns, *(f"source__{name}" for name in _WORK[1:]))


def _proof_rows(actor: Actor) -> QuerySet[Proof, Any]:
    rule = Q(item__deleted_at=None) & visible.item_rule(actor, "item__")
    seen = Case(When(rule, then=Value(True)), default=Value(False), output_field=BooleanField())
    # By the key results: a bound on the items makes SQLite read all of them where no proof is kept yet.
    results = KeyResult.objects.filter(goal__workspace_id=actor.workspace_id)
    rows = Proof.objects.filter(key_result__in=results).annotate(seen=seen).order_by("id")
    return rows.values_list("key_result_id", "item_id", "weight", "seen", *(f"item__{name}" for name in _WORK))


def _result_rows(goals: str) -> QuerySet[KeyResult, Any]:
    rows = KeyResult.objects.filter(goal_id__in=among(goals), deleted_at=None).order_by("goal_id", "position", "id")
    return rows.values_list("goal_id", "id", "type", "weight", "direction", "start", "target", "current")


_goals, _tied, _proven = Seen(_goal_rows), Seen(_tie_rows), Seen(_proof_rows)
_key_results: Final = Prepared(_result_rows)


def seen_by(actor: Actor) -> Aims:
    """Read the goals that the actor sees, and what of all that stands for them he sees."""
    goals: dict[int, Any] = {pk: rest for pk, *rest in _goals.tuples(actor)}
    ties = _ties(actor)
    proofs, linked, pieces = _proofs(actor)
    pieces |= {tie.item: Piece(tie.category, tie.work) for given in ties.values() for tie in given if _ends(tie.kind)}
    results = _results(goals, proofs, linked)
    beneath = _beneath(goals, ties)
    aims = {
        pk: Aim(
            category=category,
            progress_by=by,
            results=results.get(pk, ()),
            work=[(tie.item, tie.weight) for tie in ties.get(pk, ()) if _ends(tie.kind)],
            beneath=beneath.get(pk, ()),
        )
        for pk, (_, category, by) in goals.items()
    }
    return Aims(aims, pieces, _parents(actor), ties)


def _ends(kind: str) -> bool:
    """Operations never end, so they have no share done; goals count as goals."""
    return kind not in (Kind.OPERATION, Kind.GOAL)


def _ties(actor: Actor) -> dict[int, list[Tie]]:
    found: dict[int, list[Tie]] = defaultdict(list)
    for goal, item, kind, category, weight, *work in _tied.tuples(actor):
        found[goal].append(Tie(item, kind, category, weight, Work(*work)))
    return found


def _proofs(actor: Actor) -> tuple[dict[int, list[tuple[int, float]]], set[int], dict[int, Piece]]:
    """Key result -> (item, weight) of the work linked to it; the key results that have any; and that work."""
    proofs: dict[int, list[tuple[int, float]]] = defaultdict(list)
    linked: set[int] = set()
    pieces: dict[int, Piece] = {}
    for result, item, weight, shown, category, *work in _proven.tuples(actor):
        linked.add(result)
        if shown:
            proofs[result].append((item, weight))
            pieces[item] = Piece(category, Work(*work))
    return proofs, linked, pieces


def _results(
    goals: dict[int, Any], proofs: dict[int, list[tuple[int, float]]], linked: set[int]
) -> dict[int, list[Result]]:
    found: dict[int, list[Result]] = defaultdict(list)
    for goal, pk, type_, weight, direction, start, target, current in (
        _key_results.tuples(listed(goals)) if goals else ()
    ):
        progress = None
        if type_ == KeyResultType.METRIC:
            progress = metric_progress(direction=direction, start=start, target=target, current=current)
        found[goal].append(Result(pk, type_, weight, progress, tuple(proofs.get(pk, ())), pk in linked))
    return found


def _beneath(goals: dict[int, Any], ties: dict[int, list[Tie]]) -> dict[int, list[tuple[int, float]]]:
    """Goal -> goals beneath it, each once: by the weight of its contribution, or 1 where it stands under it."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for pk, (parent, *_) in goals.items():
        if parent in goals:
            found[parent][pk] = 1.0
    for goal, given in ties.items():
        found[goal].update({tie.item: tie.weight for tie in given if tie.kind == Kind.GOAL and tie.item in goals})
    return {pk: list(weights.items()) for pk, weights in found.items()}


def _parents(actor: Actor) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_PARENTS, (actor.workspace_id, actor.workspace_id))
        return dict(cursor.fetchall())
