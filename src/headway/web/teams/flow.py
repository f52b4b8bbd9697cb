"""The flow of a team, drawn."""

from datetime import date, timedelta
from typing import Final

from ...queries.team_flow import TeamFlow
from ...tongue import say, say_n
from ..charts.draw import Given, bars
from ..charts.shapes import Bars
from ..explore.filters import address
from ..formats import day, number

WORK: Final = "(kind:task OR kind:issue)"


def done_by_week(flow: TeamFlow, team: str, today: date) -> Bars:
    """Return a bar for each week, which leads to what was done in it."""
    given = [
        Given(day(week.start, today), [week.done], _done(team, week.start) if week.done else "", week is flow.weeks[-1])
        for week in flow.weeks
    ]
    return bars(say("Done by week"), given, series=(say("Done"),), tell=number)


def _done(team: str, start: date) -> str:
    last = start + timedelta(days=6)
    return address("/explore", q=f"team:{team} state:done {WORK} closed:{start}..{last}")


def under_way(flow: TeamFlow, team: str, *, slow: bool = False) -> str:
    """Return the address of what is under way, or of what has been for longer than it should."""
    words = f"team:{team} state:doing,waiting has:started {WORK}"
    older = f" started:<{flow.slow_before}" if slow and flow.slow_before else ""
    return address("/explore", q=f"{words}{older} sort:started")


def taken(flow: TeamFlow, team: str) -> str:
    """Return the address of what was finished in these weeks and whose beginning is known."""
    first, last = flow.weeks[0].start, flow.weeks[-1].start + timedelta(days=6)
    return address("/explore", q=f"team:{team} state:done {WORK} has:started closed:{first}..{last}")


def days(value: float | None) -> str:
    """Write days: «3.5 days»; nothing where too little is known."""
    return "" if value is None else say_n("%(num)s day", "%(num)s days", value)


def longest(flow: TeamFlow) -> float:
    """Return the days that fill a bar of the list of what is under way."""
    return max([1.0, flow.p85 or 0.0, *(one.days for one in flow.under_way)])
