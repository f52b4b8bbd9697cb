"""In which order issues are looked at: by severity, urgency and what they hurt. Plain, so that it can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..tongue import said, say, say_n
from .words import Severity, Urgency

MATRIX: Final[Sequence[Sequence[int]]] = (
    # immediate, soon, normal, later
    (1, 1, 2, 2),  # critical
    (1, 2, 2, 3),  # major
    (2, 3, 3, 4),  # moderate
    (3, 4, 4, 5),  # minor
)
"""Severity by urgency -> tier, 1 first."""
UNSAID: Final = 2
"""What counts where nobody has said it: moderate, normal."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an issue stands in the queue: `tier` 1..5, and why in words."""

    tier: int
    why: str


def standing(*, severity: int | None, urgency: int | None, goals: int, items: int) -> Standing:
    """Return an issue's tier.

    `severity` and `urgency` are positions of their words; `goals` and `items` count what it hurts. Hurting a goal
    lifts it by one tier; within a tier what hurts more goals, then more items, comes first, then the older one.
    """
    tier = MATRIX[UNSAID if severity is None else severity][UNSAID if urgency is None else urgency]
    words = [
        said(list(Severity)[severity]) if severity is not None else say("severity unsaid"),
        said(list(Urgency)[urgency]) if urgency is not None else say("urgency unsaid"),
    ]
    if goals:
        words.append(say_n("hurts %(num)s goal", "hurts %(num)s goals", goals))
    elif items:
        words.append(say_n("hurts %(num)s item", "hurts %(num)s items", items))
    return Standing(max(1, tier - (1 if goals else 0)), ", ".join(words))
