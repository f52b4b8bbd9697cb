"""Forms for every command: /act/item.create shows one, and takes what was typed into it."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path
from pydantic import ValidationError

from ...commands import Command, catalogue
from ...commands.inverses import UNDOABLE
from ...queries.acts import LatestAct
from ...queries.items import ListItems
from ...queries.search import SearchItems
from ...rules.errors import Problem, Stale
from ...tongue import say
from ..page import Visit, safe_next, screen
from . import own, words
from .form import FIXED, Form, build, field_errors, tell_stale
from .values import MARK, messages, stated, typed

REGION = "act"


@screen
def act(visit: Visit, name: str) -> HttpResponse:
    """Show a command's form, change its shape, or run the command."""
    command = catalogue().get(name)
    if command is None:
        raise Http404(f"there is no command {name}")
    if visit.request.method != "POST":
        return _page(visit, build(visit, command, visit.request.GET.dict(), next_=_next(visit)))
    data = visit.request.POST
    if kind := data.get("shape"):
        return _page(visit, build(visit, command, {**data.dict(), "kind": kind}, next_=_next(visit)))
    arguments, errors = stated(command, data, zone=visit.zone)
    if errors:
        return _again(visit, command, errors, status=422)
    try:
        answer = _run(visit, command, arguments)
    except ValidationError as error:
        return _again(visit, command, messages(error), status=422)
    except Problem as problem:
        return _again(visit, command, field_errors(problem), status=problem.status, problem=problem)
    return _done(visit, name, answer)


def _run(visit: Visit, command: type[Command], arguments: dict[str, Any]) -> dict[str, Any]:
    data = visit.request.POST
    seen = int(data["seen"]) if command.versioned and data.get("seen", "").isdigit() else None
    return visit.run(command(**arguments), key=data.get("idempotency") or None, seen=seen)


def _next(visit: Visit) -> str:
    """Where to go afterwards: as told, else where the visitor is."""
    here = urlsplit(visit.request.headers.get("HX-Current-URL", ""))
    return safe_next(visit.request, f"{here.path}?{here.query}".rstrip("?") if here.path else "")


def _again(
    visit: Visit, command: type[Command], errors: dict[str, str], *, status: int, problem: Problem | None = None
) -> HttpResponse:
    """Show the form with all that was typed, and what is wrong with it."""
    data = visit.request.POST
    was = {name[len(MARK) :]: value for name, value in data.items() if name.startswith(MARK)}
    given = {**{name: data.get(name, "") for name in FIXED}, **typed(command, data), **own.typed(data)}
    try:
        form = build(visit, command, given, next_=_next(visit), was=was, seen=data.get("seen", ""), errors=errors)
    except Problem:
        form = _bare(command, given, "; ".join(errors.values()), _next(visit))
    if isinstance(problem, Stale):
        tell_stale(form, problem)
    return _page(visit, form, status=status)


def _bare(command: type[Command], given: dict[str, Any], notice: str, next_: str) -> Form:
    """A form that can only say why: what it was about cannot be found any more."""
    title = words.title(command.name, given)
    return Form(
        command=command.name,
        title=title,
        button=say("Try again"),
        about="",
        danger=False,
        fields=[],
        fixed=given,
        was={},
        kind="",
        next=next_,
        notice=notice,
    )


def _page(visit: Visit, form: Form, *, status: int = 200) -> HttpResponse:
    response = visit.page("act/act.html", status=status, form=form, told=None)
    if visit.hx and not visit.request.headers.get("HX-Target", "").endswith(f"#{REGION}"):
        into_dialog(response)
    return response


def into_dialog(response: HttpResponse) -> None:
    """Have htmx put a form into the dialog, whatever part of the page asked."""
    for name, value in (("Retarget", "#dialog-body"), ("Reswap", "innerHTML"), ("Reselect", f"#{REGION}")):
        response.headers[f"HX-{name}"] = value


def _done(visit: Visit, name: str, answer: dict[str, Any]) -> HttpResponse:
    if "token" in answer:
        form = Form(
            command=name,
            title=say("Your token"),
            button="",
            about="",
            danger=False,
            fields=[],
            fixed={},
            was={},
            kind="",
            next=_next(visit),
        )
        return visit.page("act/act.html", form=form, told=answer["token"])
    made = words.made(name, answer)
    target = _next(visit) or made or "/"
    if not visit.hx:
        return HttpResponseRedirect(target)
    on_form = urlsplit(visit.request.headers.get("HX-Current-URL", "")).path.startswith("/act/")
    undo = _undo(visit)
    detail: dict[str, Any] = {
        "message": words.done(name, answer) or words.gone(name, undo=undo is not None),
        "href": made,
        "go": (made or target) if on_form or name in words.GONE_TO else "",
    }
    detail["undo"] = undo
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"headway:done": detail})})


def _undo(visit: Visit) -> int | None:
    """How what was just done is named to undo it; None where it cannot be, or where it has changed nothing."""
    act = visit.ask(LatestAct())
    return act.seq if act.at == visit.now and UNDOABLE.issuperset(act.types) else None


@screen
def suggest(visit: Visit) -> HttpResponse:
    """Answer with items whose key or words begin like what is being typed, as options of a datalist."""
    asked = next((str(value) for value in visit.request.GET.values() if value), "").strip()
    hits = visit.ask(SearchItems(q=asked, limit=12)) if asked else ()
    rows = [hit.row for hit in hits] if asked else visit.ask(ListItems(limit=12)).rows
    return visit.page("act/options.html", rows=rows)


urlpatterns = [path("act/suggest", suggest), path("act/<str:name>", act)]
