"""Imports ordered from a page: the file that was brought, what is to be done with it, and how far that has come.

Each lies in a folder below HEADWAY_HOME/imports and is carried out by a process of its own.
"""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.conf import settings

from ..access.actor import Actor
from ..access.policy import check
from ..rules.errors import Invalid, NotFound, Refused
from ..rules.words import Kind, Role
from ..tongue import say, word
from .order_folders import Folder

FORMATS: Final = ("jira", "gitlab", "trello", "csv")
LIMIT: Final = 2 * 1024**3
"""The most bytes that a file has."""
TOO_LONG: Final = word("a file has at most 2 GB; the command line takes longer ones")
KEPT: Final = 20
PATIENCE: Final = timedelta(seconds=30)
"""How long a process takes at most to begin."""
AT_WORK: Final = ("checking", "importing")
_NAME: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(slots=True, kw_only=True)
class Order:
    """What is to be done with a file. `choices` are those of the importers: maps, dates, project, kinds."""

    workspace: int
    member: int
    format: str
    file_name: str
    size: int
    at: datetime
    choices: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class State:
    """How far it has come: «checking», «checked», «importing», «done», «failed» or «broken off»."""

    status: str
    at: datetime
    done: int = 0
    total: int | None = None
    report: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    problem: str = ""


class Place(Folder):
    """The folder of one import."""

    @property
    def order(self) -> Order:
        """What is to be done."""
        facts = self.kept("order.json")
        return Order(**facts | {"at": datetime.fromisoformat(facts["at"])})

    def write_order(self, order: Order) -> None:
        """Keep what is to be done."""
        self.keep("order.json", order)

    def state(self, now: datetime) -> State:
        """How far it has come; «broken off» where nobody is at it any more."""
        facts = self.kept("state.json")
        found = State(**facts | {"at": datetime.fromisoformat(facts["at"])})
        if found.status in AT_WORK and now - found.at > PATIENCE and not self.is_held():
            found.status = "broken off"
        return found

    def tell(self, state: State) -> None:
        """Keep how far it has come."""
        self.keep("state.json", state)


def bring(chunks: Iterable[bytes], *, actor: Actor, now: datetime, format: str, file_name: str) -> Place:
    """Keep a file that is to be imported, and forget the oldest that are over. Raises Forbidden or Invalid."""
    permitted(actor)
    if format not in FORMATS:
        raise Invalid(say("a file comes from one of %(formats)s", formats=", ".join(FORMATS)), field="format")
    folder = _root(actor) / uuid4().hex
    folder.mkdir(parents=True, mode=0o700)
    place = Place(folder)
    try:
        size = _keep(chunks, place.file)
        order = Order(
            workspace=actor.workspace_id,
            member=actor.me,
            format=format,
            file_name=file_name[:200],
            size=size,
            at=now,
        )
        place.write_order(order)
        place.tell(State(status="checking", at=now))
    except BaseException:
        shutil.rmtree(folder)
        raise
    for old in places(actor, now=now)[KEPT:]:
        if old.state(now).status not in AT_WORK:
            shutil.rmtree(old.folder)
    return place


def _keep(chunks: Iterable[bytes], path: Path) -> int:
    size = 0
    with path.open("wb") as kept:
        for chunk in chunks:
            size += len(chunk)
            if size > LIMIT:
                raise Invalid(say(TOO_LONG), field="file")
            kept.write(chunk)
    if not size:
        raise Invalid(say("the file is empty"), field="file")
    return size


def choose(place: Place, choices: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """State anew what the file does not say itself; it is checked again. Raises Forbidden, Invalid or Refused."""
    permitted(actor)
    _idle(place, now)
    for name, kind in choices.get("kinds", {}).items():
        if kind not in list(Kind):
            raise Invalid(say("%(name)s: a kind is one of %(kind)s", name=name, kind=", ".join(Kind)), field="kinds")
    order = place.order
    order.choices = choices
    place.write_order(order)
    place.tell(State(status="checking", at=now))


def begin(place: Place, *, actor: Actor, now: datetime) -> None:
    """Have it brought in, or go on where it was broken off; what was never read to its end is read first.

    It is the act of whoever begins it. Raises Forbidden, or Refused while another one runs.
    """
    permitted(actor)
    _idle(place, now)
    report = place.state(now).report
    if not report:
        place.tell(State(status="checking", at=now))
        return
    if any(one.state(now).status == "importing" for one in places(actor, now=now)):
        raise Refused(say("another import is under way; begin when it is done"))
    order = place.order
    order.member = actor.me
    place.write_order(order)
    place.tell(State(status="importing", at=now, report=report))


def forget(place: Place, *, actor: Actor, now: datetime) -> None:
    """Throw the file and what is known of it away; what came in stays. Raises Forbidden or Refused."""
    permitted(actor)
    _idle(place, now)
    shutil.rmtree(place.folder)


def find(actor: Actor, id: str) -> Place:
    """Find an import of the actor's workspace. Raises Forbidden or NotFound."""
    permitted(actor)
    folder = _root(actor) / id
    if not _NAME.fullmatch(id) or not (folder / "state.json").exists():
        raise NotFound(say("there is no such import here"))
    return Place(folder)


def places(actor: Actor, *, now: datetime) -> list[Place]:
    """The imports of the actor's workspace, the latest first. Raises Forbidden."""
    permitted(actor)
    found = [Place(one.parent) for one in _root(actor).glob("*/state.json")]
    return sorted(found, key=lambda place: place.order.at, reverse=True)


def permitted(actor: Actor) -> None:
    """Refuse whoever does not run the workspace. Raises Forbidden."""
    check(actor, act="import", least=Role.ADMIN, scope="admin")


def _idle(place: Place, now: datetime) -> None:
    if place.state(now).status in AT_WORK:
        raise Refused(say("this import is being worked on; wait until that is done"))


def _root(actor: Actor) -> Path:
    return Path(settings.HOME) / "imports" / str(actor.workspace_id)
