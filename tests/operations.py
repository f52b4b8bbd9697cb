"""What the permission matrix needs of operations and service, in each of its places."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """An operation's schedule, and a calendar, leave and a service level of the workspace."""

    schedule: int
    calendar: int
    calendar_name: str
    leave: int
    level: int


def fill(do: Callable[..., Any], owner: Any, team: str, operation: str) -> Operations:
    """Make them; the first calendar of a workspace is its own, and stays."""
    named = {"PAY": "North", "SEC": "South"}.get(team, "West")
    if team != "SEC":
        do(owner, "calendar.add", calendar_name="House")
    calendar = do(owner, "calendar.add", calendar_name=named)["id"]
    do(owner, "calendar.set_day", id=calendar, day="2026-05-04")
    schedule = do(owner, "schedule.add", operation=operation, rule="FREQ=WEEKLY;BYDAY=TH", ahead_days=7)["id"]
    return Operations(
        schedule=schedule,
        calendar=calendar,
        calendar_name=named,
        leave=do(owner, "leave.add", first="2026-05-04")["id"],
        level=do(owner, "service_level.add", level_name=f"{team} calls", operation=operation, resolve=60)["id"],
    )
