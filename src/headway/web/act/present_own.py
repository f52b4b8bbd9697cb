"""What forms show at first of what members settle for themselves: saved views, and how they hear of things."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...queries.hearing import ShowChoices
from ...queries.views import ListViews
from ...rules.errors import NotFound
from ...tongue import say
from ..page import Visit

Values = dict[str, Any]


def _view(visit: Visit, given: Mapping[str, Any]) -> Values:
    wanted = str(given.get("id"))
    row = next((one for one in visit.ask(ListViews()) if str(one.id) == wanted and one.mine), None)
    if row is None:
        raise NotFound(say("there is no view %(value)s of yours", value=wanted), field="id")
    own = {"view_name": row.name, "address": row.address, "everybody": row.everybody, "position": row.position}
    return {**own, "team": row.team and row.team.key}


def _digest(visit: Visit, given: Mapping[str, Any]) -> Values:
    card = visit.ask(ShowChoices()).digest
    return {"every": card.every, "hour": card.hour, "weekday": card.weekday, "zone": card.zone}


def _choice(visit: Visit, given: Mapping[str, Any]) -> Values:
    rows = visit.ask(ShowChoices()).rows
    row = next((one for one in rows if one.reason == given.get("reason")), None)
    if row is None:
        raise NotFound(say("there is no reason %(value)s", value=repr(given.get("reason"))), field="reason")
    return {"inbox": row.inbox, "mail": row.mail}


FINDERS: Final[Mapping[str, Callable[[Visit, Mapping[str, Any]], Values]]] = {
    "view.update": _view,
    "digest.choose": _digest,
    "notification.choose": _choice,
}
