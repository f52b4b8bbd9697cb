"""How a key result has come along, as a line small enough to stand in a row of text."""

from collections.abc import Iterable

from ...queries.check_ins import CheckInRow
from ...tongue import say
from ..charts.draw import spark as drawn
from ..charts.shapes import Spark


def spark(check_ins: Iterable[CheckInRow], *, title: str, start: float, target: float) -> Spark | None:
    """Return the line of the values of check-ins told newest first, up towards the target; None for less than two."""
    told = [one for one in check_ins if one.value is not None][::-1]
    values = [told[0].before if told[0].before is not None else start] if told else []
    values += [one.value for one in told if one.value is not None]
    words = say("%(title)s: the last %(num)s values", title=title, num=len(told))
    return drawn(values, words, low=min(start, target), high=max(start, target), falls=target < start)
