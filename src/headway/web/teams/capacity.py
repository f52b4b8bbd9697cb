"""How likely people of a team are over-committed, and what would help, in words: fetched once the page stands."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpResponse

from ...insights.team_capacity import Remedy, ShowTeamCapacity, TeamCapacity, WeekChance
from ...rules.errors import Problem
from ...tongue import say, say_n
from ...tongue.formats import percent
from ..formats import day, hours
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
        "act": act,
        "may_act": visit.may("item.update"),
    }
    return render(visit.request, "teams/capacity.html", visit=visit, now=visit.now, today=visit.today, **facts)


def needs(one: WeekChance, today: date) -> str:
    """Write what is due by the end of a week, and what there is: «takes 66 h, and 93 h in 15 of 100 cases»."""
    last = one.start + timedelta(days=6)
    facts = {"day": day(last, today), "middle": hours(one.p50), "most": hours(one.p85)}
    if not one.available:
        return say(
            "What is due by %(day)s takes %(middle)s h in the middle case, up to %(most)s h in 85 of 100; until then"
            " there are none.",
            **facts,
        )
    return say(
        "What is due by %(day)s takes %(middle)s h in the middle case, up to %(most)s h in 85 of 100; until then there"
        " are %(available)s h.",
        available=hours(one.available),
        **facts,
    )


def together(weeks: Sequence[WeekChance], today: date) -> str:
    """Write of the first week by whose end the team as a whole likely has too much; empty where there is none."""
    worst = next((one for one in weeks if one.chance >= LIKELY), None)
    if worst is None:
        return ""
    return say(
        "The team as a whole: %(chance)s by %(day)s, %(takes)s h of work for %(has)s h. Moving work within it helps"
        " little.",
        chance=percent(worst.chance),
        day=day(worst.start + timedelta(days=6), today),
        takes=hours(worst.p50),
        has=hours(worst.available),
    )


def act(it: Remedy) -> dict[str, Any]:
    """Return the command that does it, its arguments, the version that was seen, and the words of its button."""
    change = {"owner": it.to.email} if it.to else {"due": it.due.isoformat() if it.due else ""}
    keys = [one.item.key for one in it.items]
    one = len(keys) == 1
    return {
        "command": "item.update" if one else "item.update_many",
        "fields": {**({"key": keys[0]} if one else {"keys": ",".join(keys)}), **change},
        "seen": it.items[0].version if one else "",
        "words": say_n("Give it", "Give them", len(keys)) if it.to else say("Put off"),
        "label": _label(it, keys),
    }


def _label(it: Remedy, keys: Sequence[str]) -> str:
    named = ", ".join(keys)
    if it.to:
        return say_n("Give %(num)s item: %(keys)s", "Give %(num)s items: %(keys)s", len(keys), keys=named)
    return say_n("Put off %(num)s item: %(keys)s", "Put off %(num)s items: %(keys)s", len(keys), keys=named)
