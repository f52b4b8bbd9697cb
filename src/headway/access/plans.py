"""Schedules, as rules use them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from ..models import Schedule
from ..rules.recurrence import parse_excluded, parse_rule
from ..rules.schedules import Plan
from ..rules.words import Anchor, Shift
from .calendars import Calendars


def plan_of(row: Schedule, *, calendars: Calendars, team: int | None) -> Plan:
    """Return the plan of a schedule whose operation is a team's. Raises Invalid for a rule that cannot be read."""
    zone = ZoneInfo(row.zone)
    return Plan(
        rule=parse_rule(row.rule),
        start=row.start,
        at=row.time,
        zone=zone,
        calendar=calendars.of(calendar=row.calendar_id, team=team),
        anchor=Anchor(row.anchor) if row.anchor else None,
        anchor_days=row.anchor_days,
        shift=Shift(row.shift),
        exclude=parse_excluded(row.exclude, zone=zone),
        before=row.before,
        allowed=None if row.allowed is None else timedelta(minutes=row.allowed),
    )
