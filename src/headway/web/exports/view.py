"""Settings → Export: have the whole workspace written out, watch, and take the file away."""

from typing import Any, Final, cast

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import path

from ...commands import export_orders
from ...commands.export_orders import WRITING
from ...rules.errors import NotFound, Problem
from ...tongue import say
from ..page import Visit, screen

PLACE: Final = "/settings/export"


def read(visit: Visit, problem: Problem | None = None) -> dict[str, Any]:
    """Return the exports that there are, and how far each has come."""
    places = export_orders.places(visit.actor)
    states = {one.id: one.state(visit.now) for one in places}
    told = [{"id": one.id, "order": one.order, "state": states[one.id]} for one in places]
    working = any(one.status == WRITING for one in states.values())
    return {"places": told, "working": working, "wrong": problem.message if problem else ""}


@screen
def begin(visit: Visit) -> HttpResponse:
    """Order an export and have it written."""
    if visit.request.method != "POST":
        return HttpResponseRedirect(PLACE)
    return _then(visit, lambda: export_orders.order(actor=visit.actor, now=visit.now).start("export-order"))


@screen
def forget(visit: Visit, id: str) -> HttpResponse:
    """Throw an export away."""
    place = export_orders.find(visit.actor, id)
    if visit.request.method != "POST":
        return HttpResponseRedirect(PLACE)
    return _then(visit, lambda: export_orders.forget(place, now=visit.now))


def _then(visit: Visit, act: Any) -> HttpResponse:
    """Do it and go back to the page; what is refused is told there."""
    export_orders.permitted(visit.actor)
    try:
        act()
    except Problem as problem:
        from ..settings.view import page

        return page(visit, "export", rows=read(visit, problem), status=problem.status)
    return HttpResponseRedirect(PLACE)


@screen
def download(visit: Visit, id: str) -> HttpResponse:
    """Hand a finished export out to be saved."""
    place = export_orders.find(visit.actor, id)
    if place.state(visit.now).status != "done":
        raise NotFound(say("this export is not finished"))
    name = f"{visit.workspace.slug}-{place.order.at:%Y-%m-%d}.jsonl.gz"
    response = FileResponse(place.file.open("rb"), as_attachment=True, filename=name, content_type="application/gzip")
    response.headers["Cache-Control"] = "no-store"
    return cast(HttpResponse, response)


urlpatterns = [
    path("settings/export/new", begin),
    path("settings/export/<str:id>/download", download),
    path("settings/export/<str:id>/forget", forget),
]
