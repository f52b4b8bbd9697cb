"""Operations: when each comes next, how punctual it is, what it takes in the weeks ahead; and what a schedule gives."""

from typing import Final

from django.http import HttpResponse
from django.urls import path
from pydantic import ValidationError

from ...queries.operations import ListOperations
from ...queries.schedules import Preview, PreviewSchedule
from ...rules.errors import Problem
from ..act.values import messages
from ..act.words import label
from ..formats import exact
from ..page import Visit, screen

ASKED: Final = ("rule", "start", "time", "zone", "anchor", "anchor_days", "shift", "calendar", "exclude")


@screen
def operations(visit: Visit) -> HttpResponse:
    """Show the operations that are not over."""
    team = visit.request.GET.get("team") or None
    return visit.page("operations/operations.html", rows=visit.ask(ListOperations(team=team)), team=team)


@screen
def preview(visit: Visit) -> HttpResponse:
    """Show what the schedule that is being written would give."""
    given = {name: visit.request.GET[name] for name in ASKED if visit.request.GET.get(name)}
    shown: Preview | None = None
    wrong = ""
    try:
        shown = visit.ask(PreviewSchedule.model_validate(given)) if "rule" in given else None
    except Problem as problem:
        wrong = problem.message
    except ValidationError as error:
        wrong = "; ".join(f"{label(name)}: {why}" for name, why in messages(error).items())
    return visit.page("operations/preview.html", shown=shown, wrong=wrong, written=exact)


urlpatterns = [path("operations", operations), path("operations/preview", preview)]
