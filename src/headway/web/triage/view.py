"""Triage: what came in, the most pressing first, and one gesture for each thing that can be decided about it."""

from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.urls import path

from ...queries.escalations import ListRota
from ...queries.lists import ListTeams
from ...queries.triage import ListTriage
from ..page import Visit, screen

MORNING = time(8)


@screen
def triage(visit: Visit) -> HttpResponse:
    """Show the queue, of one team where it is chosen; or what has been put off."""
    team, snoozed = visit.request.GET.get("team") or None, "snoozed" in visit.request.GET
    found = visit.ask(ListTriage(team=team, snoozed=snoozed, limit=100))
    return visit.page(
        "triage/triage.html",
        queue=found,
        team=team,
        snoozed=snoozed,
        teams=visit.ask(ListTeams()),
        rotas={seat.team.key for seat in visit.ask(ListRota())},
        later=mornings(visit),
        may_judge=visit.may("issue.accept"),
    )


def mornings(visit: Visit) -> list[tuple[str, str]]:
    """Return (words, moment) of the mornings to which an issue is mostly put off, where the workspace is."""
    days = (("Tomorrow", 1), ("In three days", 3), ("In a week", 7), ("In four weeks", 28))
    return [
        (words, datetime.combine(visit.today + timedelta(days=n), MORNING, visit.zone).isoformat()) for words, n in days
    ]


urlpatterns = [path("triage", triage)]
