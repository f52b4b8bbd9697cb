"""The life of findings: when one opens, speaks again, is silent, and ends. Pure.

A finding opens when it is sure enough and ends when it is unsure enough; in between it stays as it is, so that what
moves about a line does not come and go. It speaks again when it has become clearly surer or less sure, or when the act
that would help is another.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ..tongue import word
from .insight_words import FindingKind

OPENS: Final = 0.6
CLOSES: Final = 0.4
MOVED: Final = 0.1
"""By how much a finding's strength must have moved since it last spoke."""
DIGITS: Final = 4
ELSEWHERE: Final = word("dismissed by an admin, who sees more of it")
"""What those read of a dismissal whose reason may speak of what they do not see."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What the engine sees now: one root cause (`item`, or `member`; neither for the workspace), and how sure
    it is of it.

    `impact` orders findings: the probability that goals lose by it together. `evidence` and `goals` are ids; the
    sentence and the action name nothing beyond these.
    """

    kind: FindingKind
    item: int | None
    strength: float
    impact: float
    lead_days: int | None
    sentence: str
    action: str
    evidence: tuple[int, ...]
    goals: tuple[int, ...] = ()
    figures: dict[str, float | int | str | None] = field(default_factory=dict)
    member: int | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """An open finding as it stands: how sure it was when it last spoke, and of which act it spoke."""

    spoken: float
    action: str


class Step(StrEnum):
    """What becomes of a finding."""

    OPEN = "open"
    SPEAK = "speak"
    KEEP = "keep"
    RESOLVE = "resolve"
    NOTHING = "nothing"


def step(known: Open | None, signal: Signal | None) -> Step:
    """Return what becomes of a finding that is known or not, by what is seen of its cause now."""
    strength = signal.strength if signal else 0.0
    if known is None:
        return Step.OPEN if strength >= OPENS else Step.NOTHING
    if signal is None or strength < CLOSES:
        return Step.RESOLVE
    moved = round(abs(strength - known.spoken), DIGITS) >= MOVED
    return Step.SPEAK if moved or signal.action != known.action else Step.KEEP
