"""Fractional ranks: a place between any two others, so that moving a card writes one row.

A rank is a string over 0-9a-z read as a fraction in base 36 (Greenspan, «Implementing fractional indexing»).
It never ends in 0, so there is always room below it, and its order is the same in every collation.
"""

from typing import Final

DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
FIRST: Final = "i"
_WIDTH: Final = 8
_STEP: Final = 36**3


def between(low: str | None, high: str | None) -> str:
    """Return a short rank strictly between two ranks; None is the open end.

    Raises ValueError when low >= high.
    """
    if low is None and high is None:
        return FIRST
    if high is None:
        return _beside(low or "", +_STEP) or _middle(low or "", None)
    if low is None:
        return _beside(high, -_STEP) or _middle("", high)
    if low >= high:
        raise ValueError(f"no rank between {low!r} and {high!r}: the first must sort before the second")
    return _middle(low, high)


def spread(count: int) -> list[str]:
    """Return `count` ranks in order with room before, between and after."""
    step = 36**_WIDTH // (count + 1)
    return [_fixed(step * (i + 1)) for i in range(count)]


def _beside(rank: str, step: int) -> str | None:
    """A step further at the open end, so that appending keeps ranks short; None where the end is reached."""
    value = int(rank[:_WIDTH].ljust(_WIDTH, "0"), 36) + step
    return _fixed(value) if 0 < value < 36**_WIDTH else None


def _fixed(value: int) -> str:
    digits = []
    for _ in range(_WIDTH):
        value, digit = divmod(value, 36)
        digits.append(DIGITS[digit])
    return "".join(reversed(digits)).rstrip("0") or FIRST


def _middle(low: str, high: str | None) -> str:
    prefix = ""
    while True:
        at = len(prefix)
        floor = DIGITS.index(low[at]) if at < len(low) else 0
        ceiling = DIGITS.index(high[at]) if high is not None and at < len(high) else 36
        if ceiling - floor > 1:
            return prefix + DIGITS[(floor + ceiling) // 2]
        prefix += DIGITS[floor]
        if ceiling != floor:
            high = None
