"""How the parts of a project stand, for the forms that change them. `of` names the project where a part tells not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from ...queries.project_budget import ShowBudget
from ...queries.projects import ShowProject
from ...queries.status_reports import ShowStatusReport
from ...queries.templates import ShowTemplate
from ...rules.errors import NotFound
from ...tongue import say
from ..page import Visit

Values = dict[str, Any]
Given = Mapping[str, Any]


def _pick(rows: Iterable[Any], given: Given) -> Values:
    for row in rows:
        if str(row.id) == str(given.get("id")):
            return asdict(row)
    raise NotFound(say("there is no such part %(value)s", value=repr(given.get("id"))), field="id")


def _of_project(rows: str) -> Callable[[Visit, Given], Values]:
    def find(visit: Visit, given: Given) -> Values:
        page = visit.ask(ShowProject(key=str(given.get("of", ""))))
        found = _pick(getattr(page, rows), given)
        owner = found.get("owner")
        names = {"phase_name": found.get("name")} if rows == "phases" else {}
        return {**found, **names, "owner": owner and owner["email"]}

    return find


def _of_budget(rows: str) -> Callable[[Visit, Given], Values]:
    return lambda visit, given: _pick(getattr(visit.ask(ShowBudget(key=str(given.get("of", "")))), rows), given)


def _report(visit: Visit, given: Given) -> Values:
    report = visit.ask(ShowStatusReport.model_validate({"id": given.get("id")}))
    return {"title": report.title, "health": report.health, "body": report.body}


def _template(visit: Visit, given: Given) -> Values:
    row = visit.ask(ShowTemplate.model_validate({"id": given.get("id")})).row
    return {"template_name": row.name, "description": row.about}


FINDERS: Final[Mapping[str, Callable[[Visit, Given], Values]]] = {
    "phase.update": _of_project("phases"),
    "deliverable.update": _of_project("deliverables"),
    "stakeholder.update": _of_project("stakeholders"),
    "budget_line.update": _of_budget("planned"),
    "cost.update": _of_budget("costs"),
    "status_report.edit": _report,
    "template.update": _template,
}
