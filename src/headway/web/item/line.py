"""The line up from an item to the goals that it serves, as paths that a page can show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ...queries.item_page import ItemPage, LineStep
from ...queries.rows import Ref
from ...rules.words import Kind
from ...tongue import word

MOST: Final = 4
WORDS: Final = {
    "parent": word("part of"),
    "operation": word("occurrence of"),
    "contributes-to": word("contributes to"),
    "affects": word("affects"),
    "blocks": word("blocks"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """How one gets from the item before to the next."""

    via: str
    item: Ref


def paths(key: str, line: Sequence[LineStep]) -> list[list[Step]]:
    """Return the ways from an item upwards, from the item's own first step to the end; at most MOST of them."""
    ways: dict[str, list[Step]] = defaultdict(list)
    for step in line:
        ways[step.below].append(Step(WORDS.get(step.via, step.via), step.item))
    found: list[list[Step]] = []
    _walk(key, ways, [], found)
    return found[:MOST]


def _walk(key: str, ways: dict[str, list[Step]], trail: list[Step], found: list[list[Step]]) -> None:
    seen = {step.item.key for step in trail}
    onwards = [step for step in ways.get(key, ()) if step.item.key not in seen]
    if not onwards and trail:
        found.append(trail)
    for step in onwards:
        if len(found) < MOST:
            _walk(step.item.key, ways, [*trail, step], found)


@dataclass(frozen=True, slots=True)
class Hurt:
    """What an issue affects or blocks, and the goals above that."""

    items: tuple[Ref, ...]
    goals: tuple[Ref, ...]


def hurt(page: ItemPage) -> Hurt:
    """Follow what an issue affects and blocks up to the goals, along the line of its page."""
    first = {step.item for step in page.line if step.below == page.row.key and step.via in ("affects", "blocks")}
    reached, edge = set(first), first
    while edge:
        keys = {one.key for one in edge}
        edge = {step.item for step in page.line if step.below in keys} - reached
        reached |= edge
    goals = (one for one in reached if one.kind == Kind.GOAL)
    return Hurt(tuple(sorted(first, key=_by_key)), tuple(sorted(goals, key=_by_key)))


def _by_key(ref: Ref) -> tuple[int, str]:
    return len(ref.key), ref.key
