"""The views that people at Harbourline keep: one for all, one for a team, one for somebody alone."""

from datetime import datetime, timedelta
from typing import Any, Final

from ..commands.views import SaveView
from .people import OWNER, TEAMS, email
from .script import Script

LEAD: Final = next(team.people[0] for team in TEAMS if team.key == "PAY")
VIEWS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    (OWNER, {"view_name": "Urgent everywhere", "address": "/explore?q=priority:urgent state:open", "everybody": True}),
    (LEAD, {"view_name": "Late in Payments", "address": "/explore?q=team:PAY is:overdue&sort=due", "team": "PAY"}),
    (LEAD, {"view_name": "My board", "address": "/board?q=owner:me"}),
)


def write_views(script: Script, *, at: datetime) -> None:
    """Have them kept, a minute apart."""
    for minute, (name, view) in enumerate(VIEWS):
        script.add(at + timedelta(minutes=minute), email(name), lambda book, view=view: SaveView(**view))  # type: ignore[misc]
