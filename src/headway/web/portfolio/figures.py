"""The portfolio's figures as a page draws them: each number with the query behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ...queries.portfolio import Effort, GoalLine, KindCounts, Portfolio, Week
from ...rules.words import CLOSED, OPEN
from ..charts.draw import Given, bars, spark
from ..charts.scale import HOURS, short_effort
from ..charts.shapes import Bars, Spark
from ..explore.filters import narrowed
from ..formats import day, number

FACTS: Final = ("overdue", "blocked", "unassigned")
NATURES: Final = (
    ("planned", "Tasks that were planned"),
    ("reactive", "Issues, and the tasks beneath them"),
    ("recurring", "Tasks of operations"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and where the items behind it are."""

    count: int
    href: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of figures; `kind` is empty in the one that sums up the others."""

    kind: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of some effort: minutes, and its share of the whole in 0..1."""

    name: str
    about: str
    minutes: int
    share: float


@dataclass(frozen=True, slots=True)
class Spent:
    """Effort over a stretch of work, in parts; `href` leads to all that was summed up."""

    title: str
    href: str
    total: int
    parts: tuple[Part, ...]


def lines(kinds: Sequence[KindCounts], q: str) -> list[Line]:
    """Return a row of figures for each kind, and one that sums them up."""
    rows = [Line(one.kind, _figures([one], q, f"kind:{one.kind}")) for one in kinds]
    return [*rows, Line("", _figures(kinds, q))]


def _figures(kinds: Sequence[KindCounts], q: str, *more: str) -> tuple[Figure, ...]:
    counted = [
        Figure(sum(one.categories[c] for one in kinds), narrowed(q, *more, f"state:{c}"), c) for c in (*OPEN, *CLOSED)
    ]
    return (*counted, *facts(kinds, q, *more))


def facts(kinds: Iterable[KindCounts], q: str, *more: str) -> list[Figure]:
    """Return how much is overdue, blocked and unassigned."""
    every = list(kinds)
    return [
        Figure(sum(getattr(one, name) for one in every), narrowed(q, *more, "is:open", f"is:{name}"), name)
        for name in FACTS
    ]


def spent(found: Portfolio, q: str) -> list[Spent]:
    """Return the effort of what is open, and of what was done in the last four weeks."""
    work = "(kind:task OR kind:issue)"
    return [
        _spent("Still open", narrowed(q, work, "is:open", "has:effort"), found.effort_open),
        _spent("Done in four weeks", narrowed(q, work, "state:done closed:>=27d-ago", "has:effort"), found.effort_done),
    ]


def _spent(title: str, href: str, effort: Effort) -> Spent:
    total = effort.planned + effort.reactive + effort.recurring
    minutes = {name: getattr(effort, name) for name, _ in NATURES}
    parts = tuple(Part(name, about, minutes[name], minutes[name] / total if total else 0) for name, about in NATURES)
    return Spent(title, href, total, parts)


def done_by_week(weeks: Sequence[Week], q: str, today: date) -> Bars:
    """Return how much was done in each week, each bar leading there."""
    given = [_given(week, [sum(week.done.values())], q, ("state:done",), today) for week in weeks]
    return bars("Done by week", given, tell=number)


def effort_by_week(weeks: Sequence[Week], q: str, today: date) -> Bars:
    """Return the effort of what was done in each week by its nature, stacked."""
    names = [name for name, _ in NATURES]
    found = ("(kind:task OR kind:issue)", "state:done", "has:effort")
    given = [_given(week, [getattr(week.effort, name) for name in names], q, found, today) for week in weeks]
    series = [name.capitalize() for name in names]
    return bars("Effort done by week", given, series=series, tell=short_effort, steps=HOURS)


def _given(week: Week, values: list[int], q: str, found: Sequence[str], today: date) -> Given:
    href = narrowed(q, *found, f"closed:{_days(week)}") if any(values) else ""
    return Given(day(week.start, today), values, href, unfinished=week.start + timedelta(days=6) >= today)


def course(line: GoalLine) -> Spark | None:
    """Return how a goal has come along, drawn small."""
    if not line.trend:
        return None
    first, last = (f"{round(100 * share)} %" for share in (line.trend[0], line.trend[-1]))
    return spark(line.trend, f"{line.row.key}: {first} eight weeks ago, {last} now, by its key results", low=0, high=1)


def _days(week: Week) -> str:
    return f"{week.start.isoformat()}..{(week.start + timedelta(days=6)).isoformat()}"


def opened(kinds: Iterable[KindCounts], q: str) -> Figure:
    """Return how much is open, of all kinds."""
    return Figure(sum(one.open for one in kinds), narrowed(q, "is:open"), "open")


def more(q: str) -> dict[str, str]:
    """Return where all open goals, projects and operations are, of which the portfolio shows the first."""
    return {kind: narrowed(q, f"kind:{kind}", "is:open") for kind in ("goal", "project", "operation")}
