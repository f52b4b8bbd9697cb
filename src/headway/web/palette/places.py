"""Where the palette leads besides items: pages, saved views, teams and people, as the visitor may know of them."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from ...access.policy import at_least
from ...queries.lists import ListMembers, ListTeams
from ...queries.views import ListViews
from ..explore.filters import address, quoted
from ..navigation import places
from ..page import Visit
from ..settings.view import TABS
from .entries import Entry


def pages(visit: Visit) -> Iterator[Entry]:
    """Yield the places of the navigation and the pages of the settings that the visitor's role may enter."""
    for one in places(visit.actor.role):
        keys = ("g", one.key) if one.key else ()
        yield Entry(section="Pages", label=one.label, href=one.path, icon=one.icon, also="go to open", keys=keys)
    yield Entry(section="Pages", label="Summary", href="/summary", icon="activity", also="go to open report", keys=())
    for tab in TABS:
        if at_least(visit.actor, tab.least):
            href = f"/settings/{tab.slug}"
            yield Entry(section="Pages", label=tab.label, href=href, icon="settings", also="settings", hint="Settings")


def views(visit: Visit) -> Iterator[Entry]:
    """Yield one's own saved views, and those shared with one."""
    for one in visit.ask(ListViews()):
        screen = urlsplit(one.address).path.strip("/").replace("-", " ").capitalize()
        yield Entry(section="Saved views", label=one.name, href=one.address, icon="eye", also="view", hint=screen)


def teams(visit: Visit) -> Iterator[Entry]:
    """Yield the teams that the visitor may know of."""
    for one in visit.ask(ListTeams()):
        yield Entry(section="Teams", label=one.name, href=f"/teams/{one.key}", icon="users", code=one.key, also="team")


def people(visit: Visit) -> Iterator[Entry]:
    """Yield the members that the visitor may know of; they lead to the open work that is theirs."""
    for one in visit.ask(ListMembers()):
        href = address("/explore", q=f"owner:{quoted(one.email)} state:open")
        hint = ", ".join(one.teams)
        yield Entry(section="People", label=one.name, href=href, icon="user", code=one.email, also="person", hint=hint)
