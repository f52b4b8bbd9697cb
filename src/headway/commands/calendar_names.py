"""Calendars are named by their names."""

from ..models import Calendar
from ..rules.errors import NotFound
from ..tongue import say
from .unit import Unit


def calendar_named(unit: Unit, name: str, *, field: str) -> Calendar:
    """Find a calendar by its name. Raises NotFound naming `field`."""
    row = Calendar.objects.filter(workspace=unit.workspace, name__iexact=name).first()
    if row is None:
        raise NotFound(say("there is no calendar %(name)s; calendars are named by name", name=repr(name)), field=field)
    return row
