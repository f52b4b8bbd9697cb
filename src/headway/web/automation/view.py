"""Automation rules: a form that asks when, if and then, and shows beside it what the rule would have done."""

from typing import Any, Final

import orjson
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from pydantic import ValidationError

from ...commands.automation import ChangeRule, CreateRule, checked
from ...commands.wrong import wrong_in as why
from ...queries.automation import ListRules, ListRuns, ShowRule, TryRule
from ...queries.automation_rows import Trial
from ...queries.lists import ListMembers
from ...rules.automation import EACH_WORDS, FIELDS, PLACEHOLDERS, TRIGGERS
from ...rules.errors import Forbidden, Invalid, NotFound, Problem
from ...tongue import say
from ..explore.view import wrong_in
from ..page import Visit, is_admin, screen
from .deeds import named, then, when
from .draft import Draft, DraftAct, does, drafted, label, says, typed
from .examples import EXAMPLES, example

DAYS: Final = 14
LATEST: Final = 30
_WORDS: Final = {one.value: what for one, what in TRIGGERS.items()}


def read(visit: Visit) -> dict[str, Any]:
    """What the page of the settings shows: the rules, what they did last, and examples."""
    chosen = visit.request.GET.get("rule", "")
    rule = int(chosen) if chosen.isdecimal() and 0 < len(chosen) < 19 else None
    runs = visit.ask(ListRuns(rule=rule or None, limit=LATEST))
    told = {"says": says, "when": when, "then": then, "named": named, "examples": EXAMPLES}
    return {"rules": visit.ask(ListRules()), "runs": runs, "chosen": rule, **told}


@screen
def new(visit: Visit) -> HttpResponse:
    """Show the form of a new rule, empty or with an example; or do what its button says."""
    _check(visit)
    if visit.request.method == "POST":
        return _posted(visit, None)
    given = example(visit.request.GET.get("like", ""))
    return _page(visit, None, drafted(given) if given else Draft(acts=[DraftAct()]))


@screen
def edit(visit: Visit, pk: int) -> HttpResponse:
    """Show the form of a rule; or do what its button says."""
    _check(visit)
    if visit.request.method == "POST":
        return _posted(visit, pk)
    row = visit.ask(ShowRule(id=pk))
    acts = [{"command": a.command, "each": a.each, "only": a.only, "arguments": a.arguments} for a in row.acts]
    given = {"rule_name": row.name, "on": row.on, "fields": row.fields, "query": row.query, "acts": acts}
    return _page(visit, pk, drafted(given))


def _check(visit: Visit) -> None:
    if not is_admin(visit):
        raise Forbidden(say("automation is for admins"))


def _posted(visit: Visit, pk: int | None) -> HttpResponse:
    draft, do = typed(visit.request.POST), visit.request.POST.get("do", "")
    if do == "add":
        draft.acts.append(DraftAct())
    elif do.startswith("drop-") and do[5:].isdecimal():
        draft.acts = [act for n, act in enumerate(draft.acts) if str(n) != do[5:]]
    elif do in ("save", "try"):
        return _taken(visit, pk, draft, do)
    return _page(visit, pk, draft)


def _taken(visit: Visit, pk: int | None, draft: Draft, do: str) -> HttpResponse:
    """Try what was typed; save it, where that is wanted and it can be read."""
    taken = draft.taken()
    try:
        command = CreateRule(**taken)
        trial = visit.ask(_trial(visit, command))
        if do == "save":
            stated = {"id": pk, **taken}
            visit.run(
                command if pk is None else ChangeRule(**stated), key=visit.request.POST.get("idempotency") or None
            )
            return HttpResponseRedirect("/settings/automation")
    except ValidationError as error:
        found = {".".join(map(str, one["loc"])): _plain(one) for one in error.errors()}
        return _page(visit, pk, draft, errors=found)
    except NotFound:
        raise
    except Problem as problem:
        return _page(visit, pk, draft, errors={problem.field or "": problem.message}, problem=problem)
    return _page(visit, pk, draft, trial=trial)


def _plain(error: Any) -> str:
    empty = error["type"] in ("string_too_short", "too_short", "missing")
    return say("this is needed") if empty else why(error)


def _trial(visit: Visit, command: CreateRule) -> TryRule:
    values = checked(command, workspace=visit.workspace)
    acts = orjson.dumps(values.pop("acts")).decode()
    return TryRule(on=values["on"], fields=values.get("fields", []), q=command.query, acts=acts, days=DAYS)


def _page(
    visit: Visit,
    pk: int | None,
    draft: Draft,
    *,
    errors: dict[str, str] | None = None,
    problem: Problem | None = None,
    trial: Trial | None = None,
) -> HttpResponse:
    wrong = wrong_in(draft.query, problem) if isinstance(problem, Invalid) and problem.field == "query" else None
    shown: dict[str, Any] = {"draft": draft, "pk": pk, "errors": errors or {}, "wrong": wrong}
    shown |= {"trial": trial, "days": DAYS, "each": EACH_WORDS, "does": does(), "says": says, "label": label}
    shown |= {"fields": FIELDS, "placeholders": PLACEHOLDERS, "words": _WORDS}
    shown["members"] = [row.email for row in visit.ask(ListMembers())][:200]
    return visit.page("automation/edit.html", status=422 if errors else 200, **shown)


urlpatterns = [path("settings/automation/new", new), path("settings/automation/<int:pk>", edit)]
