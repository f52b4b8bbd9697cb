"""A project's burn-up, drawn."""

from datetime import date, timedelta
from typing import Final

from ...queries.burn_up import BurnUp
from ...tongue import say
from ..charts.draw import Line, Over, plot
from ..charts.scale import HOURS, short, short_effort
from ..charts.shapes import Plot
from ..formats import day

FAR: Final = 1.5
"""How much longer than what lies behind it the way to the due day may be for that to be on the plot."""


def drawn(found: BurnUp, today: date) -> Plot | None:
    """Return scope and what is done of it over the weeks; None where there is less than a week to show."""
    days = [point.day for point in found.points]
    if len(days) < 2:
        return None
    about = (
        say("Scope and what is done of it at the end of each week, in pieces of work")
        if found.counted
        else say("Scope and what is done of it at the end of each week, in planned effort")
    )
    return plot(
        say("Burn-up"),
        Over(days, lambda one: day(one, today), _marks(found, days)),
        [
            Line(say("Scope"), [point.scope for point in found.points], look="b"),
            Line(say("Done"), [point.done for point in found.points], look="a", area=True),
        ],
        about=about,
        tell=short if found.counted else short_effort,
        steps=() if found.counted else HOURS,
    )


def _marks(found: BurnUp, days: list[date]) -> list[tuple[date, str]]:
    if found.due is None or found.due < days[0]:
        return []
    far = found.due - days[-1] > FAR * max(days[-1] - days[0], timedelta(weeks=4))
    return [] if far else [(found.due, say("due"))]
