"""Settings: the workspace, its people and teams, lifecycles, labels, sprints and releases, and one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path

from ...access.policy import at_least
from ...insights.phrasing import ListExchanges
from ...queries.calendars import ListCalendars, ListLeave
from ...queries.fields import ListFields
from ...queries.hearing import ShowChoices
from ...queries.items import CountItems
from ...queries.lists import ListLabels, ListMembers, ListStates, ListTeams, ListTimeboxes
from ...queries.me import ListTokens, ShowWorkspace
from ...queries.service_levels import ListServiceLevels
from ...rules.errors import NotFound
from ...rules.words import Role, Weekday
from ...tongue import say, word
from ...tongue.formats import dated
from ..audit import view as audit
from ..automation import view as automation
from ..exports import view as exports
from ..imports import view as imports
from ..page import Visit, screen
from . import account


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the settings: its words, who may see it, what it shows, and beside which others it stands."""

    slug: str
    label: str
    least: Role
    read: Callable[[Visit], Any]
    group: int = 0


def _states(visit: Visit) -> list[tuple[str, str | None, list[Any]]]:
    rows = visit.ask(ListStates())
    grouped = groupby(rows, key=lambda row: (row.kind, row.team))
    return [(kind, team, list(group)) for (kind, team), group in grouped]


def _members(visit: Visit) -> dict[str, Any]:
    stranded = visit.ask(CountItems(q="is:owner-left")).count
    return {"members": visit.ask(ListMembers(left=True)), "stranded": stranded}


TABS: Final = (
    Tab("workspace", word("Workspace"), Role.MEMBER, lambda visit: visit.ask(ShowWorkspace())),
    Tab("members", word("Members"), Role.MEMBER, _members),
    Tab("teams", word("Teams"), Role.MEMBER, lambda visit: visit.ask(ListTeams())),
    Tab("states", word("Lifecycles"), Role.MEMBER, _states, group=1),
    Tab("fields", word("Fields"), Role.MEMBER, lambda visit: visit.ask(ListFields(archived=True)), group=1),
    Tab("labels", word("Labels"), Role.MEMBER, lambda visit: visit.ask(ListLabels()), group=1),
    Tab("timeboxes", word("Sprints and releases"), Role.MEMBER, lambda visit: visit.ask(ListTimeboxes()), group=1),
    Tab("service", word("Service levels"), Role.MEMBER, lambda visit: visit.ask(ListServiceLevels()), group=1),
    Tab("automation", word("Automation"), Role.ADMIN, automation.read, group=1),
    Tab("calendars", word("Calendars"), Role.MEMBER, lambda visit: visit.ask(ListCalendars()), group=2),
    Tab("leave", word("Leave"), Role.MEMBER, lambda visit: visit.ask(ListLeave()), group=2),
    Tab("account", word("Account"), Role.GUEST, account.read, group=3),
    Tab("notifications", word("Notifications"), Role.GUEST, lambda visit: visit.ask(ShowChoices()), group=3),
    Tab("tokens", word("API tokens"), Role.GUEST, lambda visit: visit.ask(ListTokens()), group=3),
    Tab("imports", word("Imports"), Role.ADMIN, imports.read, group=4),
    Tab("export", word("Export"), Role.ADMIN, exports.read, group=4),
    Tab("audit", word("Audit"), Role.ADMIN, audit.read, group=4),
    Tab("model", word("Language model"), Role.ADMIN, lambda visit: visit.ask(ListExchanges()), group=4),
)


def _moment(value: datetime) -> str:
    return dated(value, {"en": "EEE dd MMM", "de": "EEE d. MMM"}) + value.strftime(", %H:%M %Z")


def _weekday(name: str) -> str:
    """Write a weekday: any Monday will do to count from."""
    return dated(date(2024, 1, 1 + list(Weekday).index(Weekday(name))), "EEEE")


def _tabs(visit: Visit) -> list[Tab]:
    return [tab for tab in TABS if at_least(visit.actor, tab.least)]


@screen
def index(visit: Visit) -> HttpResponse:
    """Lead to the first page that the visitor may see."""
    return HttpResponseRedirect(f"/settings/{_tabs(visit)[0].slug}")


@screen
def settings(visit: Visit, slug: str) -> HttpResponse:
    """Show one page of the settings."""
    return page(visit, slug)


def page(visit: Visit, slug: str, *, rows: Any = None, status: int = 200) -> HttpResponse:
    """Answer with one page of the settings: what it reads, or `rows` where that is known."""
    tabs = _tabs(visit)
    tab = next((one for one in tabs if one.slug == slug), None)
    if tab is None:
        raise NotFound(say("there are no settings %(name)s", name=repr(slug)))
    shown = tab.read(visit) if rows is None else rows
    done = visit.request.GET.get("done", "")
    return visit.page(
        "settings/settings.html",
        status=status,
        tabs=tabs,
        tab=tab,
        rows=shown,
        done=done,
        moment=_moment,
        weekday=_weekday,
    )


urlpatterns = [
    path("settings", index),
    path("settings/<slug:slug>", settings),
    *account.urlpatterns,
    *imports.urlpatterns,
    *exports.urlpatterns,
]
