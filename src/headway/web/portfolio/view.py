"""The portfolio: what is in flight and at risk over all kinds of work, goals, and where the effort goes."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.urls import path

from ...insights.asking import last_outlook
from ...insights.project_outlook import last_said
from ...insights.summaries import ShowSummary, Summary
from ...queries.base import Look
from ...queries.findings import ListFindings
from ...queries.lists import ListTeams
from ...queries.looked import ShowLooked
from ...queries.portfolio import Portfolio, ShowPortfolio
from ...rules.errors import Invalid
from ...rules.insight_words import RISKS
from ...rules.summaries import Reader, Sentence
from ...tongue import say
from ..explore.filters import Chip, address, quoted, words
from ..explore.view import wrong_in
from ..insights.helps import firsts
from ..page import Visit, render, screen
from ..summary.readable import readable
from . import figures

SAFE: Final = 0.7
"""Goals less likely than this are told with what would help."""
FEW: Final = 3
SENTENCES: Final = 5
THREATS: Final = 4
TOPICS: Final = ("odds", "shifted", "moved", "done", "came", "critical", "overdue", "waiting", "goals")
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
    shown |= {"news": _news(q), **_likely(visit, found)}
    return visit.page("portfolio/portfolio.html", **shown)


def _likely(visit: Visit, found: Portfolio) -> dict[str, Any]:
    """What is known of the goals and projects that are shown, and for the goals that are at risk what would help."""
    outlook, known = last_outlook(actor=visit.actor, now=visit.now)
    goals = [outlook[one.row.key] for one in found.goals if one.row.key in outlook]
    risky = [one for one in goals if one.probability is not None and one.probability < SAFE]
    look = Look(actor=visit.actor, now=visit.now)
    dues = {row.key: row.due for row in found.projects}
    projects = last_said(look, list(dues), visit.today)
    return {
        "outlook": outlook,
        "outlook_known": known,
        "helps": firsts(visit, risky, most=FEW),
        "projects_said": {key: one for key, one in projects.items() if one.speaks_of(dues[key])},
    }


def _news(q: str) -> str:
    """Where the news of what is shown are: of all, or of one team; none for any other query."""
    asked = words(q)
    if not asked:
        return "/portfolio/news"
    team = asked[0].removeprefix("team:")
    return address("/portfolio/news", team=team) if len(asked) == 1 and asked[0] != team else ""


@screen
def news(visit: Visit) -> HttpResponse:
    """Show in a few sentences what changed in a week, and what threatens goals the most: a fragment."""
    team = visit.request.GET.get("team") or None
    said: Summary = visit.ask(ShowSummary(team=team, reader=Reader.EXECUTIVE))
    shown: dict[str, Any] = {"lines": readable(_leading(said.sentences), visit.today), "team": team, "threats": None}
    if visit.may_ask(ListFindings):
        threats = visit.ask(ListFindings(team=team, limit=THREATS))
        seen = bool(threats.rows) or visit.ask(ShowLooked()).as_of is not None
        shown |= {"threats": threats, "kinds": RISKS, "seen": seen}
    return render(visit.request, "portfolio/news.html", visit=visit, now=visit.now, today=visit.today, **shown)


def _leading(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The first sentence of each of the leading topics, as many as are read in one look."""
    firsts = {one.topic: one for one in reversed(sentences)}
    return [firsts[topic] for topic in TOPICS if topic in firsts][:SENTENCES]


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


urlpatterns = [path("portfolio", portfolio), path("portfolio/news", news)]
