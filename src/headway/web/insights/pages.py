"""Insights: the risks that were found, and what forecasts were worth."""

from typing import Any, Final

from django.http import HttpResponse
from django.urls import path

from ...insights.track import ShowTrackRecord
from ...queries.findings import ListFindings
from ...queries.items import ListItems
from ...queries.lists import ListTeams
from ...queries.looked import ShowLooked
from ...rules.insight_words import RISKS, ForecastKind
from ...tongue import word
from ...tongue.formats import decimal
from ..page import Visit, render, screen
from . import diagram

KINDS: Final = {
    ForecastKind.GOAL_MET: word("Goals met by their date"),
    ForecastKind.PROJECT_MET: word("Projects done by their date"),
    ForecastKind.WORK_MET: word("Tasks and issues done by their date"),
    ForecastKind.GOAL_FINISH: word("When goals are met"),
    ForecastKind.PROJECT_FINISH: word("When projects are done"),
    ForecastKind.WORK_FINISH: word("When tasks and issues are done"),
}
REACHES: Final = {
    "a week": word("up to a week ahead"),
    "four weeks": word("up to four weeks"),
    "a quarter": word("up to a quarter"),
    "longer": word("further ahead"),
}


SHOWN: Final = 30


@screen
def risk_list(visit: Visit) -> HttpResponse:
    """Show what puts goals and work at risk, narrowed by kind, goal and team."""
    names = ("kind", "goal", "team", "standing")
    asked = {name: value for name in names if (value := visit.request.GET.get(name, "").strip())}
    chosen: dict[str, Any] = {name: asked.get(name, "open" if name == "standing" else "") for name in names}
    return visit.page(
        "insights/risks.html",
        found=visit.ask(ListFindings.model_validate({**asked, "limit": SHOWN})),
        goals=visit.ask(ListItems(q="kind:goal is:open", limit=200)).rows,
        teams=visit.ask(ListTeams()),
        kinds=RISKS,
        **chosen,
    )


@screen
def looked(visit: Visit) -> HttpResponse:
    """Tell as of when risks are known, and let them be looked for: fetched by the list once it stands."""
    shown = visit.ask(ShowLooked())
    return render(visit.request, "insights/looked.html", visit=visit, now=visit.now, today=visit.today, looked=shown)


@screen
def track_record(visit: Visit) -> HttpResponse:
    """Show what forecasts were worth: live ones, and those of the history replayed."""
    return visit.page(
        "insights/track.html",
        record=visit.ask(ShowTrackRecord()),
        kinds=KINDS,
        reaches=REACHES,
        dates=[kind for kind in ForecastKind if kind.dated],
        spans=[kind for kind in ForecastKind if not kind.dated],
        dots=diagram.dots,
        ticks=diagram.ticks(),
        side=diagram.SIDE,
        edge=diagram.EDGE,
        decimal_point=decimal("."),
    )


urlpatterns = [
    path("insights", risk_list),
    path("insights/looked", looked),
    path("insights/track-record", track_record),
]
