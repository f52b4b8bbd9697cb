"""Fractional ranks: a place between any two others, so that moving a card writes one row.

A rank is a string over 0-9a-z read as a fraction in base 36 (Greenspan, «Implementing fractional indexing»).
It never ends in 0, so there is always room below it, and its order is the same in every collation.
"""

from typing import Final

DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
FIRST: Final = "i"
_WIDTH: Final = 6


def between(low: str | None, high: str | None) -> str:
    """Return a short rank strictly between two ranks; None is the open end.

    Raises ValueError when low >= high.
    """
    if low is not None and high is not None and low >= high:
        raise ValueError(f"no rank between {low!r} and {high!r}: the first must sort before the second")
    return _middle(low or "", high)


def spread(count: int) -> list[str]:
    """Return `count` ranks in order with room before, between and after."""
    step = 36**_WIDTH // (count + 1)
    return [_fixed(step * (i + 1)) for i in range(count)]


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
