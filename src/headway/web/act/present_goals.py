"""What the forms of goals show at first."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from ...queries.goal_page import GoalPage, ShowGoal
from ...queries.item_page import ShowItem
from ...queries.periods import ListPeriods
from ...rules.errors import NotFound
from ...tongue import say
from ..page import Visit


def of_goal(visit: Visit, key: str) -> dict[str, Any]:
    """What only a goal has."""
    page: GoalPage = visit.ask(ShowGoal(key=key))
    return {name: getattr(page, name) for name in ("period", "cadence", "progress_by")}


def _key_result(visit: Visit, given: Mapping[str, Any]) -> dict[str, Any]:
    """A key result on the page of the goal that the parameter `of` names."""
    for row in visit.ask(ShowItem(key=str(given.get("of", "")))).key_results:
        if str(row.id) == str(given.get("id")):
            return {**asdict(row), "owner": row.owner and row.owner.email}
    raise NotFound(say("there is no key result %(value)s", value=repr(given.get("id"))), field="id")


def _period(visit: Visit, given: Mapping[str, Any]) -> dict[str, Any]:
    for row in visit.ask(ListPeriods()):
        if str(row.id) == str(given.get("id")):
            return {"title": row.name, "start": row.start, "end": row.end}
    raise NotFound(say("there is no period %(value)s", value=repr(given.get("id"))), field="id")


FINDERS: Final[Mapping[str, Callable[[Visit, Mapping[str, Any]], dict[str, Any]]]] = {
    "key_result.update": _key_result,
    "period.update": _period,
}
