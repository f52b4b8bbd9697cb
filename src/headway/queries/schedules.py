"""What a schedule would give, before it is kept."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints

from ..access.calendars import Calendars
from ..models import Calendar
from ..rules.errors import NotFound
from ..rules.recurrence import parse_excluded, parse_rule, zone_named
from ..rules.schedules import LATEST, Plan, check, instances, occurrence
from ..rules.words import Anchor, Shift
from ..tongue import say
from .base import Look, Query
from .clock import today
from .operation_book import in_words

SHOWN = 10


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """An occurrence to be; `moved` where a holiday or a month anchor gives it another day than the rule does."""

    instance: str
    day: date
    at: datetime
    due: datetime
    moved: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A schedule in words, and its next occurrences."""

    words: str
    next: tuple[PreviewRow, ...]


class PreviewSchedule(Query):
    """Show what a schedule would give: in words, and its next ten occurrences. Nothing is kept."""

    name = "schedule.preview"
    route = "/schedules/preview"

    rule: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    start: Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))] | None = None
    time: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    zone: Annotated[str, StringConstraints(max_length=64)] | None = None
    anchor: Anchor | None = None
    anchor_days: int = Field(default=0, ge=0, le=20)
    shift: Shift = Shift.KEEP
    calendar: Annotated[str, StringConstraints(max_length=100)] | None = None
    exclude: Annotated[str, StringConstraints(max_length=10_000)] = ""
    allowed: int | None = Field(default=None, ge=1, le=600_000)

    def answer(self, look: Look) -> Preview:
        """Four statements. Raises Invalid naming the field that cannot be."""
        calendars = Calendars(look.actor.workspace_id)
        zone = zone_named(self.zone) or calendars.zone
        plan = self._plan(look, calendars, zone)
        check(plan, today=look.now.date())
        since = today(look, zone) - LATEST
        found = (occurrence(plan, moment) for moment in instances(plan, since=since))
        coming = (one for one in found if one is not None and one.due > look.now)
        rows = islice(coming, SHOWN)
        return Preview(
            words=in_words(plan),
            next=tuple(
                PreviewRow(one.instance, one.day, one.at, one.due, one.day.isoformat() != one.instance[:10])
                for one in rows
            ),
        )

    def _plan(self, look: Look, calendars: Calendars, zone: ZoneInfo) -> Plan:
        return Plan(
            rule=parse_rule(self.rule),
            start=self.start or today(look, zone),
            at=time.fromisoformat(self.time) if self.time else None,
            zone=zone,
            calendar=calendars.of(calendar=self._calendar(look)),
            anchor=self.anchor,
            anchor_days=self.anchor_days,
            shift=self.shift,
            exclude=parse_excluded(self.exclude, zone=zone),
            allowed=timedelta(minutes=self.allowed) if self.allowed else None,
        )

    def _calendar(self, look: Look) -> int | None:
        if not self.calendar:
            return None
        row = Calendar.objects.filter(workspace_id=look.actor.workspace_id, name__iexact=self.calendar).first()
        if row is None:
            raise NotFound(say("there is no calendar %(calendar)s", calendar=repr(self.calendar)), field="calendar")
        return row.pk
