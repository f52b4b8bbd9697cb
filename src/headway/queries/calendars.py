"""Calendars, and who is away."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from ..access import visible
from ..models import Calendar, CalendarDay, Leave
from ..rules.calendars import PublicHolidays
from ..rules.hours import tell_day, tell_week
from .base import Look, Query
from .clock import today
from .rows import Person


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day with hours of its own; no hours where no work is done."""

    day: date
    name: str
    hours: str


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar: its weekly hours, the days of the year that differ, its public holidays, and who works by it."""

    id: int
    name: str
    zone: str
    hours: str
    country: str
    region: str
    default: bool
    days: tuple[OwnDay, ...]
    holidays: tuple[OwnDay, ...]
    teams: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """Days on which a member is away, both included; the note is shown to himself and to admins."""

    id: int
    member: Person
    first: date
    last: date
    note: str
    mine: bool
    editable: bool


class ListCalendars(Query):
    """List the calendars, with what differs in one year."""

    name = "calendar.list"
    route = "/calendars"

    year: Annotated[int, Field(ge=1900, le=2999)] | None = None

    def answer(self, look: Look) -> tuple[CalendarRow, ...]:
        """Five statements."""
        year = self.year or today(look).year
        rows = Calendar.objects.filter(workspace=look.actor.workspace_id).order_by("-default", "name", "id")
        days: dict[int, list[OwnDay]] = defaultdict(list)
        own = CalendarDay.objects.filter(calendar__workspace=look.actor.workspace_id, day__year=year).order_by("day")
        for pk, day, name, hours in own.values_list("calendar_id", "day", "name", "hours"):
            days[pk].append(OwnDay(day, name, tell_day(hours)))
        teams: dict[int, list[str]] = defaultdict(list)
        for pk, key in visible.teams(look.actor).exclude(calendar=None).order_by("key").values_list("calendar", "key"):
            teams[pk].append(key)
        people: dict[int, list[str]] = defaultdict(list)
        own_ones = visible.members(look.actor).filter(active=True).exclude(calendar=None).order_by("name", "id")
        for pk, name in own_ones.values_list("calendar", "name"):
            people[pk].append(name)
        return tuple(_calendar(row, year, days[row.pk], teams[row.pk], people[row.pk]) for row in rows)


def _calendar(row: Calendar, year: int, days: list[OwnDay], teams: list[str], members: list[str]) -> CalendarRow:
    named = PublicHolidays(row.country, row.region).in_year(year) if row.country else {}
    return CalendarRow(
        id=row.pk,
        name=row.name,
        zone=row.zone,
        hours=tell_week(row.hours),
        country=row.country,
        region=row.region,
        default=row.default,
        days=tuple(days),
        holidays=tuple(OwnDay(day, name, "") for day, name in named.items()),
        teams=tuple(teams),
        members=tuple(members),
    )


class ListLeave(Query):
    """List who is away, from a day (today) on."""

    name = "leave.list"
    route = "/leave"

    first: date | None = None

    def answer(self, look: Look) -> tuple[LeaveRow, ...]:
        """Two statements."""
        members = visible.members(look.actor).filter(active=True)
        rows = Leave.objects.filter(member__in=members, last__gte=self.first or today(look)).order_by("first", "id")
        columns = ("id", "member_id", "member__email", "member__name", "first", "last", "note")
        return tuple(_leave(look, *row) for row in rows.values_list(*columns)[:1000])


def _leave(look: Look, pk: int, member: int, email: str, name: str, first: date, last: date, note: str) -> LeaveRow:
    mine = member == look.actor.member_id
    editable = mine or look.actor.sees_all
    return LeaveRow(pk, Person(email, name), first, last, note if editable else "", mine, editable)
