"""Days in whole ones that still add up. Pure."""

import math
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def whole_days(parts: Mapping[T, float], total: int) -> dict[T, int]:
    """Return the parts in whole days that add up to a total: each is rounded to where it was nearest.

    The parts add up to the total within a day; what is over goes to those that rounding took the most from. A part
    that is nothing stays nothing, unless nothing else is left to take it.
    """
    exact = {name: part for name, part in parts.items() if abs(part) > 1e-9} or dict(parts)
    found = {name: math.floor(part + 0.5) for name, part in exact.items()}
    over = total - sum(found.values())
    step = 1 if over > 0 else -1
    order = sorted(exact, key=lambda name: (found[name] - exact[name]) * step)
    for count in range(abs(over)):
        found[order[count % len(order)]] += step
    return {name: found.get(name, 0) for name in parts}
