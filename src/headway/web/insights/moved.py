"""By how many days a forecast moved, and by what, as lines of a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ...insights.moved import CauseMove, Drift
from ...queries.rows import Ref
from ...rules.insight_words import Cause, Movement
from ...tongue import said, say, say_n, word
from ..formats import day

CAUSES: Final[Mapping[Cause, tuple[str, str]]] = {
    Cause.SCOPE: (word("Scope"), word("what there is to do, and how much it is")),
    Cause.PACE: (word("Pace"), word("what was done and begun in the time that passed")),
    Cause.DATES: (word("Dates"), word("planned starts, due days and priorities")),
    Cause.LINKS: (word("Links"), word("dependencies, blocks, and what issues affect")),
    Cause.PEOPLE: (word("People"), word("owners' hours, and whose team's it is")),
}
CHANGES: Final[Mapping[Movement, Callable[[int], str]]] = {
    Movement.ADDED: lambda n: say_n("%(num)s added or opened again", "%(num)s added or opened again", n),
    Movement.DROPPED: lambda n: say_n("%(num)s dropped", "%(num)s dropped", n),
    Movement.RESIZED: lambda n: say_n("%(num)s estimated anew", "%(num)s estimated anew", n),
    Movement.JOINED: lambda n: say_n("%(num)s came to lead here", "%(num)s came to lead here", n),
    Movement.LEFT: lambda n: say_n("%(num)s leads here no more", "%(num)s lead here no more", n),
    Movement.DONE: lambda n: say_n("%(num)s done", "%(num)s done", n),
    Movement.BEGUN: lambda n: say_n("%(num)s begun", "%(num)s begun", n),
    Movement.REDATED: lambda n: say_n(
        "%(num)s with another date or priority", "%(num)s with other dates or priorities", n
    ),
    Movement.TIED: lambda n: say_n("%(num)s with a new tie", "%(num)s with new ties", n),
    Movement.UNTIED: lambda n: say_n("%(num)s without a tie it had", "%(num)s without ties they had", n),
    Movement.HANDED: lambda n: say_n("%(num)s handed on", "%(num)s handed on", n),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What happened to how many, and which of them are named."""

    words: str
    items: tuple[Ref, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Line:
    """A cause, what it is, the days that it moved the forecast, and what happened; `note` where nothing did."""

    name: str
    meaning: str
    days: int
    told: tuple[Told, ...]
    note: str = ""


def lines(found: Drift | None) -> list[Line]:
    """Return the lines of the table, the causes in their order; nothing where nothing is known."""
    if found is None:
        return []
    left = say("what was forecast then is not what is computed of that day now") if found.unexplained else ""
    return [*map(_line, found.causes), Line(say("Not explained"), "", found.unexplained, (), left)]


def facts(found: Drift | None, today: date) -> dict[str, Any]:
    """Return what `insights/moved.html` shows."""
    return {"split": lines(found), "split_total": total(found, today) if found else "", "signed": signed}


def total(found: Drift, today: date) -> str:
    """Write by how much it moved in all, and since when."""
    since, days = day(found.since, today), abs(found.days)
    if not days:
        return say("Since %(day)s the day by which it is done in 85 of 100 runs has not moved.", day=since)
    if found.days > 0:
        return say_n(
            "Since %(day)s the day by which it is done in 85 of 100 runs has moved %(num)s day later.",
            "Since %(day)s the day by which it is done in 85 of 100 runs has moved %(num)s days later.",
            days,
            day=since,
        )
    return say_n(
        "Since %(day)s the day by which it is done in 85 of 100 runs has moved %(num)s day earlier.",
        "Since %(day)s the day by which it is done in 85 of 100 runs has moved %(num)s days earlier.",
        days,
        day=since,
    )


def _line(one: CauseMove) -> Line:
    told = tuple(Told(CHANGES[s.change](s.count), s.items, s.count - len(s.items)) for s in one.seen)
    name, meaning = (said(text) for text in CAUSES[one.cause])
    return Line(name, meaning, one.days, told, _unseen(one.cause) if one.days and not told else "")


def _unseen(cause: Cause) -> str:
    """By what a cause moved it of which nothing was seen to happen."""
    if cause is Cause.PACE:
        return say("the time that passed")
    return say("by other work of the same teams, which stands in line before it")


def signed(days: int) -> str:
    """Write days with their sign."""
    return f"+{days}" if days > 0 else f"\u2212{-days}" if days else "0"
