"""Goals: the tree, how far each has come, what proves it, what nobody works on, and where the effort goes."""

from collections.abc import Iterable, Iterator

from django.http import HttpResponse
from django.urls import path

from ...insights.asking import last_outlook
from ...queries.alignment import ShowAlignment
from ...queries.goals import ShowGoals
from ...queries.periods import ListPeriods
from ..insights.helps import firsts
from ..page import Visit, screen
from .tree import Branch, contributing, grown

WEEKS = (4, 13, 26, 52)


@screen
def goals(visit: Visit) -> HttpResponse:
    """Show the tree of goals, of one period if one is chosen; ended ones when asked for."""
    get = visit.request.GET
    ended, period = get.get("ended") == "1", get.get("period", "")
    tree = grown(visit.ask(ShowGoals(closed=ended, period=period or None)))
    every = list(_all(tree))
    outlook, known = last_outlook(actor=visit.actor, now=visit.now)
    return visit.page(
        "goals/goals.html",
        tree=tree,
        outlook=outlook,
        outlook_known=known,
        helps=firsts(visit, outlook.values(), most=1),
        ended=ended,
        period=period,
        periods=visit.ask(ListPeriods()),
        count=len(every),
        idle=sum(bool(one.lack) for one in every),
        may_edit=visit.may("item.update"),
        contributing=contributing,
    )


def _all(tree: Iterable[Branch]) -> Iterator[Branch]:
    for branch in tree:
        yield branch
        yield from _all(branch.beneath)


@screen
def alignment(visit: Visit) -> HttpResponse:
    """Show what share of the effort serves which goal."""
    asked = visit.request.GET.get("weeks", "")
    weeks = int(asked) if asked in map(str, WEEKS) else WEEKS[0]
    found = visit.ask(ShowAlignment(weeks=weeks))
    return visit.page("goals/alignment.html", found=found, weeks=weeks, spans=WEEKS)


urlpatterns = [path("goals", goals), path("alignment", alignment)]
