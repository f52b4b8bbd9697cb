"""The portfolio: what is in flight and at risk over all kinds of work, goals, and where the effort goes."""

from typing import Any, Final

from django.http import HttpResponse
from django.urls import path

from ...insights.asking import last_outlook
from ...queries.lists import ListTeams
from ...queries.portfolio import ShowPortfolio
from ...rules.errors import Invalid
from ...tongue import say
from ..explore.filters import Chip, address, quoted, words
from ..explore.view import wrong_in
from ..page import Visit, screen
from . import figures

_WORDS: Final = {
    "looks": figures.LOOKS,
    "heads": figures.HEADS,
    "kinds": figures.KINDS,
    "looked": figures.looked,
}


@screen
def portfolio(visit: Visit) -> HttpResponse:
    """Show the portfolio; a query that cannot be read is shown with the word that is wrong."""
    q = visit.request.GET.get("q", "").strip()
    shown: dict[str, Any] = {"q": q, "wrong": None, "found": None, "teams": _teams(visit, q), **_WORDS}
    try:
        found = visit.ask(ShowPortfolio(q=q))
    except Invalid as error:
        return visit.page("portfolio/portfolio.html", status=422, **shown | {"wrong": wrong_in(q, error)})
    shown |= {"found": found, "lines": figures.lines(found.kinds, q), "course": figures.course}
    shown |= {"done": figures.done_by_week(found.weeks, q, visit.today)}
    shown |= {"efforts": figures.effort_by_week(found.weeks, q, visit.today)}
    shown |= {"spent": figures.spent(found, q), "facts": figures.facts(found.kinds, q)}
    shown |= {"open": figures.opened(found.kinds, q), "more": figures.more(q)}
    shown["outlook"], shown["outlook_known"] = last_outlook(actor=visit.actor, now=visit.now)
    return visit.page("portfolio/portfolio.html", **shown)


def _teams(visit: Visit, q: str) -> list[Chip]:
    """A chip for each team, which takes the place of the others in the query."""
    others = " ".join(word for word in words(q) if not word.startswith("team:"))
    chips = [Chip(say("All"), _at(others), "team:" not in q)]
    for team in visit.ask(ListTeams()):
        word = f"team:{team.key}"
        chips.append(
            Chip(team.name, _at(f"{others} {word}".strip()), word in words(q) or f"team:{quoted(team.key)}" in q)
        )
    return chips


def _at(q: str) -> str:
    return address("/portfolio", q=q) if q else "/portfolio"


urlpatterns = [path("portfolio", portfolio)]
