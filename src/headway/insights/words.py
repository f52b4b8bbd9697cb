"""The sentences in which findings are told. Every number in them is one that was computed."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from ..rules.day_words import day
from ..rules.words import Category, Kind
from ..tongue import say, say_n, word
from ..tongue.formats import percent

NO_DATE: Final = word("it has no date, nor a period, by which to be met")
TOO_FAR: Final = word("at its present pace its work is done later than in ten years")
KEYS: Final = 5


def not_active(category: str) -> str:
    """Why a goal is not looked at that nobody pursues now."""
    return say("it is on hold") if category == Category.WAITING else say("it is a draft")


def cycle(keys: Sequence[str]) -> str:
    """That work waits for itself."""
    shown = [*keys[:KEYS], *(["…"] if len(keys) > KEYS else []), *keys[:1]]
    return say("work beneath it waits for itself: %(keys)s; take one of these ties away", keys=" → ".join(shown))


def no_work(*, metrics: int, operations: bool) -> str:
    """That nothing open leads to a goal which could be forecast."""
    if operations:
        return say("operations alone serve it, and they never end")
    if metrics:
        return say("its measured key results alone show it, and no open work serves it")
    return say("no open work serves it")


def no_history(finished: int) -> str:
    """That too little was finished to know a pace."""
    if not finished:
        return say("no work has been finished so far; a pace is known from ten on")
    return say_n(
        "only one piece of work has been finished so far; a pace is known from ten on",
        "only %(num)s pieces of work have been finished so far; a pace is known from ten on",
        finished,
    )


def absurd(keys: Sequence[str]) -> str:
    """That estimates beneath it are out of all proportion."""
    return say("the estimate of %(keys)s comes to more than ten years of its owner's time", keys=few(keys))


def few(keys: Sequence[str]) -> str:
    """Keys in a row, the first few of many."""
    shown, more = ", ".join(keys[:KEYS]), len(keys) - KEYS
    return say("%(keys)s and %(more)s more", keys=shown, more=more) if more > 0 else shown


def earlier(days: float) -> str:
    """A number of days, in whole ones."""
    whole = round(days)
    return say("less than a day earlier") if whole < 1 else say_n("%(num)s day earlier", "%(num)s days earlier", whole)


def effect(*, kind: str, goal: str, days: float, now: float | None, then: float | None) -> str:
    """What doing a piece of work is worth: «Fixing it first makes G-3 reachable 6 days earlier (41 % → 58 %)»."""
    moved = now is not None and then is not None and percent(now) != percent(then)
    facts = {"goal": goal}
    if moved:
        facts["odds"] = f"{percent(now or 0.0)} → {percent(then or 0.0)}"
    if days <= 0:
        return _likelier(facts, fixing=kind == Kind.ISSUE)
    return _sooner({**facts, "earlier": earlier(days)}, fixing=kind == Kind.ISSUE)


def _likelier(facts: dict[str, str], *, fixing: bool) -> str:
    if "odds" not in facts:
        if fixing:
            return say("Fixing it first makes %(goal)s more likely", **facts)
        return say("Doing it first makes %(goal)s more likely", **facts)
    if fixing:
        return say("Fixing it first makes %(goal)s more likely (%(odds)s)", **facts)
    return say("Doing it first makes %(goal)s more likely (%(odds)s)", **facts)


def _sooner(facts: dict[str, str], *, fixing: bool) -> str:
    if "odds" not in facts:
        if fixing:
            return say("Fixing it first makes %(goal)s reachable %(earlier)s", **facts)
        return say("Doing it first makes %(goal)s reachable %(earlier)s", **facts)
    if fixing:
        return say("Fixing it first makes %(goal)s reachable %(earlier)s (%(odds)s)", **facts)
    return say("Doing it first makes %(goal)s reachable %(earlier)s (%(odds)s)", **facts)


def outlook(probability: float | None, p50: date | None, p85: date | None, because: str, *, today: date) -> str:
    """How likely a goal or project is, in a sentence."""
    if p50 is None:
        return say("Cannot tell: %(because)s.", because=because)
    late = (
        say("by %(day)s in 85 %%", day=day(p85, today)) if p85 is not None else say("in 85 %% later than in ten years")
    )
    half = day(p50, today)
    if probability is None:
        return say("Its work is done by %(half)s in half of all runs, %(late)s.", half=half, late=late)
    return say(
        "%(odds)s likely to be met; its work is done by %(half)s in half of all runs, %(late)s.",
        odds=percent(probability),
        half=half,
        late=late,
    )


def absent(kind: str, key: str) -> str:
    """That there is no such item here, or none that may be known of."""
    if kind == Kind.GOAL:
        return say("there is no goal %(key)s here", key=repr(key))
    if kind == Kind.PROJECT:
        return say("there is no project %(key)s here", key=repr(key))
    return say("there is no item %(key)s here", key=repr(key))
