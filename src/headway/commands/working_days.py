"""On which days the workspace works, for plans that are told in working days."""

from ..access.calendars import Calendars
from ..rules.templates import Works
from .unit import Unit


def works(unit: Unit, *, team: int | None) -> Works:
    """Return whether a team works on a day by its calendar, or else the workspace's; Monday to Friday without any."""
    return Calendars(unit.workspace.pk).of(team=team).works_on
