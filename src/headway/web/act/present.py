"""What a form that changes something shows at first: how it stands now."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from ...queries.fields import ListFields
from ...queries.issues import ShowIssue
from ...queries.item_page import ItemPage, ShowItem
from ...queries.lists import ListMembers, ListStates, ListTeams, ListTimeboxes
from ...queries.me import ShowWorkspace
from ...queries.time import ListWork
from ...rules.errors import NotFound
from ...rules.words import Kind
from ...tongue import say
from ..page import Visit
from . import present_goals, present_issues, present_operations, present_own, present_projects
from .own import PREFIX
from .present_people import departure

Values = dict[str, Any]
Given = Mapping[str, Any]


def present(visit: Visit, command: str, given: Given) -> Values:
    """Return field -> value as it stands, for commands that change something; nothing for the others."""
    find = _FINDERS.get(command)
    return find(visit, given) if find else {}


def item(page: ItemPage) -> Values:
    """Return an item's fields under the names that commands give them."""
    row, details = page.row, page.details
    names = ("title", "priority", "severity", "start", "due", "effort", "points", "milestone", "private", "state")
    own = {name: getattr(row, name) for name in names}
    kinds = ("period_start", "period_end", "budget", "currency", "procedure", "cause")
    own |= {name: getattr(details, name) for name in kinds}
    people = {"owner": row.owner and row.owner.email, "sponsor": details.sponsor and details.sponsor.email}
    place = {"team": row.team and row.team.key, "parent": row.parent and row.parent.key}
    return {**own, **people, **place, "labels": list(row.labels), "description": page.description} | {
        f"{PREFIX}{one.key}": one.text for one in page.fields
    }


def _item(visit: Visit, given: Given) -> Values:
    page = visit.ask(ShowItem(key=str(given.get("key", ""))))
    own = {"seen": page.row.version, "kind": page.row.kind}
    if page.row.kind == Kind.ISSUE:
        own["urgency"] = visit.ask(ShowIssue(key=page.row.key, reach=False)).urgency
    if page.row.kind == Kind.GOAL:
        own |= present_goals.of_goal(visit, page.row.key)
    return {**item(page), **own}


def _of_item(rows: str) -> Callable[[Visit, Given], Values]:
    """Find a comment or key result by its id on the page of the item that the parameter `of` names."""

    def find(visit: Visit, given: Given) -> Values:
        page = visit.ask(ShowItem(key=str(given.get("of", ""))))
        return _pick(getattr(page, rows), given, by="id", field="id")

    return find


def _pick(rows: Iterable[Any], given: Given, *, by: str, field: str) -> Values:
    for row in rows:
        if str(getattr(row, by)) == str(given.get(field)):
            return asdict(row)
    raise NotFound(say("there is no %(field)s %(value)s", field=field, value=repr(given.get(field))), field=field)


def _timebox(visit: Visit, given: Given) -> Values:
    row = _pick(visit.ask(ListTimeboxes()), given, by="id", field="id")
    return {**row, "title": row["name"]}


def _team(visit: Visit, given: Given) -> Values:
    row = _pick(visit.ask(ListTeams()), given, by="key", field="team")
    return {"team_name": row["name"], "private": row["private"], "calendar": row["calendar"]}


def _member(visit: Visit, given: Given) -> Values:
    row = _pick(visit.ask(ListMembers(left=True)), given, by="email", field="member")
    shown = ("role", "active", "hours_per_week", "calendar")
    return {"member_name": row["name"], **{name: row[name] for name in shown}}


def _state(visit: Visit, given: Given) -> Values:
    row = _pick(visit.ask(ListStates()), given, by="id", field="id")
    return {"state": row["name"], "position": row["position"]}


def _work(visit: Visit, given: Given) -> Values:
    row = _pick(visit.ask(ListWork(key=str(given.get("of", "")))), given, by="id", field="id")
    return {**row, "key": row["item"]}


def _field(visit: Visit, given: Given) -> Values:
    row = _pick(visit.ask(ListFields(archived=True)), given, by="key", field="field")
    return {**row, "field_name": row["name"], "kinds": list(row["kinds"]), "options": list(row["options"])}


def _workspace(visit: Visit, given: Given) -> Values:
    row = visit.ask(ShowWorkspace())
    return {"workspace_name": row.name, "time_zone": row.time_zone}


_FINDERS: Final[Mapping[str, Callable[[Visit, Given], Values]]] = {
    "item.update": _item,
    "item.move": _item,
    "comment.edit": _of_item("comments"),
    **present_goals.FINDERS,
    "checklist.update": _of_item("checklist"),
    "work.update": _work,
    "field.update": _field,
    "timebox.update": _timebox,
    "team.update": _team,
    "member.update": _member,
    "member.depart": departure,
    "state.update": _state,
    "label.rename": lambda visit, given: {"to": given.get("label")},
    "workspace.update": _workspace,
    **present_issues.FINDERS,
    **present_operations.FINDERS,
    **present_projects.FINDERS,
    **present_own.FINDERS,
}
