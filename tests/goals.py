"""What the permission matrix needs of goals, in each of its places."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """A period of the workspace, a key result that counts work, one piece of that, and a check-in."""

    period: int
    period_name: str
    milestones: int
    linked: str
    check_in: int


def fill(do: Callable[..., Any], owner: Any, team: str, goal: str) -> Goals:
    """Make them."""
    name = {"PAY": "Spring", "SEC": "Summer"}.get(team, "Autumn")
    period = do(owner, "period.add", title=name, start="2026-03-01", end="2026-05-31")["id"]
    milestones = do(owner, "key_result.add", goal=goal, title="Met", type="milestone")["id"]
    linked = do(owner, "item.create", kind="task", title="Met", team=team, milestone=True)["key"]
    do(owner, "key_result.link", id=milestones, item=linked)
    check_in = do(owner, "check_in.add", goal=goal, health="on-track")["id"]
    return Goals(period=period, period_name=name, milestones=milestones, linked=linked, check_in=check_in)
