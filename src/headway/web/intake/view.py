"""How issues come in and what moves them: forms, rotas, escalation paths, and what teams ask of their issues."""

from collections import defaultdict

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

from ...queries.escalations import ListEscalationPaths, ListIssueRules, ListRota, SeatRow
from ...queries.intake import ListForms
from ...queries.lists import ListTeams
from ...tongue import word
from ..page import Visit, screen

WHO = {"assignee": word("the assignee"), "lead": word("the team's leads"), "admins": word("the admins")}
WHEN = {
    "unaccepted": word("not accepted"),
    "unanswered": word("not answered"),
    "unresolved": word("not resolved"),
    "breaching": word("about to break its service level"),
    "breached": word("past its service level"),
}


@screen
def intake(visit: Visit) -> HttpResponse:
    """Show what the visitor may use and, if he runs the workspace, change."""
    rotas: dict[str, list[SeatRow]] = defaultdict(list)
    for seat in visit.ask(ListRota()):
        rotas[seat.team.key].append(seat)
    return visit.page(
        "intake/intake.html",
        forms=visit.ask(ListForms()),
        rotas=rotas,
        teams=visit.ask(ListTeams()),
        paths=visit.ask(ListEscalationPaths()),
        rules=visit.ask(ListIssueRules()),
        may_run=visit.may("form.create"),
        guest=not visit.may("issue.accept"),
        site=settings.HEADWAY_URL,
        who=WHO,
        when=WHEN,
    )


urlpatterns = [path("intake", intake)]
