"""Walks over the work graph that guard against cycles."""

from collections.abc import Callable, Iterable
from typing import Final

from django.db import connection

from ..access import visible
from ..access.actor import Actor
from ..models import Item, Relation
from ..rules.errors import Refused
from ..rules.words import RelationType
from ..tongue import say

Step = Callable[[set[int]], Iterable[tuple[int, int]]]


def path(start: int, goal: int, *, step: Step) -> list[int] | None:
    """Return the ids along a shortest way from start to goal, a step a level; None where there is none."""
    came: dict[int, int] = {start: start}
    frontier = {start}
    while frontier and goal not in came:
        reached: set[int] = set()
        for source, target in step(frontier):
            if target not in came:
                came[target] = source
                reached.add(target)
        frontier = reached
    if goal not in came:
        return None
    way = [goal]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def waits_for(start: int) -> Step:
    """A step to what an item depends on and what blocks it, everything that `start` waits for read in one query."""
    onward: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_WAITS[connection.vendor], {"start": start, **_TYPES})
        for source, target in cursor.fetchall():
            onward.setdefault(source, []).append(target)
    return lambda frontier: [(source, target) for source in frontier for target in onward.get(source, ())]


_TYPES: Final = {"depends": RelationType.DEPENDS_ON.value, "blocks": RelationType.BLOCKS.value}
_WAITS: Final = {
    "sqlite": """WITH RECURSIVE w(via, id) AS (SELECT 0, %(start)s
        UNION SELECT w.id, r.target_id FROM w CROSS JOIN headway_relation r
            WHERE r.source_id = w.id AND r.type = %(depends)s
        UNION SELECT w.id, r.source_id FROM w CROSS JOIN headway_relation r
            WHERE r.target_id = w.id AND r.type = %(blocks)s
        ) SELECT via, id FROM w WHERE via <> 0""",
    "postgresql": """WITH RECURSIVE w(via, id) AS (SELECT 0::bigint, %(start)s::bigint
        UNION SELECT w.id, s.id FROM w, LATERAL (
            SELECT target_id AS id FROM headway_relation WHERE source_id = w.id AND type = %(depends)s
            UNION ALL SELECT source_id FROM headway_relation WHERE target_id = w.id AND type = %(blocks)s
        ) s) SELECT via, id FROM w WHERE via <> 0""",
}


def along(type_: RelationType) -> Step:
    """A step along relations of one type, from source to target."""
    return lambda frontier: Relation.objects.filter(type=type_, source__in=frontier).values_list(
        "source_id", "target_id"
    )


def above(frontier: set[int]) -> Iterable[tuple[int, int]]:
    """The parents of these."""
    rows = Item.objects.filter(pk__in=frontier, parent__isnull=False).values_list("id", "parent_id")
    return [(child, parent) for child, parent in rows if parent is not None]


def upward(frontier: set[int]) -> Iterable[tuple[int, int]]:
    """The parents of these, and the goals that they contribute to: a goal must not come to stand beneath itself."""
    yield from above(frontier)
    yield from along(RelationType.CONTRIBUTES_TO)(frontier)


def refuse_cycle(way: list[int] | None, *, field: str, what: str, actor: Actor) -> None:
    """Refuse when `way` leads back to where the new edge would start, naming the cycle as far as the actor sees it."""
    if way is None:
        return
    keys = dict(visible.items(actor).filter(pk__in=way).values_list("id", "key"))
    cycle = [keys.get(pk, "…") for pk in [way[-1], *way]]
    raise Refused(
        say("this would close a cycle of %(what)s: %(cycle)s", what=what, cycle=" → ".join(cycle)),
        field=field,
        detail={"cycle": cycle},
    )
