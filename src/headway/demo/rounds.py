"""When the operations of Harbourline come round again: their schedules, whose tasks are made ahead from here on."""

from datetime import datetime, timedelta
from typing import Final

from ..commands.schedules import AddSchedule
from .people import TEAMS, email
from .scenario import OPERATIONS, OperationPlan
from .script import Book, Script

KNOWN: Final = timedelta(days=8)
"""How far ahead the occurrences are among the tasks already."""


def write_rounds(script: Script, *, at: datetime, now: datetime) -> None:
    """Give each operation its schedule, in turn for all of its team but the lead."""
    for minute, plan in enumerate(OPERATIONS):
        lead, *others = next(team.people for team in TEAMS if team.key == plan.team)
        turns = [email(name) for name in others]
        script.add(
            at + timedelta(minutes=minute),
            email(lead),
            lambda book, plan=plan, turns=turns: _schedule(plan, turns, book, start=now + KNOWN),  # type: ignore[misc]
        )


def _schedule(plan: OperationPlan, turns: list[str], book: Book, *, start: datetime) -> AddSchedule:
    return AddSchedule(
        operation=book[plan.ref],
        title=plan.title,
        rule=plan.rule,
        start=start.date(),
        time=f"{plan.hour:02}:00",
        effort=plan.minutes,
        assignees=turns,
    )
