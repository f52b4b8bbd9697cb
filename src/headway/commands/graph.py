"""Walks over the work graph that guard against cycles."""

from collections.abc import Callable, Iterable

from ..access import visible
from ..access.actor import Actor
from ..models import Item, Relation
from ..rules.errors import Refused
from ..rules.words import RelationType

Step = Callable[[set[int]], Iterable[tuple[int, int]]]


def path(start: int, goal: int, *, step: Step) -> list[int] | None:
    """Return the ids along a shortest way from start to goal, one query a level; None where there is none."""
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


def waits_for(frontier: set[int]) -> Iterable[tuple[int, int]]:
    """What these wait for: what they depend on, and what blocks them."""
    depends = Relation.objects.filter(type=RelationType.DEPENDS_ON, source__in=frontier)
    blocked = Relation.objects.filter(type=RelationType.BLOCKS, target__in=frontier)
    yield from depends.values_list("source_id", "target_id")
    yield from blocked.values_list("target_id", "source_id")


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
    raise Refused(f"this would close a cycle of {what}: {' → '.join(cycle)}", field=field, detail={"cycle": cycle})
