"""Exports ordered from a page: who asked for one and when, how far it has come, and the file.

Each lies in a folder below HEADWAY_HOME/exports and is written by a process of its own.
"""

import re
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from django.conf import settings

from ..access.actor import Actor
from ..access.policy import check
from ..models import Member
from ..rules.errors import NotFound, Refused
from ..rules.words import Role
from ..tongue import say
from .order_folders import Folder

KEPT: Final = 5
PATIENCE: Final = timedelta(seconds=30)
"""How long a process takes at most to begin."""
WRITING: Final = "writing"
_NAME: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which workspace is to be written out, and who asked for it when."""

    workspace: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far it has come: «writing», «done», «failed» or «broken off». `size` in bytes once it is done."""

    status: str
    at: datetime
    done: int = 0
    total: int | None = None
    size: int = 0
    problem: str = ""


class Place(Folder):
    """The folder of one export."""

    @property
    def order(self) -> Order:
        """What is to be done."""
        facts = self.kept("order.json")
        return Order(**facts | {"at": datetime.fromisoformat(facts["at"])})

    def state(self, now: datetime) -> State:
        """How far it has come; «broken off» where nobody is at it any more."""
        facts = self.kept("state.json")
        at = datetime.fromisoformat(facts["at"])
        gone = facts["status"] == WRITING and now - at > PATIENCE and not self.is_held()
        return State(**facts | {"at": at} | ({"status": "broken off"} if gone else {}))

    def tell(self, state: State) -> None:
        """Keep how far it has come."""
        self.keep("state.json", state)


def order(*, actor: Actor, now: datetime) -> Place:
    """Order an export, and forget the oldest that are over. Raises Forbidden, or Refused while one is written."""
    earlier = places(actor)
    if any(one.state(now).status == WRITING for one in earlier):
        raise Refused(say("an export is being written; wait until that is done"))
    for old in earlier[KEPT - 1 :]:
        shutil.rmtree(old.folder)
    folder = _root(actor) / uuid4().hex
    folder.mkdir(parents=True, mode=0o700)
    place = Place(folder)
    by = Member.objects.filter(pk=actor.me).values_list("name", flat=True).first() or ""
    place.keep("order.json", Order(workspace=actor.workspace_id, by=by, at=now))
    place.tell(State(status=WRITING, at=now))
    return place


def forget(place: Place, *, now: datetime) -> None:
    """Throw the file away. Raises Refused while it is written."""
    if place.state(now).status == WRITING:
        raise Refused(say("this export is being written; wait until that is done"))
    shutil.rmtree(place.folder)


def find(actor: Actor, id: str) -> Place:
    """Find an export of the actor's workspace. Raises Forbidden or NotFound."""
    permitted(actor)
    folder = _root(actor) / id
    if not _NAME.fullmatch(id) or not (folder / "state.json").exists():
        raise NotFound(say("there is no such export here"))
    return Place(folder)


def places(actor: Actor) -> list[Place]:
    """The exports of the actor's workspace, the latest first. Raises Forbidden."""
    permitted(actor)
    found = [Place(one.parent) for one in _root(actor).glob("*/state.json")]
    return sorted(found, key=lambda place: place.order.at, reverse=True)


def permitted(actor: Actor) -> None:
    """Refuse whoever does not run the workspace: an export holds all of it. Raises Forbidden."""
    check(actor, act="export", least=Role.ADMIN, scope="admin")


def _root(actor: Actor) -> Path:
    return Path(settings.HOME) / "exports" / str(actor.workspace_id)
