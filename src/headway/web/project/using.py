"""Making a project from a template: its form, with a choice of people for each role."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from pydantic import ValidationError

from ...commands.run import new_key
from ...commands.template_people import MANAGER, SPONSOR
from ...commands.template_use import UseTemplate
from ...queries.lists import ListMembers, ListTeams
from ...queries.templates import TemplatePage
from ...rules.errors import Problem
from ...tongue import say, say_as
from ..act.values import messages
from ..fields import Field
from ..page import Visit

PLAIN = ("title", "start", "team", "owner", "sponsor")


def offered(visit: Visit, template: TemplatePage, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the form's fields, filled with what was typed; `roles` are those besides the manager."""
    people = [("", say("Nobody")), *((row.email, row.name) for row in visit.ask(ListMembers()))]
    teams = [("", say("No team")), *((row.key, f"{row.key} · {row.name}") for row in visit.ask(ListTeams()))]
    typed, wrong = visit.request.POST, errors or {}

    def field(name: str, label: str, widget: str, value: Any = "", choices: Any = ()) -> Field:
        return Field(
            name=name, label=label, widget=widget, value=typed.get(name, value), error=wrong.get(name, ""),
            choices=list(choices), required=name in ("title", "start"),
        )  # fmt: skip

    start = visit.today + timedelta(days=7 - visit.today.weekday())
    names = {name: email for email, name in people}
    return {
        "plain": [
            field("title", say("Title"), "text"),
            field("start", say("Start"), "date", start.isoformat()),
            field("team", say("Team"), "select", template.row.team.key if template.row.team else "", teams),
            field("owner", say_as("project", "Manager"), "select", visit.member.email, people),
            field("sponsor", say("Sponsor"), "select", "", people),
        ],
        "roles": [
            field(f"role-{n}", one, "select", names.get(one, ""), people) for n, one in enumerate(_roles(template))
        ],
        "notice": "; ".join(words for name, words in wrong.items() if name not in PLAIN),
        "key": new_key(),
    }


def _roles(template: TemplatePage) -> list[str]:
    """The roles besides the manager and the sponsor, who have fields of their own."""
    return [role for role in template.row.roles if role not in (MANAGER, SPONSOR)]


def use(visit: Visit, template: TemplatePage, command: type[UseTemplate]) -> HttpResponse:
    """Make the project and go there, or show what is wrong."""
    data = visit.request.POST
    chosen = [(role, data.get(f"role-{n}")) for n, role in enumerate(_roles(template))]
    people = [f"{role}={email}" for role, email in chosen if email]
    stated = {name: data[name] for name in PLAIN if data.get(name)}
    try:
        made = command.model_validate({"id": template.row.id, "people": people, **stated})
        answer = visit.run(made, key=data.get("idempotency") or None)
    except ValidationError as error:
        return _again(visit, template, messages(error), 422)
    except Problem as problem:
        return _again(visit, template, {problem.field or "": problem.message}, problem.status)
    return HttpResponseRedirect(f"/projects/{answer['key']}")


def _again(visit: Visit, template: TemplatePage, errors: dict[str, str], status: int) -> HttpResponse:
    shown = {"kept": template, "fields": offered(visit, template, errors)}
    return visit.page("project/template.html", status=status, **shown)
