"""Goals: the tree, how far each has come, what proves it, and what nobody works on."""

from collections.abc import Iterable, Iterator

from django.http import HttpResponse
from django.urls import path

from ...queries.goals import ShowGoals
from ..page import Visit, screen
from .tree import Branch, grown


@screen
def goals(visit: Visit) -> HttpResponse:
    """Show the tree of goals; ended ones when asked for."""
    ended = visit.request.GET.get("ended") == "1"
    tree = grown(visit.ask(ShowGoals(closed=ended)))
    every = list(_all(tree))
    return visit.page(
        "goals/goals.html",
        tree=tree,
        ended=ended,
        count=len(every),
        idle=sum(bool(one.lack) for one in every),
        may_edit=visit.may("item.update"),
    )


def _all(tree: Iterable[Branch]) -> Iterator[Branch]:
    for branch in tree:
        yield branch
        yield from _all(branch.beneath)


urlpatterns = [path("goals", goals)]
