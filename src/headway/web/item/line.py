"""The line up from an item to the goals that it serves, as paths that a page can show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ...queries.item_page import LineStep
from ...queries.rows import Ref

MOST: Final = 4
WORDS: Final = {
    "parent": "part of",
    "operation": "occurrence of",
    "contributes-to": "contributes to",
    "affects": "affects",
    "blocks": "blocks",
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
