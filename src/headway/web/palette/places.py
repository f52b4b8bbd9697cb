"""Where the palette leads besides items: pages, saved views, teams and people, as the visitor may know of them."""

from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

from ...access.policy import at_least
from ...queries.lists import ListMembers, ListTeams
from ...queries.views import ListViews
from ...tongue import SOURCE, said, say, spoken
from ..explore.filters import address, quoted
from ..navigation import PLACES, places
from ..page import Visit
from ..settings.view import TABS
from .entries import Entry


def pages(visit: Visit) -> Iterator[Entry]:
    """Yield the places of the navigation and the pages of the settings that the visitor's role may enter."""
    for one in places(visit.actor.role):
        keys = ("g", one.key) if one.key else ()
        yield Entry(
            section="Pages", label=said(one.label), href=one.path, icon=one.icon, also=_also(one.label), keys=keys
        )
    yield Entry(
        section="Pages", label=say("Summary"), href="/summary", icon="activity", also=_also("Summary") + " report"
    )
    for tab in TABS:
        if at_least(visit.actor, tab.least):
            href = f"/settings/{tab.slug}"
            yield Entry(
                section="Pages",
                label=said(tab.label),
                href=href,
                icon="settings",
                also="settings",
                hint=say("Settings"),
            )


def _also(label: str) -> str:
    """What leads to a page besides its name; who reads another language may use the English one, too."""
    return "go to open" if spoken() == SOURCE else f"{say('go to open')} {label}"


@cache
def _screens() -> dict[str, str]:
    return {place.path: place.label for place in PLACES}


def views(visit: Visit) -> Iterator[Entry]:
    """Yield one's own saved views, and those shared with one."""
    for one in visit.ask(ListViews()):
        screen = said(_screens().get(urlsplit(one.address).path, ""))
        yield Entry(section="Saved views", label=one.name, href=one.address, icon="eye", also=say("view"), hint=screen)


def teams(visit: Visit) -> Iterator[Entry]:
    """Yield the teams that the visitor may know of."""
    for one in visit.ask(ListTeams()):
        yield Entry(
            section="Teams", label=one.name, href=f"/teams/{one.key}", icon="users", code=one.key, also=say("team")
        )


def people(visit: Visit) -> Iterator[Entry]:
    """Yield the members that the visitor may know of; they lead to the open work that is theirs."""
    for one in visit.ask(ListMembers()):
        href = address("/explore", q=f"owner:{quoted(one.email)} state:open")
        hint = ", ".join(one.teams)
        yield Entry(
            section="People", label=one.name, href=href, icon="user", code=one.email, also=say("person"), hint=hint
        )
