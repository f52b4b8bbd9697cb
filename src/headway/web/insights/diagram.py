"""The reliability diagram: what was said against what came, drawn where the page is made."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ...insights.scoring import ScoreBar

SIDE: Final = 280
EDGE: Final = 48
"""Units of the plot's side, and of the margin in which its scale stands."""
SMALLEST, LARGEST = 3.0, 11.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A bar as a dot, at the middle of what was said and what came; its area grows with how often it was said."""

    x: float
    y: float
    r: float
    bar: ScoreBar


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on both scales."""

    x: float
    y: float
    words: str


def place(said: float, came: float) -> tuple[float, float]:
    """Return where a pair of shares stands, from the left and from the top."""
    return round(EDGE + said * SIDE, 1), round(12 + (1 - came) * SIDE, 1)


def dots(bars: Sequence[ScoreBar]) -> list[Dot]:
    """Return the dots of a diagram."""
    most = max((bar.count for bar in bars), default=1)
    return [Dot(*place(bar.said, bar.came), _radius(bar.count / most), bar) for bar in bars]


def _radius(share: float) -> float:
    return round(max(SMALLEST, LARGEST * math.sqrt(share)), 1)


def ticks() -> list[Tick]:
    """Return the marks of the scales."""
    return [Tick(*place(n / 4, n / 4), f"{n * 25} %") for n in range(5)]
