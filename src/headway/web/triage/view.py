"""Triage: what came in, the most pressing first, and one gesture for each thing that can be decided about it."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import path

from ...insights.asking import ListTriageImpact
from ...insights.findings import Gain
from ...queries.escalations import ListRota
from ...queries.lists import ListTeams
from ...queries.triage import ListTriage, TriageRow
from ...tongue import say
from ..page import Visit, screen

MORNING = time(8)


@screen
def triage(visit: Visit) -> HttpResponse:
    """Show the queue, of one team where it is chosen; or what has been put off."""
    team, snoozed = visit.request.GET.get("team") or None, "snoozed" in visit.request.GET
    by_impact = visit.request.GET.get("by") == "impact"
    found, rows = _queue(visit, team=team, snoozed=snoozed, by_impact=by_impact)
    return visit.page(
        "triage/triage.html",
        queue=found,
        rows=rows,
        by_impact=by_impact,
        team=team,
        snoozed=snoozed,
        teams=visit.ask(ListTeams()),
        rotas={seat.team.key for seat in visit.ask(ListRota())},
        later=mornings(visit),
        may_judge=visit.may("issue.accept"),
    )


def _queue(
    visit: Visit, *, team: str | None, snoozed: bool, by_impact: bool
) -> tuple[Any, list[tuple[TriageRow, tuple[Gain, ...]]]]:
    """Return the queue with its counts, and its issues in order, each with what goals gain by fixing it first."""
    if not by_impact:
        queue = visit.ask(ListTriage(team=team, snoozed=snoozed, limit=100))
        return queue, [(one, ()) for one in queue.rows]
    queue = visit.ask(ListTriageImpact(team=team, snoozed=snoozed, limit=100))
    return queue, [(one.issue, one.reasons) for one in queue.rows]


def mornings(visit: Visit) -> list[tuple[str, str]]:
    """Return (words, moment) of the mornings to which an issue is mostly put off, where the workspace is."""
    days = ((say("Tomorrow"), 1), (say("In three days"), 3), (say("In a week"), 7), (say("In four weeks"), 28))
    return [
        (words, datetime.combine(visit.today + timedelta(days=n), MORNING, visit.zone).isoformat()) for words, n in days
    ]


urlpatterns = [path("triage", triage)]
