"""The sentences in which findings are told. Every number in them is one that was computed."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from ..rules.day_words import day
from ..rules.words import Category, Kind

NO_DATE: Final = "it has no date, nor a period, by which to be met"
TOO_FAR: Final = "at its present pace its work is done later than in ten years"
KEYS: Final = 5


def not_active(category: str) -> str:
    """Why a goal is not looked at that nobody pursues now."""
    return "it is on hold" if category == Category.WAITING else "it is a draft"


def cycle(keys: Sequence[str]) -> str:
    """That work waits for itself."""
    shown = [*keys[:KEYS], *(["…"] if len(keys) > KEYS else []), *keys[:1]]
    return f"work beneath it waits for itself: {' → '.join(shown)}; take one of these ties away"


def no_work(*, metrics: int, operations: bool) -> str:
    """That nothing open leads to a goal which could be forecast."""
    if operations:
        return "operations alone serve it, and they never end"
    if metrics:
        return "its measured key results alone show it, and no open work serves it"
    return "no open work serves it"


def no_history(finished: int) -> str:
    """That too little was finished to know a pace."""
    counted = "one piece of work has" if finished == 1 else f"{finished} pieces of work have"
    seen = f"only {counted}" if finished else "no work has"
    return f"{seen} been finished so far; a pace is known from ten on"


def absurd(keys: Sequence[str]) -> str:
    """That estimates beneath it are out of all proportion."""
    more = f" and {len(keys) - KEYS} more" if len(keys) > KEYS else ""
    return f"the estimate of {', '.join(keys[:KEYS])}{more} comes to more than ten years of its owner's time"


def percent(share: float) -> str:
    """A probability in whole per cent; never 0 or 100, which no simulation can know."""
    whole = round(share * 100)
    return "<1 %" if whole < 1 else ">99 %" if whole > 99 else f"{whole} %"


def earlier(days: float) -> str:
    """A number of days, in whole ones."""
    whole = round(days)
    return "less than a day earlier" if whole < 1 else f"{whole} day{'s' if whole > 1 else ''} earlier"


def effect(*, kind: str, goal: str, days: float, now: float | None, then: float | None) -> str:
    """What doing a piece of work is worth: «Fixing it first makes G-3 reachable 6 days earlier (41 % → 58 %)»."""
    doing = "Fixing it first" if kind == Kind.ISSUE else "Doing it first"
    moved = now is not None and then is not None and percent(now) != percent(then)
    odds = f" ({percent(now or 0.0)} → {percent(then or 0.0)})" if moved else ""
    if days <= 0:
        return f"{doing} makes {goal} more likely{odds}"
    return f"{doing} makes {goal} reachable {earlier(days)}{odds}"


def outlook(probability: float | None, p50: date | None, p85: date | None, because: str, *, today: date) -> str:
    """How likely a goal or project is, in a sentence."""
    if p50 is None:
        return f"Cannot tell: {because}."
    likely = f"{percent(probability)} likely to be met; " if probability is not None else ""
    late = f"by {day(p85, today)} in 85 %" if p85 else "in 85 % later than in ten years"
    told = f"{likely}its work is done by {day(p50, today)} in half of all runs, {late}"
    return f"{told[0].upper()}{told[1:]}."
