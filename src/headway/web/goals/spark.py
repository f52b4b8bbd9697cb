"""A line of values small enough to stand in a row of text."""

from collections.abc import Iterable

from ...queries.check_ins import CheckInRow

WIDE, HIGH = 88, 20


def spark(check_ins: Iterable[CheckInRow], *, start: float, target: float) -> str:
    """Return the points of a polyline, oldest first, from the values of check-ins told newest first.

    It runs through WIDE by HIGH units, with the start at the bottom and the target at the top; empty for less than two
    values.
    """
    told = [one for one in check_ins if one.value is not None][::-1]
    values = [told[0].before if told[0].before is not None else start] if told else []
    values += [one.value for one in told if one.value is not None]
    if len(values) < 2:
        return ""
    low, high = min(start, target, *values), max(start, target, *values)
    span = (high - low) or 1.0
    step = (WIDE - 4) / (len(values) - 1)
    rising = target >= start
    heights = ((value - low if rising else high - value) / span for value in values)
    return " ".join(f"{2 + at * step:.1f},{HIGH - 2 - (HIGH - 4) * height:.1f}" for at, height in enumerate(heights))
