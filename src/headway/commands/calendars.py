"""Calendars of working hours, and days that differ."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from ..events.types import (
    CalendarAdded,
    CalendarChanged,
    CalendarDayAdded,
    CalendarDayChanged,
    CalendarDayRemoved,
    CalendarRemoved,
)
from ..models import Calendar, CalendarDay, Member, Schedule, ServiceLevel, Team
from ..rules.calendars import public_holidays
from ..rules.errors import NotFound, Refused
from ..rules.hours import OFFICE, parse_day, parse_week
from ..rules.words import Role
from ..tongue import say
from .base import Answer, Command
from .clocks import recount
from .occurrences import wake_all
from .operation_answers import CalendarTold
from .types import Day, Id, Line, ShortName, Zone
from .unit import Unit, born, changed
from .workspaces import check_zone

HoursText = Annotated[Line, Field(description="such as mon-thu 08:00-17:00; fri 08:00-14:00")]
CountryCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^([A-Za-z]{2})?$"),
    Field(description="ISO 3166"),
]
RegionCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z0-9]{0,10}$"),
    Field(description="ISO 3166-2"),
]


class AddCalendar(Command):
    """Add a calendar of working hours; the first one becomes the workspace's own."""

    name = "calendar.add"
    route = ("POST", "/calendars")
    answers = CalendarTold
    least = Role.ADMIN

    calendar_name: ShortName
    hours: HoursText = OFFICE
    zone: Zone | None = None
    country: CountryCode = ""
    region: RegionCode = ""
    default: bool = False

    def act(self, unit: Unit) -> Answer:
        """Add it."""
        rows = Calendar.objects.filter(workspace=unit.workspace)
        _free(unit, self.calendar_name)
        zone = self.zone or unit.workspace.time_zone
        check_zone(zone, field="zone")
        _check_holidays(unit, self.country, self.region)
        values: dict[str, Any] = {
            "name": self.calendar_name,
            "zone": zone,
            "hours": parse_week(self.hours),
            "country": self.country,
            "region": self.region,
            "created_at": unit.now,
        }
        default = self.default or not rows.exists()
        row = Calendar.objects.create(workspace=unit.workspace, **values)
        unit.record(CalendarAdded, subject=row, changes=born(values))
        if default:
            make_default(unit, row)
        counted_anew(unit)
        return told(row)


class ChangeCalendar(Command):
    """Change a calendar's name, hours, zone or holidays, or make it the workspace's own."""

    name = "calendar.update"
    route = ("PATCH", "/calendars/{id}")
    answers = CalendarTold
    least = Role.ADMIN

    id: Id
    calendar_name: ShortName | None = None
    hours: HoursText | None = None
    zone: Zone | None = None
    country: CountryCode | None = None
    region: RegionCode | None = None
    default: bool | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = find(unit, self.id)
        if self.calendar_name and self.calendar_name.casefold() != row.name.casefold():
            _free(unit, self.calendar_name)
        if self.zone is not None:
            check_zone(self.zone, field="zone")
        country = row.country if self.country is None else self.country
        region = self.region if self.region is not None else row.region if self.country is None else ""
        _check_holidays(unit, country, region)
        stated = {"name": self.calendar_name, "zone": self.zone, "country": country, "region": region}
        values: dict[str, Any] = {name: value for name, value in stated.items() if value is not None}
        if self.hours is not None:
            values["hours"] = parse_week(self.hours)
        if changes := changed(row, values):
            row.save(update_fields=list(changes))
            unit.record(CalendarChanged, subject=row, changes=changes)
        if self.default:
            make_default(unit, row)
        elif self.default is False and row.default:
            raise Refused(say("a workspace keeps a calendar: make another one the default instead"), field="default")
        counted_anew(unit)
        return told(row)


class RemoveCalendar(Command):
    """Remove a calendar by which nothing is counted."""

    name = "calendar.remove"
    route = ("DELETE", "/calendars/{id}")
    answers = CalendarTold
    least = Role.ADMIN

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Remove it with its days."""
        row = find(unit, self.id)
        if row.default and Calendar.objects.filter(workspace=unit.workspace).exclude(pk=row.pk).exists():
            raise Refused(say("this is the workspace's own calendar: make another one the default first"), field="id")
        if (used := _used_by(row)) is not None:
            raise Refused(say("%(used)s counts by this calendar; give it another one first", used=used), field="id")
        for day in CalendarDay.objects.filter(calendar=row):
            _remove_day(unit, day)
        unit.record(CalendarRemoved, subject=row, changes={"name": [row.name, None]})
        answer = told(row)
        row.delete()
        counted_anew(unit)
        return answer


class SetCalendarDay(Command):
    """Give a day of a calendar hours of its own: none for a holiday, some for a Saturday that is worked."""

    name = "calendar.set_day"
    route = ("POST", "/calendars/{id}/days")
    answers = CalendarTold
    least = Role.ADMIN

    id: Id
    day: Day
    hours: Annotated[Line, Field(description="such as 09:00-12:00; none where no work is done")] = ""
    day_name: Line = ""

    def act(self, unit: Unit) -> Answer:
        """Add the day, or change it."""
        row = find(unit, self.id)
        values: dict[str, Any] = {"name": self.day_name[:200], "hours": parse_day(self.hours)}
        day = CalendarDay.objects.filter(calendar=row, day=self.day).first()
        if day is None:
            facts = {"calendar": row, "day": self.day, **values}
            unit.record(CalendarDayAdded, subject=CalendarDay.objects.create(**facts), changes=born(facts))
        elif changes := changed(day, values):
            day.save(update_fields=list(changes))
            unit.record(CalendarDayChanged, subject=day, changes=changes)
        counted_anew(unit)
        return told(row)


class ClearCalendarDay(Command):
    """Have a day of a calendar follow its usual hours and holidays again."""

    name = "calendar.clear_day"
    route = ("DELETE", "/calendars/{id}/days/{day}")
    answers = CalendarTold
    least = Role.ADMIN

    id: Id
    day: Day

    def act(self, unit: Unit) -> Answer:
        """Remove the day's own hours."""
        row = find(unit, self.id)
        day = CalendarDay.objects.filter(calendar=row, day=self.day).first()
        if day is None:
            raise NotFound(say("%(day)s has no hours of its own in this calendar", day=self.day), field="day")
        _remove_day(unit, day)
        counted_anew(unit)
        return told(row)


def told(row: Calendar) -> Answer:
    """What a command on a calendar answers."""
    return {"id": row.pk, "calendar": row.name}


def find(unit: Unit, pk: int) -> Calendar:
    """Find a calendar by id. Raises NotFound."""
    row = Calendar.objects.filter(workspace=unit.workspace, pk=pk).first()
    if row is None:
        raise NotFound(say("there is no calendar %(pk)s", pk=pk), field="id")
    return row


def make_default(unit: Unit, row: Calendar) -> None:
    """Make a calendar the workspace's own, in the place of another."""
    for other in Calendar.objects.filter(workspace=unit.workspace, default=True).exclude(pk=row.pk):
        other.default = False
        other.save(update_fields=["default"])
        unit.record(CalendarChanged, subject=other, changes={"default": [True, False]})
    if not row.default:
        row.default = True
        row.save(update_fields=["default"])
        unit.record(CalendarChanged, subject=row, changes={"default": [False, True]})


def counted_anew(unit: Unit) -> None:
    """What counts by calendars is looked at again: schedules by the job, clocks at once."""
    wake_all(unit)
    recount(unit)


def _remove_day(unit: Unit, day: CalendarDay) -> None:
    changes = {"calendar": [day.calendar_id, None], "day": [day.day.isoformat(), None]}
    unit.record(CalendarDayRemoved, subject=day, changes=changes)
    day.delete()


def _free(unit: Unit, name: str) -> None:
    if Calendar.objects.filter(workspace=unit.workspace, name__iexact=name).exists():
        raise Refused(say("there is a calendar %(name)s already", name=repr(name)), field="calendar_name")


def _check_holidays(unit: Unit, country: str, region: str) -> None:
    if region and not country:
        raise Refused(say("a region needs its country"), field="region")
    if country:
        public_holidays(country=country, region=region or None, years=[unit.now.year])


def _used_by(row: Calendar) -> str | None:
    """What counts by a calendar, named."""
    plans = Schedule.objects.filter(calendar=row).values_list("operation__key", flat=True)
    levels = ServiceLevel.objects.filter(calendar=row).values_list("name", flat=True)
    teams = Team.objects.filter(calendar=row).values_list("key", flat=True)
    members = Member.objects.filter(calendar=row).values_list("name", flat=True)
    return next((str(name) for names in (teams, members, levels, plans) for name in names[:1]), None)
