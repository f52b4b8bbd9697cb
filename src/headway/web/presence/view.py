"""A page says that it is open, and hears who else has it open."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from ...queries.base import Look
from ...queries.present import find_item, people
from ..page import Visit, screen
from .desk import Desk


@require_POST
@screen
def here(visit: Visit, key: str) -> HttpResponse:
    """Note the visitor at an item, or with `left` that he has gone; answer with the others."""
    look = Look(actor=visit.actor, now=visit.now)
    item = find_item(look, key)
    desk = Desk(settings.HOME, workspace=visit.actor.workspace_id, item=item)
    me = visit.actor.me
    if visit.request.POST.get("left"):
        desk.go(me)
        return HttpResponse(status=204)
    desk.come(me, now=visit.now)
    others = [one for one in desk.here(now=visit.now) if one != me]
    return visit.page("presence/here.html", people=people(look, others))


urlpatterns = [path("items/<str:key>/here", here)]
