"""Which day it is where the workspace is."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ..models import Workspace
from ..models.prepared import Prepared
from .base import Look

_zones: Final = Prepared(lambda pk: Workspace.objects.filter(pk=pk).values_list("time_zone"))


def zone_of(look: Look) -> ZoneInfo:
    """Return the workspace's time zone."""
    found = _zones.tuples(look.actor.workspace_id)
    return ZoneInfo(found[0][0] if found else "UTC")


def today(look: Look, zone: ZoneInfo | None = None) -> date:
    """Return the day that it is there."""
    return look.now.astimezone(zone or zone_of(look)).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day begins."""
    return datetime.combine(day, time(), tzinfo=zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day has ended: the first of the next."""
    return start_of(day + timedelta(days=1), zone)
