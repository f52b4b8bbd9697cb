"""On which days the workspace works, for plans that are told in working days."""

from zoneinfo import ZoneInfo

from ..rules.calendars import Calendar
from ..rules.templates import Works
from .unit import Unit


def works(unit: Unit) -> Works:
    """Return whether the workspace works on a day: Monday to Friday."""
    return Calendar(zone=ZoneInfo(unit.workspace.time_zone)).works_on
