"""A project as a reader sees it: found by its key; its tree and its money, read once for all that is asked of them."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from ..access.actor import Actor
from ..access.project_money import Money, money
from ..access.project_tree import Tree, tree
from ..access.projects import projects, runs
from ..access.seen import Seen
from ..models import Item
from ..rules.errors import NotFound
from ..tongue import say
from .base import Look
from .bearing import kept_about

NODES: Final = 60
"""So many items of a tree weigh what a usual answer does, where it is kept."""


def _by_key(actor: Actor, key: str) -> QuerySet[Item]:
    return projects(actor).filter(key=key).select_related("project__sponsor", "workspace")


_found: Final[Seen[Item]] = Seen(_by_key)


def find_project(look: Look, key: str) -> Item:
    """Find a project that the reader sees, with its own row. Raises NotFound."""
    row = _found.first(look.actor, key.upper())
    if row is None:
        raise NotFound(say("there is no project %(key)s here", key=repr(key)), field="key")
    return row


def local(look: Look, project: Item) -> tuple[ZoneInfo, date]:
    """The zone of a project's workspace, and the day that it is there."""
    zone = ZoneInfo(project.workspace.time_zone)
    return zone, look.now.astimezone(zone).date()


def runs_it(look: Look, project: Item) -> bool:
    """Whether the reader runs a project, and so sees its money."""
    return runs(look.actor, manager=project.owner_id, sponsor=project.project.sponsor_id)


def seen_tree(look: Look, project: Item) -> Tree:
    """Read a project's tree; kept until something happens to what is beneath it. Raises NotFound."""

    def read() -> tuple[Tree, frozenset[int]]:
        found = tree(look.actor, project.pk)
        if found is None:
            raise NotFound(say("there is no project %(key)s here", key=repr(project.key)), field="key")
        return found, found.all_ids

    _, day = local(look, project)
    return kept_about(look, f"tree of {project.pk}", day, read, weigh=lambda one: len(one.nodes) // NODES)


def seen_money(look: Look, project: Item, found: Tree) -> Money:
    """Read a project's money; kept as long. The caller has checked that the reader runs it."""

    def read() -> tuple[Money, frozenset[int]]:
        return money(look.actor, found, today=day, zone=zone), found.all_ids

    zone, day = local(look, project)
    return kept_about(look, f"money of {project.pk}", day, read)
