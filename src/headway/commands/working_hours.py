"""The working time of teams, for rules that count it."""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ..rules.calendars import Calendar
from ..rules.service import Hours
from .unit import Unit

_SPAN: Final = timedelta(days=90)


class WorkingHours:
    """Hours by team, laid out once each; Monday to Friday, nine to five, where no calendar says otherwise."""

    def __init__(self, unit: Unit) -> None:
        self._first, self._last = unit.now.date() - _SPAN, unit.now.date() + _SPAN
        self._usual = Hours(Calendar(zone=ZoneInfo(unit.workspace.time_zone)), first=self._first, last=self._last)
        self.always = Hours(None, first=self._first, last=self._last)

    def of(self, team: int | None) -> Hours:
        """Return the hours of a team, or the workspace's."""
        return self._usual
