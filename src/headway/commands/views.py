"""Members keep screens under a name: for themselves, for a team, or for everybody."""

from typing import Annotated, Any, Final

from django.urls import Resolver404, resolve
from pydantic import AfterValidator, Field, StringConstraints

from ..access.views import Unnamed, own, removable
from ..events.types import ViewChanged, ViewRemoved, ViewSaved
from ..models import SavedView, Team
from ..rules.addresses import LONGEST, local
from ..rules.errors import Forbidden, Invalid, NotFound, Refused
from ..rules.words import Role, Sharing
from ..tongue import say, word
from .answers import Told
from .base import Answer, Command
from .types import Clean, Id, ShortName, TeamKey
from .unit import Unit, born, changed, gone

MOST: Final = 200
"""How many views a member keeps."""


def _answered(value: str) -> str:
    """An address in its usual spelling, if the application answers it."""
    usual = local(value)
    try:
        resolve(usual.partition("?")[0])
    except Resolver404 as error:
        raise ValueError(say("there is no page at this address")) from error
    return usual


Address = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST),
    Clean,
    AfterValidator(_answered),
    Field(description="a path of this application with its query, such as /explore?q=owner:me"),
]


class ViewTold(Told):
    """A saved view, by number and name."""

    id: int
    view: str


class SaveView(Command):
    """Keep a screen with its filters under a name; shared with a team or with everybody where that is stated."""

    name = "view.save"
    route = ("POST", "/views")
    answers = ViewTold
    least = Role.GUEST

    view_name: ShortName
    address: Address
    team: TeamKey | None = Field(default=None, description="the team that it is shared with")
    everybody: bool = Field(default=False, description="share it with all members")

    def act(self, unit: Unit) -> Answer:
        """Put it behind the author's own views."""
        mine = own(unit.actor)
        _check_name(mine, self.view_name)
        if mine.count() >= MOST:
            raise Refused(say("you have %(most)s views; remove one first", most=MOST), field="view_name")
        last = mine.order_by("-position").values_list("position", flat=True).first()
        values: dict[str, Any] = {
            **{"owner": _author(unit), "name": self.view_name, "address": self.address},
            **_sharing(self, unit, was=Sharing.NOBODY),
            **{"position": (last or 0) + 1, "created_at": unit.now},
        }
        row = SavedView.objects.create(workspace=unit.workspace, **values)
        unit.record(ViewSaved, subject=row, changes=born(values))
        return {"id": row.pk, "view": row.name}


def _author(unit: Unit) -> Any:
    if unit.actor.member_id is None:
        raise Forbidden(say("a view belongs to a member; the house keeps none"))
    return unit.member("me", field="owner")


def _check_name(mine: Any, name: str) -> None:
    if mine.filter(name=name).exists():
        raise Refused(say("you have a view %(name)s already", name=repr(name)), field="view_name")


def _sharing(command: "SaveView | ChangeView", unit: Unit, *, was: Sharing, team: Team | None = None) -> dict[str, Any]:
    """Whom a view is shared with, by what is stated of `team` and `everybody`; what is not stated stays."""
    if command.everybody and command.team:
        raise Invalid(say("share it with a team or with everybody, not with both"), field="team")
    now, of = was, team
    if command.given("everybody"):
        now, of = (Sharing.ALL, None) if command.everybody else (_unless(was, Sharing.ALL), team)
    if command.team:
        now, of = Sharing.TEAM, unit.team(command.team, field="team")
    elif command.given("team") and not command.everybody:
        now, of = _unless(now, Sharing.TEAM), None
    if now is not Sharing.NOBODY and (now, of) != (was, team) and unit.actor.role is Role.GUEST:
        raise Forbidden(say("guests keep views for themselves"), field="team" if now is Sharing.TEAM else "everybody")
    return {"sharing": now, "team": of}


def _unless(was: Sharing, taken_back: Sharing) -> Sharing:
    return Sharing.NOBODY if was is taken_back else was


class ChangeView(Command):
    """Change one's own view: its name, its address, its place among one's own, or whom it is shared with."""

    name = "view.update"
    route = ("PATCH", "/views/{id}")
    answers = ViewTold
    least = Role.GUEST

    id: Id
    view_name: ShortName | None = None
    address: Address | None = None
    team: TeamKey | None = Field(default=None, description="the team that it is shared with; null: none")
    everybody: bool | None = Field(default=None, description="share it with all members, or no longer")
    position: int | None = Field(default=None, ge=1, le=MOST, description="its place among one's own, 1 for the first")

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = _find(unit, self.id, act="changed")
        if self.view_name is not None and self.view_name != row.name:
            _check_name(own(unit.actor), self.view_name)
        values = {"name": self.view_name, "address": self.address}
        values = {name: value for name, value in values.items() if value is not None}
        values |= _sharing(self, unit, was=Sharing(row.sharing), team=row.team)
        if changes := changed(row, values):
            row.save()
            unit.record(ViewChanged, subject=row, changes=changes)
        if self.position is not None:
            _put(row, self.position, unit=unit)
        return {"id": row.pk, "view": row.name}


_OWNERS: Final = {
    "changed": word("a view is changed by its owner"),
    "removed": word("a view is removed by its owner"),
}


def _find(unit: Unit, pk: int, *, act: str) -> SavedView:
    """Find a view of the author's own. Raises Forbidden for one that is shared with him, NotFound for any other."""
    row = own(unit.actor).filter(pk=pk).select_related("team").first()
    if row is not None:
        return row
    theirs = removable(unit.actor).filter(pk=pk).first()
    unnamed = Unnamed(unit.actor)
    if theirs and not unnamed.hides(owner=theirs.owner_id, name=theirs.name, address=theirs.address):
        raise Forbidden(say(_OWNERS[act]), field="id")
    raise NotFound(say("there is no view %(pk)s", pk=pk), field="id")


def _put(row: SavedView, place: int, *, unit: Unit) -> None:
    """Put a view at a place among its owner's, and move up or down what thereby moves."""
    rest = [one for one in own(unit.actor).order_by("position", "id") if one.pk != row.pk]
    order = [*rest[: place - 1], row, *rest[place - 1 :]]
    for position, one in enumerate(order, start=1):
        if changes := changed(one, {"position": position}):
            one.save(update_fields=["position"])
            unit.record(ViewChanged, subject=one, changes=changes)


class RemoveView(Command):
    """Remove a view: one's own; admins remove anybody's."""

    name = "view.remove"
    route = ("DELETE", "/views/{id}")
    answers = ViewTold
    least = Role.GUEST

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Remove the row."""
        found = removable(unit.actor).filter(pk=self.id).first() if unit.actor.sees_all else None
        row = found or _find(unit, self.id, act="removed")
        told = {"id": row.pk, "view": row.name}
        unit.record(ViewRemoved, subject=row, changes=gone(row))
        row.delete()
        return told
