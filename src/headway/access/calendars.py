"""The working time of a workspace, its teams and its people: their calendars, read once, as rules use them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from ..models import Calendar, CalendarDay, Leave, Member, Team, Workspace
from ..rules import calendars as rules
from ..rules.hours import times
from ..rules.service import Hours

BACK, AHEAD = timedelta(days=400), timedelta(days=400)


class Calendars:
    """A workspace's calendars. Two statements when first asked; one more for each of teams, members and leave.

    Where no calendar says otherwise, work is done Monday to Friday, nine to five, in the workspace's time zone.
    """

    def __init__(self, workspace_id: int) -> None:
        self._workspace_id = workspace_id
        self._hours: dict[tuple[int | None, date, bool], Hours] = {}

    def of(self, *, calendar: int | None = None, team: int | None = None, member: int | None = None) -> rules.Calendar:
        """Return a calendar by id; else the member's, else the team's, else the workspace's."""
        pk = calendar or (self._members.get(member) if member else None) or (self._teams.get(team) if team else None)
        return self._made.get(pk or 0) or self._made[0]

    def hours(
        self,
        *,
        today: date,
        calendar: int | None = None,
        team: int | None = None,
        always: bool = False,
        wide: bool = True,
    ) -> Hours:
        """Return the same for counting, around the clock with `always`; `wide`: laid out a year about `today`."""
        pk = None if always else calendar or (self._teams.get(team) if team else None) or 0
        if (pk, today, wide) not in self._hours:
            counted = None if always else self.of(calendar=pk or None)
            back, ahead = (BACK, AHEAD) if wide else (timedelta(), timedelta())
            self._hours[pk, today, wide] = Hours(counted, first=today - back, last=today + ahead)
        return self._hours[pk, today, wide]

    def away(self, member: int, day: date) -> bool:
        """Whether a member is on leave on a day."""
        return any(first <= day <= last for first, last in self._leave.get(member, ()))

    @cached_property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(pk=self._workspace_id))

    @cached_property
    def _made(self) -> dict[int, rules.Calendar]:
        """Id -> calendar; 0 is the workspace's own."""
        days: dict[int, dict[date, rules.Hours]] = defaultdict(dict)
        own = CalendarDay.objects.filter(calendar__workspace=self._workspace_id)
        for pk, day, hours in own.values_list("calendar_id", "day", "hours"):
            days[pk][day] = times(hours)
        made: dict[int, rules.Calendar] = {}
        for row in Calendar.objects.filter(workspace=self._workspace_id):
            made[row.pk] = as_rule(row, days.get(row.pk, {}))
            if row.default:
                made[0] = made[row.pk]
        return made if 0 in made else {**made, 0: rules.Calendar(zone=self.zone)}

    @cached_property
    def _teams(self) -> dict[int, int]:
        rows = Team.objects.filter(workspace=self._workspace_id, calendar__isnull=False)
        return {pk: calendar for pk, calendar in rows.values_list("id", "calendar_id") if calendar}

    @cached_property
    def _members(self) -> dict[int, int]:
        rows = Member.objects.filter(workspace=self._workspace_id, calendar__isnull=False)
        return {pk: calendar for pk, calendar in rows.values_list("id", "calendar_id") if calendar}

    @cached_property
    def _leave(self) -> dict[int, Sequence[tuple[date, date]]]:
        found: dict[int, list[tuple[date, date]]] = defaultdict(list)
        rows = Leave.objects.filter(member__workspace=self._workspace_id)
        for member, first, last in rows.values_list("member_id", "first", "last"):
            found[member].append((first, last))
        return dict(found)


def as_rule(row: Calendar, days: dict[date, rules.Hours]) -> rules.Calendar:
    """Return a calendar's row as rules use it; `days` are those that have hours of their own."""
    return rules.Calendar(
        zone=ZoneInfo(row.zone),
        hours={int(day): times(intervals) for day, intervals in row.hours.items()},
        holidays=rules.PublicHolidays(row.country, row.region) if row.country else frozenset(),
        days=days,
    )
