"""The portfolio's figures as a page draws them: each number with the query behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from ...queries.portfolio import Effort, KindCounts, Portfolio, Week
from ...rules.words import CLOSED, OPEN
from ..explore.filters import narrowed

FACTS: Final = ("overdue", "blocked", "unassigned")
NATURES: Final = (
    ("planned", "Tasks that were planned"),
    ("reactive", "Issues, and the tasks beneath them"),
    ("recurring", "Tasks of operations"),
)
TALL: Final = 48
"""Height of the tallest bar, in the units of its drawing."""


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


@dataclass(frozen=True, slots=True)
class Bar:
    """What was closed in a week; `height` in 0..TALL, `kinds` tells what."""

    week: Week
    count: int
    height: float
    href: str


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


def bars(weeks: Sequence[Week], q: str) -> list[Bar]:
    """Return a bar for each week, the tallest of them TALL."""
    counts = [sum(week.done.values()) for week in weeks]
    most = max([1, *counts])
    return [
        Bar(week, count, TALL * count / most, narrowed(q, "state:done", f"closed:{_days(week)}"))
        for week, count in zip(weeks, counts, strict=True)
    ]


def _days(week: Week) -> str:
    return f"{week.start.isoformat()}..{(week.start + timedelta(days=6)).isoformat()}"


def opened(kinds: Iterable[KindCounts], q: str) -> Figure:
    """Return how much is open, of all kinds."""
    return Figure(sum(one.open for one in kinds), narrowed(q, "is:open"), "open")


def more(q: str) -> dict[str, str]:
    """Return where all open goals, projects and operations are, of which the portfolio shows the first."""
    return {kind: narrowed(q, f"kind:{kind}", "is:open") for kind in ("goal", "project", "operation")}
