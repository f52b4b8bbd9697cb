"""The working time of a workspace, its teams and its people: their calendars, read once, as rules use them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from ..models import Calendar, CalendarDay, Leave, Member, Team, TeamMember, Workspace
from ..models.prepared import Prepared
from ..rules import calendars as rules
from ..rules.calendars import week_share
from ..rules.hours import times
from ..rules.schedules import turn_of
from ..rules.service import Hours

BACK, AHEAD = timedelta(days=400), timedelta(days=400)

_days: Final = Prepared(
    lambda workspace: CalendarDay.objects.filter(calendar__workspace=workspace).values_list(
        "calendar_id", "day", "hours"
    )
)
_calendars: Final = Prepared(lambda workspace: Calendar.objects.filter(workspace=workspace))
_own: Final = Prepared(
    lambda whose, workspace: whose.objects.filter(workspace=workspace, calendar__isnull=False).values_list(
        "id", "calendar_id"
    )
)
_zones: Final = Prepared(lambda workspace: Workspace.objects.filter(pk=workspace).values_list("time_zone"))
_leaves: Final = Prepared(
    lambda since, workspace: Leave.objects.filter(
        member__workspace=workspace, **({"last__gte": since} if since else {})
    ).values_list("member_id", "first", "last")
)


class Calendars:
    """A workspace's calendars. Two statements when first asked; one more for each of teams, members and leave.

    Where no calendar says otherwise, work is done Monday to Friday, nine to five, in the workspace's time zone.
    """

    def __init__(self, workspace_id: int, *, since: date | None = None) -> None:
        """With `since`, leave that ended before that day is left out."""
        self._workspace_id, self._since = workspace_id, since
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

    def absent(self, member: int, day: date) -> bool:
        """Whether a member is on leave on a day, or does not work on it by a calendar of his own."""
        own = self._made.get(self._members[member]) if member in self._members else None
        return self.away(member, day) or (own is not None and not own.works_on(day))

    def turn(self, members: Sequence[int], turn: int, day: date) -> tuple[int | None, int]:
        """Return who takes the occurrence of a day, and whose turn is next.

        Who is absent is passed over; where all are, it falls to those who are not on leave: the work has its day.
        """
        who, after = turn_of(members, turn, away=lambda pk: self.absent(pk, day))
        return (who, after) if who is not None else turn_of(members, turn, away=lambda pk: self.away(pk, day))

    def week(self, *, member: int, hours: float, first: date, team: int | None = None) -> float:
        """Return how many of his `hours` a week a member can work in the week from `first` on.

        He works by his own calendar, else the one of `team`, or of the first of his teams that has one.
        """
        calendar = self.of(member=member, team=team or self._homes.get(member))
        return hours * week_share(calendar=calendar, first=first, away=lambda day: self.away(member, day))

    def leave(self, member: int) -> Sequence[tuple[date, date]]:
        """Return the first and last days of a member's leaves."""
        return self._leave.get(member, ())

    @cached_property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return ZoneInfo(_zones.tuples(self._workspace_id)[0][0])

    @cached_property
    def _made(self) -> dict[int, rules.Calendar]:
        """Id -> calendar; 0 is the workspace's own."""
        days: dict[int, dict[date, rules.Hours]] = defaultdict(dict)
        for pk, day, hours in _days.tuples(self._workspace_id):
            days[pk][day] = times(hours)
        made: dict[int, rules.Calendar] = {}
        for row in _calendars.rows(self._workspace_id):
            made[row.pk] = as_rule(row, days.get(row.pk, {}))
            if row.default:
                made[0] = made[row.pk]
        return made if 0 in made else {**made, 0: rules.Calendar(zone=self.zone)}

    @cached_property
    def _teams(self) -> dict[int, int]:
        return dict(_own.tuples(self._workspace_id, of=(Team,)))

    @cached_property
    def _members(self) -> dict[int, int]:
        return dict(_own.tuples(self._workspace_id, of=(Member,)))

    @cached_property
    def _homes(self) -> dict[int, int]:
        """Member -> the first of his teams that has a calendar of its own."""
        rows = TeamMember.objects.filter(team__in=self._teams).order_by("-team_id") if self._teams else None
        return dict(rows.values_list("member_id", "team_id")) if rows is not None else {}

    @cached_property
    def _leave(self) -> dict[int, Sequence[tuple[date, date]]]:
        found: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for member, first, last in _leaves.tuples(self._workspace_id, of=(self._since,)):
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
