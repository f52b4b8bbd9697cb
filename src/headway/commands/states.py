"""Lifecycle states get a team's own names."""

from django.db.models import Max
from pydantic import Field

from ..events.types import ItemMoved, StateAdded, StateChanged, StateRemoved
from ..models import Item, State
from ..rules.errors import NotFound, Refused
from ..rules.words import Category, Kind, Role
from ..tongue import said, say
from .answers import RowTold, StateTold
from .base import Answer, Command
from .types import Id, ShortName, TeamKey
from .unit import Unit, born, changed


class AddState(Command):
    """Add a state to a kind's lifecycle, for one team or the whole workspace."""

    name = "state.add"
    route = ("POST", "/states")
    answers = StateTold
    least = Role.ADMIN
    scope = "admin"

    kind: Kind
    state: ShortName
    category: Category
    team: TeamKey | None = None

    def act(self, unit: Unit) -> Answer:
        """Add it after the others; a team's first own state brings along copies of the workspace's."""
        team = unit.team(self.team, field="team") if self.team else None
        if team is not None:
            _copy_defaults(unit, kind=self.kind, team_id=team.pk)
        rows = State.objects.filter(workspace=unit.workspace, kind=self.kind, team=team)
        if rows.filter(name=self.state).exists():
            raise Refused(say("there is a state %(state)s already", state=repr(self.state)), field="state")
        position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
        row = make_state(
            unit,
            kind=self.kind,
            name=self.state,
            category=self.category,
            team_id=team.pk if team else None,
            position=position,
        )
        unit.forget()
        return {"id": row.pk, "state": row.name}


def make_state(unit: Unit, *, kind: Kind, name: str, category: Category, team_id: int | None, position: int) -> State:
    """Make a state's row and record it."""
    values = {"kind": kind.value, "name": name, "category": category.value, "position": position}
    row = State.objects.create(workspace=unit.workspace, team_id=team_id, **values)
    unit.record(StateAdded, subject=row, changes=born({**values, "team": team_id}))
    return row


def _copy_defaults(unit: Unit, *, kind: Kind, team_id: int) -> None:
    """A team's own lifecycle begins as a copy, and its items stand in the copies."""
    if State.objects.filter(team_id=team_id, kind=kind).exists():
        return
    for old in State.objects.filter(workspace=unit.workspace, kind=kind, team=None).order_by("position"):
        new = make_state(
            unit, kind=kind, name=old.name, category=Category(old.category), team_id=team_id, position=old.position
        )
        for item in Item.objects.filter(workspace=unit.workspace, team_id=team_id, state=old):
            unit.touch(item, {"state": new}, type_=ItemMoved)


class _OnState(Command):
    id: Id

    def _find(self, unit: Unit) -> State:
        row = State.objects.filter(workspace=unit.workspace, pk=self.id).first()
        if row is None:
            raise NotFound(say("there is no state %(id)s", id=self.id), field="id")
        return row


class ChangeState(_OnState):
    """Rename a state or move it within its lifecycle; its category is fixed."""

    name = "state.update"
    route = ("PATCH", "/states/{id}")
    answers = StateTold
    least = Role.ADMIN
    scope = "admin"

    state: ShortName | None = None
    position: int | None = Field(default=None, ge=0, le=10_000)

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = self._find(unit)
        stated = {"name": self.state, "position": self.position}
        rows = State.objects.filter(workspace=unit.workspace, kind=row.kind, team=row.team).exclude(pk=row.pk)
        if self.state and rows.filter(name=self.state).exists():
            raise Refused(say("there is a state %(state)s already", state=repr(self.state)), field="state")
        changes = changed(row, {name: value for name, value in stated.items() if value is not None})
        if changes:
            row.save()
            unit.record(StateChanged, subject=row, changes=changes)
        unit.forget()
        return {"id": row.pk, "state": row.name}


class RemoveState(_OnState):
    """Remove a state in which nothing stands; each category keeps one."""

    name = "state.remove"
    route = ("DELETE", "/states/{id}")
    answers = RowTold
    least = Role.ADMIN
    scope = "admin"

    def act(self, unit: Unit) -> Answer:
        """Remove the row; the log remembers it."""
        row = self._find(unit)
        standing = list(Item.objects.filter(state=row).values_list("key", flat=True)[:5])
        if standing:
            raise Refused(
                say(
                    "items stand in %(name)s: %(standing)s; move them first",
                    name=repr(row.name),
                    standing=", ".join(standing),
                ),
                field="id",
            )
        same = State.objects.filter(workspace=unit.workspace, kind=row.kind, team=row.team, category=row.category)
        if same.count() == 1:
            raise Refused(
                say(
                    "%(name)s is the only state of the category %(category)s",
                    name=repr(row.name),
                    category=said(row.category),
                ),
                field="id",
            )
        unit.record(StateRemoved, subject=row, changes={"name": [row.name, None]})
        row.delete()
        unit.forget()
        return {"id": self.id}
