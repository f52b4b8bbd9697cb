"""From values to places on an axis: round ticks, and figures short enough to stand beside them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10
from typing import Final

from ...tongue import say
from ..formats import number

HOURS: Final = (60.0, 120.0, 240.0, 480.0, 960.0, 2400.0, 4800.0, 12_000.0, 24_000.0)
"""Steps between ticks of minutes: an hour to ten weeks of five days of eight hours."""
_UNITS: Final = ((1e12, 1e12, "T"), (1e9, 1e9, "G"), (1e6, 1e6, "M"), (1e4, 1e3, "k"))
"""From which value on, in what unit, and its letter."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high`, with ticks from end to end."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Return where a value lies between the ends, 0 to 100."""
        return 100 * (value - self.low) / (self.high - self.low)

    def down(self, value: float) -> float:
        """Return the same counted from the top, as drawings count."""
        return 100 - self.at(value)


def nice(values: Iterable[float], *, count: int = 4, steps: tuple[float, ...] = (), whole: bool = False) -> Scale:
    """Return a scale over these values and zero with about `count` round steps between its ends.

    `steps` are the steps to choose from, the decimal ones without any; `whole` allows no fractions. Raises ValueError
    for values that are not finite.
    """
    given = [0.0, *map(float, values)]
    if not all(map(isfinite, given)):
        raise ValueError("a chart takes finite values")
    low, high = min(given), max(given)
    step = _step((high - low) / count, steps, whole=whole) if high > low else (steps[0] if steps else 1.0)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    last = max(last, first + 1)
    ticks = tuple(n * step for n in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def _step(least: float, steps: tuple[float, ...], *, whole: bool) -> float:
    """The smallest round step that is no smaller than `least`."""
    for step in steps:
        if step >= least:
            return step
    if steps:
        return steps[-1] * _step(least / steps[-1], (), whole=True)
    size = 10.0 ** floor(log10(least))
    step = next(n * size for n in (1, 2, 5, 10) if n * size >= least * (1 - 1e-9))
    return max(1.0, step) if whole else step


def short(value: float) -> str:
    """Write a figure in as few letters as tell it: «950», «12k», «3.4M»."""
    for least, size, unit in _UNITS:
        if abs(value) >= least:
            return _minus(number(round(value / size, 1)) + unit)
    return _minus(number(round(value, 2)))


def short_effort(minutes: float) -> str:
    """Write minutes of work in whole hours, from a week on in days of eight: «37h», «12d»."""
    hours = minutes / 60
    return _minus(f"{number(round(hours))}{say('h')}" if abs(hours) < 40 else f"{number(round(hours / 8))}{say('d')}")


def _minus(text: str) -> str:
    return text.replace("-", "\u2212")
