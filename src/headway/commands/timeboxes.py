"""Sprints and releases come into being, and items stand in them."""

from typing import Any

from ..events.types import ItemChanged, TimeboxAdded, TimeboxChanged
from ..models import Item, ItemTimebox, Timebox
from ..rules.errors import Invalid, Refused
from ..rules.words import TimeboxKind, TimeboxRole
from ..tongue import said, say
from .answers import ItemTold, TimeboxTold
from .base import Answer, Command
from .items import told
from .types import Day, Id, ItemKey, Name, TeamKey
from .unit import Unit, born, changed


class AddTimebox(Command):
    """Add a sprint or a release."""

    name = "timebox.add"
    route = ("POST", "/timeboxes")
    answers = TimeboxTold

    kind: TimeboxKind
    title: Name
    team: TeamKey | None = None
    start: Day | None = None
    end: Day | None = None

    def act(self, unit: Unit) -> Answer:
        """Add it under a name of its own."""
        team = unit.team(self.team, field="team") if self.team else None
        if Timebox.objects.filter(workspace=unit.workspace, team=team, kind=self.kind, name=self.title).exists():
            raise Refused(
                say("there is a %(kind)s %(title)s already", kind=said(self.kind), title=repr(self.title)),
                field="title",
            )
        values: dict[str, Any] = {"kind": self.kind.value, "name": self.title, "start": self.start, "end": self.end}
        _check(self.start, self.end)
        row = Timebox.objects.create(workspace=unit.workspace, team=team, **values)
        unit.record(TimeboxAdded, subject=row, changes=born({**values, "team": team}))
        return {"id": row.pk, "title": row.name}


def _check(start: object, end: object) -> None:
    if start and end and end < start:  # type: ignore[operator]
        raise Invalid(say("end (%(end)s) lies before start (%(start)s)", end=end, start=start), field="end")


class ChangeTimebox(Command):
    """Change a sprint's or release's name, dates, or whether it is done."""

    name = "timebox.update"
    route = ("PATCH", "/timeboxes/{id}")
    answers = TimeboxTold

    id: Id
    title: Name | None = None
    start: Day | None = None
    end: Day | None = None
    done: bool | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated; null empties a date."""
        row = unit.timebox(self.id, field="id")
        values: dict[str, Any] = {name: getattr(self, name) for name in self.given("start", "end")}
        values |= {n: v for n, v in (("name", self.title), ("done", self.done)) if v is not None}
        same = Timebox.objects.filter(workspace=unit.workspace, team=row.team, kind=row.kind, name=self.title)
        if self.title and same.exclude(pk=row.pk).exists():
            raise Refused(
                say("there is a %(kind)s %(title)s already", kind=said(row.kind), title=repr(self.title)), field="title"
            )
        changes = changed(row, values)
        _check(row.start, row.end)
        if changes:
            row.save()
            unit.record(TimeboxChanged, subject=row, changes=changes)
        return {"id": row.pk, "title": row.name}


class PlanItem(Command):
    """Put an item into a sprint or release: to be done in it, or for a release also as affected by the issue."""

    name = "timebox.plan"
    route = ("POST", "/items/{key}/timeboxes")
    answers = ItemTold
    versioned = "key"

    key: ItemKey
    timebox: Id
    role: TimeboxRole | None = None

    def act(self, unit: Unit) -> Answer:
        """Add the place."""
        item, row = unit.edit(self.key), unit.timebox(self.timebox, field="timebox")
        role = self.role or (TimeboxRole.SPRINT if row.kind == TimeboxKind.SPRINT else TimeboxRole.FIX)
        if (role is TimeboxRole.SPRINT) != (row.kind == TimeboxKind.SPRINT):
            raise Invalid(
                say(
                    "%(name)s is a %(kind)s; it cannot take the role %(role)s",
                    name=repr(row.name),
                    kind=said(row.kind),
                    role=said(role),
                ),
                field="role",
            )
        old = places(item)
        ItemTimebox.objects.get_or_create(item=item, timebox=row, role=role)
        _record(item, old, unit=unit)
        return told(item)


class UnplanItem(Command):
    """Take an item out of a sprint or release."""

    name = "timebox.unplan"
    route = ("DELETE", "/items/{key}/timeboxes/{timebox}")
    answers = ItemTold
    versioned = "key"

    key: ItemKey
    timebox: Id

    def act(self, unit: Unit) -> Answer:
        """Remove the places."""
        item, row = unit.edit(self.key), unit.timebox(self.timebox, field="timebox")
        old = places(item)
        ItemTimebox.objects.filter(item=item, timebox=row).delete()
        _record(item, old, unit=unit)
        return told(item)


def places(item: Item) -> list[list[Any]]:
    """Where an item stands: [timebox id, role] in order."""
    rows = ItemTimebox.objects.filter(item=item).order_by("timebox_id", "role")
    return [[pk, role] for pk, role in rows.values_list("timebox_id", "role")]


def _record(item: Item, old: list[list[Any]], *, unit: Unit) -> None:
    new = places(item)
    if new != old:
        unit.touch(item, {}, type_=ItemChanged, timeboxes=[old or None, new or None])
