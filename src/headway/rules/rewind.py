"""Rewind: from what a thing is now and how it changed, what it was at the beginning. Pure."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SETS = frozenset({"labels", "timeboxes"})
"""Fields that hold several values at once: a change adds (old is None) or removes (new is None) one of them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change: `number` is its place in the history given, -1 for what the history does not explain."""

    number: int
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Course:
    """What a thing was at first, and every step from there to what it is now."""

    first: dict[str, Any]
    steps: list[Step]


def rewind(now: Mapping[str, Any], changes: Sequence[tuple[str, Hashable, Hashable]]) -> Course:
    """Return the course that leads to `now` through `changes`: (field, old, new) in the order of time.

    Folding the steps onto `first` gives `now` exactly: where a history has gaps the step's old value is what stood
    there, and where it ends elsewhere than at `now` a last step with number -1 closes the gap. Values of SETS are
    sorted lists.
    """
    first = dict(now)
    for name in {field for field, _, _ in changes}:
        first[name] = _first_set(now, changes, name) if name in SETS else _first_value(changes, name)
    stand, steps = dict(first), []
    for number, (name, old, new) in enumerate(changes):
        after = _changed_set(stand[name], old, new) if name in SETS else new
        steps.append(Step(number, name, stand[name], after))
        stand[name] = after
    steps += [Step(-1, name, stand[name], now.get(name)) for name in stand if stand[name] != now.get(name)]
    return Course(first, steps)


def _first_value(changes: Sequence[tuple[str, Hashable, Hashable]], name: str) -> Any:
    return next(old for field, old, _ in changes if field == name)


def _first_set(now: Mapping[str, Any], changes: Sequence[tuple[str, Hashable, Hashable]], name: str) -> list[Any]:
    stand: list[Any] = list(now.get(name) or [])
    for field, old, new in reversed(changes):
        if field == name:
            stand = _changed_set(stand, new, old)
    return stand


def _changed_set(stand: list[Any], old: Hashable, new: Hashable) -> list[Any]:
    left = [one for one in stand if one not in (old, new)]
    return sorted([*left, new] if new is not None else left)
