"""What stands in the navigation: the places of the house, in the order in which a role looks for them."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from django.urls import Resolver404, resolve

from ..rules.words import Role
from ..tongue import word


@dataclass(frozen=True, slots=True)
class Place:
    """An entry: its words, its address, its icon, the key that leads to it after `g`, and who sees it."""

    label: str
    path: str
    icon: str
    key: str = ""
    least: Role = Role.GUEST
    group: int = 0


PLACES: Final = (
    Place(word("My work"), "/my-work", "list-todo", "m"),
    Place(word("Inbox"), "/inbox", "inbox", "n"),
    Place(word("Time"), "/time", "timer", "d", least=Role.MEMBER),
    Place(word("Search"), "/search", "search", "s"),
    Place(word("Portfolio"), "/portfolio", "chart-no-axes-column-increasing", "f", group=1),
    Place(word("Goals"), "/goals", "target", "l", group=1),
    Place(word("Insights"), "/insights", "triangle-alert", "k", least=Role.MEMBER, group=1),
    Place(word("Projects"), "/projects", "folder-kanban", "p", group=1),
    Place(word("Templates"), "/templates", "copy", least=Role.MEMBER, group=1),
    Place(word("Operations"), "/operations", "repeat", "o", group=1),
    Place(word("Issues"), "/issues", "circle-alert", "i", group=1),
    Place(word("Triage"), "/triage", "list-ordered", "r", least=Role.MEMBER, group=1),
    Place(word("Forms"), "/intake", "message-square", "", group=1),
    Place(word("Board"), "/board", "columns-3", "b", group=2),
    Place(word("Explore"), "/explore", "compass", "e", group=2),
    Place(word("Teams"), "/teams", "users", "t", group=2),
    Place(word("Feed"), "/feed", "activity", "a", group=2),
    Place(word("Settings"), "/settings", "settings", "", group=3),
)
_ORDER: Final = list(Role)


@cache
def places(role: Role) -> tuple[Place, ...]:
    """Return the places that a role may enter and that have a screen."""
    return tuple(p for p in PLACES if _ORDER.index(role) <= _ORDER.index(p.least) and _exists(p.path))


def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
