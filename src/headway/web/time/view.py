"""The sheet of a week: one's time by item and day, the clock, and ways to add, correct and withdraw."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.urls import path

from ...queries.lists import ListMembers
from ...queries.time import Sheet, ShowWeek
from ...rules.words import Role
from ..page import Visit, screen


@screen
def week(visit: Visit) -> HttpResponse:
    """Show a week of one's own, or of another member."""
    day, who = visit.request.GET.get("day", ""), visit.request.GET.get("member", "me") or "me"
    asked = {"member": who} | ({"day": day} if day else {})
    sheet: Sheet = visit.ask(ShowWeek.model_validate(asked))
    return visit.page(
        "time/time.html",
        sheet=sheet,
        mine=sheet.member.email == visit.member.email,
        before=_address(sheet.first - timedelta(days=7), who),
        after=_address(sheet.first + timedelta(days=7), who),
        members=visit.ask(ListMembers()) if visit.actor.role is not Role.GUEST else (),
        who=who,
    )


def _address(day: date, who: str) -> str:
    return f"/time?day={day.isoformat()}" + ("" if who == "me" else f"&member={who}")


urlpatterns = [path("time", week)]
