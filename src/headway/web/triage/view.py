"""Triage: what came in, the most pressing first, and one gesture for each thing that can be decided about it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

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
FIRST: Final = 20
"""Issues that are shown at once; as many come along each time when the end of them is near."""
MANY: Final = 100
MOST: Final = 200
"""Issues that are shown at most; the first hundred are put in rows at one go, which are kept."""

_Shown = Sequence[tuple[TriageRow, tuple[Gain, ...]]]


@screen
def triage(visit: Visit) -> HttpResponse:
    """Show the head of the queue, of one team where it is chosen; or what has been put off. Or a part further on."""
    team, snoozed = visit.request.GET.get("team") or None, "snoozed" in visit.request.GET
    by_impact = visit.request.GET.get("by") == "impact"
    until, after = _asked(visit, "shown", FIRST) or FIRST, _asked(visit, "after", 0)
    found, rows = _queue(visit, team=team, snoozed=snoozed, by_impact=by_impact, most=MANY if until < MANY else MOST)
    return visit.page(
        "triage/part.html" if after else "triage/triage.html",
        queue=found,
        rows=rows[after:until],
        first=FIRST,
        shown=until,
        next=min(until + FIRST, MOST) if len(rows) > until else 0,
        by_impact=by_impact,
        team=team,
        snoozed=snoozed,
        teams=visit.ask(ListTeams()),
        rotas={seat.team.key for seat in visit.ask(ListRota())},
        later=mornings(visit),
        may_judge=visit.may("issue.accept"),
    )


def _asked(visit: Visit, name: str, otherwise: int) -> int:
    """A number of issues that the address says, no more than can be shown."""
    words = visit.request.GET.get(name, "")
    return min(int(words), MOST) if len(words) < 6 and words.isascii() and words.isdigit() else otherwise


def _queue(visit: Visit, *, team: str | None, snoozed: bool, by_impact: bool, most: int) -> tuple[Any, _Shown]:
    """Return the queue with its counts, and its issues in order, each with what goals gain by fixing it first."""
    if not by_impact:
        queue = visit.ask(ListTriage(team=team, snoozed=snoozed, limit=most))
        return queue, [(one, ()) for one in queue.rows]
    queue = visit.ask(ListTriageImpact(team=team, snoozed=snoozed, limit=most))
    return queue, [(one.issue, one.reasons) for one in queue.rows]


def mornings(visit: Visit) -> list[tuple[str, str]]:
    """Return (words, moment) of the mornings to which an issue is mostly put off, where the workspace is."""
    days = ((say("Tomorrow"), 1), (say("In three days"), 3), (say("In a week"), 7), (say("In four weeks"), 28))
    return [
        (words, datetime.combine(visit.today + timedelta(days=n), MORNING, visit.zone).isoformat()) for words, n in days
    ]


urlpatterns = [path("triage", triage)]
