"""How schedules, calendars, leave and service levels stand, for the forms that change them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from ...queries.calendars import ListCalendars, ListLeave
from ...queries.operations import ShowOperation
from ...queries.service_levels import ListServiceLevels
from ...rules.errors import NotFound
from ...tongue import say
from ..page import Visit

Values = dict[str, Any]
Given = Mapping[str, Any]


def _pick(rows: Iterable[Any], given: Given) -> Values:
    for row in rows:
        if str(row.id) == str(given.get("id")):
            return asdict(row)
    raise NotFound(say("there is none of number %(value)s", value=repr(given.get("id"))), field="id")


def _schedule(visit: Visit, given: Given) -> Values:
    """A schedule, on the page of the operation that `of` names; of one occurrence, the day on which it is."""
    found = _pick(visit.ask(ShowOperation(key=str(given.get("of", "")))).schedules, given)
    own: Values = {"assignees": [one["email"] for one in found["assignees"]], "exclude": list(found["exclude"])}
    if given.get("applies_to") in ("this", "following") and given.get("instance"):
        own["start"] = str(given["instance"])[:10]
    return {**found, **own}


def _calendar(visit: Visit, given: Given) -> Values:
    found = _pick(visit.ask(ListCalendars()), given)
    return {**found, "calendar_name": found["name"]}


def _leave(visit: Visit, given: Given) -> Values:
    return _pick(visit.ask(ListLeave()), given)


def _level(visit: Visit, given: Given) -> Values:
    found = _pick(visit.ask(ListServiceLevels()), given)
    return {**found, "level_name": found["name"], "team": found["team"] and found["team"]["key"]}


FINDERS: Final[Mapping[str, Callable[[Visit, Given], Values]]] = {
    "schedule.update": _schedule,
    "calendar.update": _calendar,
    "leave.update": _leave,
    "service_level.update": _level,
}
