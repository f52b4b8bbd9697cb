"""The board: work as cards in columns, moved from state to state and put in order."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from django.http import HttpResponse
from django.urls import path

from ...queries.board import Board, Column, ShowBoard
from ...queries.lists import ListTeams
from ...rules.errors import Invalid
from ...rules.lifecycle import is_closed
from ...tongue import said, say
from ..explore.filters import KIND_NAMES, KINDS, Chip, address, narrowed, quoted
from ..explore.view import wrong_in
from ..page import Visit, screen
from ..saved_views.strip import strip
from .lanes import LANES, lanes

MOST: Final = 100
"""Cards that a column shows; the rest is a click away, in Explore."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks of the board; empty where it does not narrow."""

    q: str
    team: str
    kind: str
    lanes: str = ""


@screen
def board(visit: Visit) -> HttpResponse:
    """Show the board; a query that cannot be read is shown with the word that is wrong."""
    get = visit.request.GET
    by = get.get("lanes", "") if get.get("lanes") in LANES else ""
    asked = Asked(get.get("q", "").strip(), get.get("team", "").strip(), get.get("kind", ""), by)
    wrong, found = None, Board(None, ())
    try:
        narrowing = {name: value for name, value in asdict(asked).items() if value and name != "lanes"}
        found = visit.ask(ShowBoard.model_validate({**narrowing, "limit": MOST}))
    except Invalid as error:
        wrong = wrong_in(asked.q, error)
    shown: dict[str, Any] = {"asked": asked, "wrong": wrong, "may_move": visit.may("item.move")}
    shown |= {"count": sum(column.count for column in found.columns), "teams": visit.ask(ListTeams())}
    made, more = lanes(found.columns, by) if by else ([], 0)
    shown |= {"strip": strip(visit), "lanes": made, "more_lanes": more, "ways": _ways(asked)}
    shown |= {"columns": [(column, _behind(asked, column), is_closed(column.category)) for column in found.columns]}
    return visit.page("board/board.html", status=422 if wrong else 200, kinds=_kinds(asked), **shown)


def _behind(asked: Asked, column: Column) -> str:
    """Where Explore shows all the work of a column."""
    state = f"state:{quoted(column.state)}" if asked.kind else f"state:{column.category}"
    kind = f"kind:{asked.kind}" if asked.kind else ""
    team = f"team:{quoted(asked.team)}" if asked.team else ""
    return narrowed(asked.q, kind, state, team)


def _kinds(asked: Asked) -> list[Chip]:
    return [
        Chip(said(KIND_NAMES[kind]) if kind else say("All work"), _at(asked, kind), asked.kind == kind, kind)
        for kind in ("", *KINDS)
    ]


def _ways(asked: Asked) -> list[Chip]:
    """The lanes that may be chosen; a click on the chosen ones takes them away."""
    return [
        Chip(
            said(words), _at(replace(asked, lanes="" if asked.lanes == name else name), asked.kind), asked.lanes == name
        )
        for name, (words, _, _) in LANES.items()
    ]


def _at(asked: Asked, kind: str) -> str:
    stated = {"q": asked.q} if asked.q else {}
    return address("/board", team=asked.team, kind=kind, lanes=asked.lanes, **stated).rstrip("?")


urlpatterns = [path("board", board)]
