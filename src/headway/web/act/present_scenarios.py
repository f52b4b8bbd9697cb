"""What the forms of scenarios show at first: an item as it is, with what the scenario changes of it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...insights.scenario_rows import LineRow
from ...insights.scenarios import ScenarioPage, ShowScenario
from ...queries.item_page import ShowItem
from ...rules.scenarios import What
from ..page import Visit

Values = dict[str, Any]
Given = Mapping[str, Any]


def _page(visit: Visit, given: Given) -> ScenarioPage:
    found: ScenarioPage = visit.ask(ShowScenario.model_validate({"id": given.get("id")}))
    return found


def _named(visit: Visit, given: Given) -> Values:
    row = _page(visit, given).row
    return {"title": row.title, "shared": row.shared}


def _fields(visit: Visit, given: Given) -> Values:
    """The fields of the item that is named, those that the scenario changes as they are in it."""
    if not given.get("key"):
        return {}
    row = visit.ask(ShowItem(key=str(given["key"]))).row
    shown = {"due": row.due, "start": row.start, "effort": row.effort, "priority": row.priority}
    lines = (line for line in _page(visit, given).lines if line.item.key == row.key)
    return {
        **shown,
        "owner": row.owner and row.owner.email,
        **dict(_value(line) for line in lines if line.what in _OWN),
    }


_OWN: Final = (What.DUE, What.START, What.EFFORT, What.OWNER, What.PRIORITY)


def _value(line: LineRow) -> tuple[str, Any]:
    if line.what in (What.DUE, What.START):
        return line.what, line.day
    return line.what, line.owner and line.owner.email if line.what == What.OWNER else getattr(line, line.what)


FINDERS: Final[Mapping[str, Callable[[Visit, Given], Values]]] = {
    "scenario.update": _named,
    "scenario.change": _fields,
}
