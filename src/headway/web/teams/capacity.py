"""How likely people of a team are over-committed, and what would help, in words: fetched once the page stands."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpResponse

from ...insights.team_capacity import Remedy, ShowTeamCapacity, TeamCapacity, WeekChance
from ...insights.words import percent
from ...rules.errors import Problem
from ..formats import day, hours, plural
from ..page import Visit, render, screen

LIKELY: Final = 0.5
"""The chance from which on a week of the team as a whole is spoken of."""


@screen
def capacity(visit: Visit, key: str) -> HttpResponse:
    """Show who is likely over-committed; nothing to those who are shown no forecasts."""
    try:
        found: TeamCapacity | None = visit.ask(ShowTeamCapacity(team=key))
    except Problem:
        found = None
    facts: dict[str, Any] = {
        "found": found,
        "over": [one for one in found.people if one.worst] if found else [],
        "team": together(found.team, visit.today) if found else "",
        "needs": needs,
        "remedy": remedy,
        "act": act,
        "may_act": visit.may("item.update"),
    }
    return render(visit.request, "teams/capacity.html", visit=visit, now=visit.now, today=visit.today, **facts)


def needs(one: WeekChance, today: date) -> str:
    """Write what is due by the end of a week, and what there is: «takes 66 h, and 93 h in 15 of 100 cases»."""
    last = one.start + timedelta(days=6)
    has = f"there are {hours(one.available)} h" if one.available else "there are none"
    return (
        f"What is due by {day(last, today)} takes {hours(one.p50)} h in the middle case, up to {hours(one.p85)} h in"
        f" 85 of 100; until then {has}."
    )


def together(weeks: Sequence[WeekChance], today: date) -> str:
    """Write of the first week by whose end the team as a whole likely has too much; empty where there is none."""
    worst = next((one for one in weeks if one.chance >= LIKELY), None)
    if worst is None:
        return ""
    last = day(worst.start + timedelta(days=6), today)
    has, takes = hours(worst.available), hours(worst.p50)
    chance = percent(worst.chance)
    return (
        f"The team as a whole: {chance} by {last}, {takes} h of work for {has} h. Moving work within it helps little."
    )


def remedy(it: Remedy, today: date) -> tuple[str, str]:
    """Write what would help and how much, before and after the names of the work."""
    effect = f"{percent(it.before)} → {percent(it.after)}"
    if it.to is not None:
        theirs = f"{percent(it.other_before or 0.0)} → {percent(it.other_after or 0.0)}"
        return "Give", f"to {it.to.name}: {effect}; {it.to.name} {theirs}."
    them = "it" if len(it.items) == 1 else "them"
    waits = f"a goal waits for {them}" if it.waits else f"no goal is known to wait for {them}"
    return "Put", f"off until {day(it.due, today)}: {effect}; {waits}."


def act(it: Remedy) -> dict[str, Any]:
    """Return the command that does it, its arguments, the version that was seen, and the words of its button."""
    change = {"owner": it.to.email} if it.to else {"due": it.due.isoformat() if it.due else ""}
    keys = [one.item.key for one in it.items]
    one = len(keys) == 1
    return {
        "command": "item.update" if one else "item.update_many",
        "fields": {**({"key": keys[0]} if one else {"keys": ",".join(keys)}), **change},
        "seen": it.items[0].version if one else "",
        "words": "Give it" if it.to and one else "Give them" if it.to else "Put off",
        "label": f"{'Give' if it.to else 'Put off'} {plural(len(keys), 'item')}: {', '.join(keys)}",
    }
