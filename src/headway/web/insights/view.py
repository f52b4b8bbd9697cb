"""What the engine found about one item: a fragment that its page fetches once it stands, and does not wait for."""

from django.http import HttpResponse
from django.urls import path

from ...insights.asking import ListOutlook, ShowImpact, ShowOutlook
from ...rules.errors import Problem
from ..page import Visit, render, screen


@screen
def impact(visit: Visit, key: str) -> HttpResponse:
    """Show what goals gain if an item is done first; nothing where there is nothing to say."""
    return _fragment(visit, "insights/impact.html", _asked(visit, ShowImpact(key=key)))


@screen
def outlook(visit: Visit, key: str) -> HttpResponse:
    """Show how likely a goal is to be met, and what would help it."""
    return _fragment(visit, "insights/outlook.html", _asked(visit, ShowOutlook(key=key)))


@screen
def outlooks(visit: Visit) -> HttpResponse:
    """Compute what pages show of goals once it is known, and tell the page to fetch itself anew."""
    visit.ask(ListOutlook())
    return HttpResponse(status=204, headers={"HX-Trigger": "headway:known"})


def _asked(visit: Visit, query: ShowImpact | ShowOutlook) -> object | None:
    """The answer; None for what is gone in between, of which its page already speaks."""
    try:
        found: object = visit.ask(query)
    except Problem:
        return None
    return found


def _fragment(visit: Visit, template: str, found: object | None) -> HttpResponse:
    return render(visit.request, template, visit=visit, now=visit.now, today=visit.today, found=found)


urlpatterns = [
    path("outlook/known", outlooks),
    path("items/<str:key>/impact", impact),
    path("items/<str:key>/outlook", outlook),
]
