"""Teams: what each has before it, what is late or stuck, and who carries what. Every number leads to its items."""

from typing import Final

from django.http import HttpResponse
from django.urls import path

from ...queries.escalations import ListEscalations
from ...queries.items import ListItems
from ...queries.team_work import ShowTeamWork, TeamWork
from ..explore.filters import address
from ..page import Visit, screen

SHOWN: Final = 10


def found(team: str, *words: str) -> str:
    """Return the address of a team's items in Explore."""
    return address("/explore", q=" ".join((f"team:{team}", *words)))


@screen
def teams(visit: Visit) -> HttpResponse:
    """Show the teams that the visitor may know of."""
    return visit.page("teams/teams.html", teams=visit.ask(ShowTeamWork()), found=found)


@screen
def team(visit: Visit, key: str) -> HttpResponse:
    """Show one team: its work by state, what is late and stuck, and its members' load."""
    shown: TeamWork = visit.ask(ShowTeamWork(team=key))[0]
    late = visit.ask(ListItems(q=f"team:{shown.key} is:overdue sort:due", limit=SHOWN)).rows
    stuck = visit.ask(ListItems(q=f"team:{shown.key} state:open (is:blocked OR state:waiting)", limit=SHOWN)).rows
    return visit.page(
        "teams/team.html",
        team=shown,
        late=late,
        stuck=stuck,
        escalations=visit.ask(ListEscalations(team=shown.key, limit=SHOWN)),
        found=found,
        board=address("/board", team=shown.key),
    )


urlpatterns = [path("teams", teams), path("teams/<slug:key>", team)]
