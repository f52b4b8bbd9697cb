"""Teams: what each has before it, what is late or stuck, and who carries what. Every number leads to its items."""

from typing import Any, Final

from django.http import HttpResponse
from django.urls import path

from ...queries.escalations import ListEscalations
from ...queries.operations import ListOperations
from ...queries.team_flow import ShowTeamFlow, TeamFlow
from ...queries.team_load import Carried, ShowCarried, ShowTeamLoad, TeamLoad
from ...queries.team_stuck import ShowTeamStuck
from ...queries.team_work import ShowTeamWork, TeamWork
from ...queries.triage import ListTriage
from ...tongue import word
from ..explore.filters import address
from ..page import Visit, render, screen
from . import flow, load
from .capacity import capacity

SHOWN: Final = 6
STATES: Final = {
    "backlog": word("Backlog"),
    "ready": word("Ready"),
    "doing": word("Under way"),
    "waiting": word("Waiting"),
}


def found(team: str, *words: str) -> str:
    """Return the address of a team's items in Explore."""
    return address("/explore", q=" ".join((f"team:{team}", *words)))


@screen
def teams(visit: Visit) -> HttpResponse:
    """Show the teams that the visitor may know of."""
    return visit.page("teams/teams.html", teams=visit.ask(ShowTeamWork()), found=found)


@screen
def team(visit: Visit, key: str) -> HttpResponse:
    """Show one team: who carries how much, what is stuck, what came in, and how work flows."""
    shown: TeamWork = visit.ask(ShowTeamWork(team=key))[0]
    key = shown.key
    return visit.page(
        "teams/team.html",
        team=shown,
        states=STATES,
        stuck=visit.ask(ShowTeamStuck(team=key, limit=SHOWN)),
        escalations=visit.ask(ListEscalations(team=key, limit=SHOWN)),
        triage=visit.ask(ListTriage(team=key, limit=SHOWN)),
        operations=visit.ask(ListOperations(team=key)),
        found=found,
        board=address("/board", team=key),
        standing=load.stand(shown),
        **_load(visit, key),
    )


def _load(visit: Visit, key: str) -> dict[str, Any]:
    """The heat map; and what stands behind the cell that the address names."""
    loaded: TeamLoad = visit.ask(ShowTeamLoad(team=key))
    week = visit.request.GET.get("week")
    who = visit.request.GET.get("member") or None
    behind: Carried | None = None
    if week:
        behind = visit.ask(ShowCarried.model_validate({"team": key, "member": who, "week": week}))
    return {
        "heads": load.heads(loaded, visit.today),
        "heat": load.rows(loaded, key, visit.today),
        "behind": behind,
        "explored": load.explored(behind, key, visit.today) if behind else "",
        "later": load.later,
        "stand": load.stand(loaded),
        "may_act": visit.may("item.update"),
    }


@screen
def flows(visit: Visit, key: str) -> HttpResponse:
    """Show what a team finishes by week and what it has under way: a fragment."""
    shown: TeamFlow = visit.ask(ShowTeamFlow(team=key))
    facts: dict[str, Any] = {
        "flow": shown,
        "done": flow.done_by_week(shown, key, visit.today),
        "under_way": flow.under_way(shown, key),
        "slow": flow.under_way(shown, key, slow=True),
        "taken": flow.taken(shown, key),
        "longest": flow.longest(shown),
        "days": flow.days,
    }
    return render(visit.request, "teams/flow.html", visit=visit, now=visit.now, today=visit.today, **facts)


urlpatterns = [
    path("teams", teams),
    path("teams/<slug:key>", team),
    path("teams/<slug:key>/capacity", capacity),
    path("teams/<slug:key>/flow", flows),
]
