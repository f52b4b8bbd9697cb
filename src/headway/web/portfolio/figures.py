"""The portfolio's figures as a page draws them: each number with the query behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ...queries.portfolio import Effort, GoalLine, KindCounts, Portfolio, Week
from ...rules.words import CLOSED, OPEN
from ...tongue import said, say, word
from ..charts.draw import Given, bars, spark
from ..charts.scale import HOURS, short_effort
from ..charts.shapes import Bars, Spark
from ..explore.filters import narrowed
from ..formats import day, number

FACTS: Final = ("overdue", "blocked", "unassigned")
NATURES: Final = (
    ("planned", word("Planned"), word("Tasks that were planned")),
    ("reactive", word("Reactive"), word("Issues, and the tasks beneath them")),
    ("recurring", word("Recurring"), word("Tasks of operations")),
)
LOOKS: Final = {
    "open": word("open"),
    "backlog": word("backlog"),
    "ready": word("ready"),
    "doing": word("doing"),
    "waiting": word("waiting"),
    "done": word("done"),
    "dropped": word("dropped"),
    "overdue": word("overdue"),
    "blocked": word("blocked"),
    "unassigned": word("unassigned"),
}
"""What a figure counts, as it is called."""
HEADS: Final = {
    "backlog": word("Backlog"),
    "ready": word("Ready"),
    "doing": word("Doing"),
    "waiting": word("Waiting"),
    "done": word("Done"),
    "dropped": word("Dropped"),
}
KINDS: Final = {
    "goal": (word("Goals"), word("goals")),
    "project": (word("Projects"), word("projects")),
    "operation": (word("Operations"), word("operations")),
    "issue": (word("Issues"), word("issues")),
    "task": (word("Tasks"), word("tasks")),
    "": (word("All"), word("items")),
}
"""What a kind's line is called, and what its figures count within a sentence."""


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

    title: str
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
        _spent(say("Still open"), narrowed(q, work, "is:open", "has:effort"), found.effort_open),
        _spent(
            say("Done in four weeks"), narrowed(q, work, "state:done closed:>=27d-ago", "has:effort"), found.effort_done
        ),
    ]


def _spent(title: str, href: str, effort: Effort) -> Spent:
    total = effort.planned + effort.reactive + effort.recurring
    minutes = {name: getattr(effort, name) for name, *_ in NATURES}
    parts = tuple(
        Part(title, about, minutes[name], minutes[name] / total if total else 0) for name, title, about in NATURES
    )
    return Spent(title, href, total, parts)


def done_by_week(weeks: Sequence[Week], q: str, today: date) -> Bars:
    """Return how much was done in each week, each bar leading there."""
    given = [_given(week, [sum(week.done.values())], q, ("state:done",), today) for week in weeks]
    return bars(say("Done by week"), given, tell=number)


def effort_by_week(weeks: Sequence[Week], q: str, today: date) -> Bars:
    """Return the effort of what was done in each week by its nature, stacked."""
    names = [name for name, *_ in NATURES]
    found = ("(kind:task OR kind:issue)", "state:done", "has:effort")
    given = [_given(week, [getattr(week.effort, name) for name in names], q, found, today) for week in weeks]
    series = [said(title) for _, title, _ in NATURES]
    return bars(say("Effort done by week"), given, series=series, tell=short_effort, steps=HOURS)


def _given(week: Week, values: list[int], q: str, found: Sequence[str], today: date) -> Given:
    href = narrowed(q, *found, f"closed:{_days(week)}") if any(values) else ""
    return Given(day(week.start, today), values, href, unfinished=week.start + timedelta(days=6) >= today)


def course(line: GoalLine) -> Spark | None:
    """Return how a goal has come along, drawn small."""
    if not line.trend:
        return None
    first, last = (f"{round(100 * share)} %" for share in (line.trend[0], line.trend[-1]))
    words = say(
        "%(key)s: %(first)s eight weeks ago, %(last)s now, by its key results",
        key=line.row.key,
        first=first,
        last=last,
    )
    return spark(line.trend, words, low=0, high=1)


def _days(week: Week) -> str:
    return f"{week.start.isoformat()}..{(week.start + timedelta(days=6)).isoformat()}"


def opened(kinds: Iterable[KindCounts], q: str) -> Figure:
    """Return how much is open, of all kinds."""
    return Figure(sum(one.open for one in kinds), narrowed(q, "is:open"), "open")


def more(q: str) -> dict[str, str]:
    """Return where all open goals, projects and operations are, of which the portfolio shows the first."""
    return {kind: narrowed(q, f"kind:{kind}", "is:open") for kind in ("goal", "project", "operation")}


def looked(one: Figure, kind: str | None = None) -> str:
    """What a figure says, to those who hear it without seeing where it stands: «3 overdue», «3 overdue tasks»."""
    look = said(LOOKS[one.look])
    if kind is None:
        return say("%(num)s %(look)s", num=number(one.count), look=look)
    return say("%(num)s %(look)s %(kinds)s", num=number(one.count), look=look, kinds=said(KINDS[kind][1]))
