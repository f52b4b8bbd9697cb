"""What forms about issues, their forms, rules and escalation paths show at first."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...queries.escalations import ListEscalationPaths
from ...queries.intake import ListForms
from ...queries.issues import ShowIssue
from ...rules.errors import NotFound
from ...tongue import say
from ..page import Visit

Values = dict[str, Any]
Given = Mapping[str, Any]


def _review(visit: Visit, given: Given) -> Values:
    return {"post_incident": visit.ask(ShowIssue(key=str(given.get("key", "")), reach=False)).post_incident}


def _form(visit: Visit, given: Given) -> Values:
    for row in visit.ask(ListForms()):
        if str(row.id) == str(given.get("id")):
            names = ("title", "introduction", "parent", "public", "active")
            words = {"asks": list(row.asks), "requires": list(row.requires)}
            return {**{n: getattr(row, n) for n in names}, **words, "team": row.team and row.team.key}
    raise NotFound(say("there is no form %(value)s", value=repr(given.get("id"))), field="id")


def _path(visit: Visit, given: Given) -> Values:
    for row in visit.ask(ListEscalationPaths()):
        if str(row.id) == str(given.get("id")):
            own = {n: getattr(row, n) for n in ("severity", "working", "active")}
            return {**own, "path_name": row.name, "team": row.team and row.team.key}
    raise NotFound(say("there is no escalation path %(value)s", value=repr(given.get("id"))), field="id")


def _level(visit: Visit, given: Given) -> Values:
    for path in visit.ask(ListEscalationPaths()):
        for row in path.levels:
            if str(row.id) == str(given.get("id")):
                return {"after": row.after, "who": row.who, "member": row.member and row.member.email}
    raise NotFound(say("there is no level %(value)s", value=repr(given.get("id"))), field="id")


FINDERS: Final[Mapping[str, Callable[[Visit, Given], Values]]] = {
    "issue.review": _review,
    "form.update": _form,
    "escalation_path.update": _path,
    "escalation_level.update": _level,
}
