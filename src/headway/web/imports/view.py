"""Imports: bring a file, see what it holds, have it brought in, and watch."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from ...commands import import_orders
from ...commands.import_orders import AT_WORK, FORMATS, Place
from ...rules.errors import Invalid, Problem
from ...tongue import say, say_as, word
from ..fields import Field
from ..page import Visit, screen

PLACE: Final = "/settings/imports"
NAMES: Final = {
    "jira": word("Jira: issues as JSON, one a line, with their changelog"),
    "gitlab": word("GitLab: the export of issues as CSV"),
    "trello": word("Trello: the export of a board as JSON"),
    "csv": word("Any table as CSV"),
}
FIGURES: Final = (
    word("items"),
    word("links"),
    word("foreign links"),
    word("comments"),
    word("people"),
    word("former people"),
    word("transitions"),
    word("work"),
    word("timeboxes"),
    word("labels"),
    word("components"),
    word("parents"),
    word("attachments"),
    word("key results"),
    word("relations"),
    word("created"),
    word("updated"),
    word("unchanged"),
    word("skipped"),
    word("links outside the file"),
)
"""What reports of imports count, for the catalogues to know."""
_FRAME: Final = 64 * 1024


def read(visit: Visit, problem: Problem | None = None) -> dict[str, Any]:
    """Return the form and what was imported before."""
    given = visit.request.POST.get("format", FORMATS[0])
    fields = {
        "format": Field(name="format", label=say_as("import", "From"), value=given, required=True),
        "file": Field(name="file", label=say("File"), required=True, hint=say("Plain or gzipped, up to 2 GB")),
    }
    if problem is not None:
        fields[problem.field if problem.field in fields else "file"].error = problem.message
    places = import_orders.places(visit.actor, now=visit.now)
    told = [{"id": one.id, "order": one.order, "state": one.state(visit.now)} for one in places]
    return {"fields": fields, "formats": [(name, NAMES[name]) for name in FORMATS], "places": told}


@screen
def bring(visit: Visit) -> HttpResponse:
    """Take a file and have it read once, changing nothing; who may not is refused."""
    if visit.request.method != "POST":
        return HttpResponseRedirect(PLACE)
    try:
        place = _taken(visit)
    except Problem as problem:
        from ..settings.view import page

        return page(visit, "imports", rows=read(visit, problem), status=problem.status)
    place.start("import-order")
    return HttpResponseRedirect(f"{PLACE}/{place.id}")


def _taken(visit: Visit) -> Place:
    import_orders.permitted(visit.actor)
    if int(visit.request.META.get("CONTENT_LENGTH") or 0) > import_orders.LIMIT + _FRAME:
        raise Invalid(import_orders.TOO_LONG, field="file")
    one = visit.request.FILES.get("file")
    if one is None:
        raise Invalid(say("choose a file"), field="file")
    facts = {"format": visit.request.POST.get("format", ""), "file_name": one.name or "file"}
    return import_orders.bring(one.chunks(), actor=visit.actor, now=visit.now, **facts)


@screen
def show(visit: Visit, id: str) -> HttpResponse:
    """Show what a file holds, how far its import has come, or what it came to."""
    place = import_orders.find(visit.actor, id)
    return _page(visit, place)


def _page(visit: Visit, place: Place, problem: Problem | None = None) -> HttpResponse:
    order, state = place.order, place.state(visit.now)
    choices = order.choices
    fields = {
        "mapping": Field(
            name="mapping",
            label=say("Columns"),
            value=_lines(choices.get("mapping", {}) or state.report.get("columns", {})),
            hint=say("A line each, as in title=Summary: a field here and the column that holds it"),
        ),
        "dates": Field(name="dates", label=say("03/04/2024 is"), value=choices.get("dates") or ""),
        "project": Field(
            name="project", label=say("Project, where no column names it"), value=choices.get("project") or ""
        ),
        "kinds": Field(
            name="kinds",
            label=say("Kinds"),
            value=_lines(choices.get("kinds", {})),
            hint=say("A line each, as in Story=project: a type there and what it is here"),
        ),
    }
    if problem is not None:
        usual = "mapping" if order.format == "csv" else "kinds"
        asked = ("mapping", "dates", "project") if order.format == "csv" else ("kinds",)
        named = problem.field or ""
        fields[named if named in asked else usual].error = problem.message
    shown = {"place": place, "order": order, "state": state, "working": state.status in AT_WORK, "fields": fields}
    status = problem.status if problem else 200
    return visit.page("imports/import.html", status=status, **shown, place_path=PLACE, names=NAMES)


def _lines(pairs: dict[str, str]) -> str:
    return "\n".join(f"{left}={right}" for left, right in pairs.items())


@screen
def act(visit: Visit, id: str, what: str) -> HttpResponse:
    """Begin, choose anew, or forget."""
    place = import_orders.find(visit.actor, id)
    if visit.request.method != "POST":
        return HttpResponseRedirect(f"{PLACE}/{id}")
    try:
        _ACTS[what](visit, place)
    except Problem as problem:
        return _page(visit, place, problem)
    return HttpResponseRedirect(PLACE if what == "forget" else f"{PLACE}/{id}")


def _begin(visit: Visit, place: Place) -> None:
    import_orders.begin(place, actor=visit.actor, now=visit.now)
    place.start("import-order")


def _choose(visit: Visit, place: Place) -> None:
    import_orders.choose(place, _choices(visit.request), actor=visit.actor, now=visit.now)
    place.start("import-order")


def _forget(visit: Visit, place: Place) -> None:
    import_orders.forget(place, actor=visit.actor, now=visit.now)


_ACTS: Final = {"begin": _begin, "choose": _choose, "forget": _forget}


def _choices(request: HttpRequest) -> dict[str, Any]:
    given = {name: request.POST.get(name, "").strip() for name in ("mapping", "dates", "project", "kinds")}
    if given["dates"] not in ("", "dmy", "mdy"):
        raise Invalid(say("dates are dmy or mdy"), field="dates")
    choices: dict[str, Any] = {name: _pairs(name, given[name]) for name in ("mapping", "kinds")}
    choices |= {name: given[name] or None for name in ("dates", "project")}
    return {name: value for name, value in choices.items() if value}


def _pairs(name: str, text: str) -> dict[str, str]:
    pairs = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        left, sign, right = (part.strip() for part in line.partition("="))
        if not (sign and left and right):
            raise Invalid(say("%(line)s: a line is two names with = between them", line=repr(line)), field=name)
        pairs[left] = right
    return pairs


urlpatterns = [
    path("settings/imports/new", bring),
    path("settings/imports/<str:id>", show),
    *(path(f"settings/imports/<str:id>/{what}", act, {"what": what}) for what in _ACTS),
]
