"""The sprints of the teams that work in them."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from ..commands import Command
from ..commands.timeboxes import AddTimebox, ChangeTimebox
from ..rules.words import TimeboxKind
from .flow import SPRINT, SPRINTING, sprint_number
from .lives import on
from .people import TEAMS, TeamPlan, email
from .script import Book, Script


def write_sprints(script: Script) -> None:
    """Two weeks each, up to the one after the present."""
    for team in (one for one in TEAMS if one.key in SPRINTING):
        for number in range(1, sprint_number(script.days.now.date(), script.days) + 2):
            _sprint(script, team, number)


def _sprint(script: Script, team: TeamPlan, number: int) -> None:
    days, by, ref = script.days, email(team.people[0]), f"{team.key}:{number}"
    start = days.first - timedelta(days=days.first.weekday()) + SPRINT * (number - 1)
    end = start + SPRINT - timedelta(days=3)
    facts: dict[str, Any] = {"title": f"{team.name} {number}", "team": team.key, "start": start, "end": end}
    opened: datetime = max(on(start - timedelta(days=4), 10), on(days.first, 12))
    script.add(opened, by, partial(_add, facts), ref=ref)
    script.add(on(end, 15), by, partial(_end, ref))


def _add(facts: dict[str, Any], book: Book) -> Command:
    return AddTimebox(kind=TimeboxKind.SPRINT, **facts)


def _end(ref: str, book: Book) -> Command:
    return ChangeTimebox(id=book[ref], done=True)
