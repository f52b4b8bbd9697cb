"""Which day it is where the workspace is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..models import Workspace
from .base import Look


def zone_of(look: Look) -> ZoneInfo:
    """Return the workspace's time zone."""
    name = Workspace.objects.filter(pk=look.actor.workspace_id).values_list("time_zone", flat=True).first()
    return ZoneInfo(name or "UTC")


def today(look: Look, zone: ZoneInfo | None = None) -> date:
    """Return the day that it is there."""
    return look.now.astimezone(zone or zone_of(look)).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day begins."""
    return datetime.combine(day, time(), tzinfo=zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day has ended: the first of the next."""
    return start_of(day + timedelta(days=1), zone)
