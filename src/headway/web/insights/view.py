"""What the engine found about one item: a fragment that its page fetches once it stands, and does not wait for."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.urls import path

from ...insights.asking import GoalOutlook, ListOutlook, ShowImpact, ShowOutlook
from ...queries.findings import FindingList, FindingRow, ListFindings
from ...rules.errors import Problem
from ..page import Visit, render, screen
from . import moved
from .helps import helps

FEW: Final = 3
MOST: Final = 10


@screen
def impact(visit: Visit, key: str) -> HttpResponse:
    """Show what goals gain if an item is done first; nothing where there is nothing to say."""
    return _fragment(visit, "insights/impact.html", key, _asked(visit, ShowImpact(key=key)))


@screen
def outlook(visit: Visit, key: str) -> HttpResponse:
    """Show how likely a goal is to be met, and what would help it."""
    found = _asked(visit, ShowOutlook(key=key))
    split = found.moved if isinstance(found, GoalOutlook) else None
    driver = found.outlook if isinstance(found, GoalOutlook) else None
    told = helps(visit, [driver], most=MOST)[driver.goal] if driver else ()
    return _fragment(visit, "insights/outlook.html", key, found, helps=told, **moved.facts(split, visit.today))


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


def _risks(visit: Visit, key: str) -> Sequence[FindingRow]:
    """The findings of which an item is the cause; none where the visitor is shown none."""
    try:
        found: FindingList = visit.ask(ListFindings(item=key, limit=FEW))
    except Problem:
        return ()
    return found.rows


def _fragment(visit: Visit, template: str, key: str, found: object | None, **more: Any) -> HttpResponse:
    facts: dict[str, Any] = {"found": found, "risks": _risks(visit, key), **more}
    return render(visit.request, template, visit=visit, now=visit.now, today=visit.today, **facts)


urlpatterns = [
    path("outlook/known", outlooks),
    path("items/<str:key>/impact", impact),
    path("items/<str:key>/outlook", outlook),
]
