"""What the commands on the parts of projects share: finding them, changing them, telling of it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model

from ..access import projects as access
from ..events.types import Happening
from ..models import Item
from ..rules.errors import Invalid, NotFound
from ..rules.words import Kind
from ..tongue import say
from .base import Answer, Command
from .types import Id
from .unit import Unit, born, changed, gone

P = TypeVar("P", bound=Model)


def project_of(unit: Unit, key: str, *, field: str = "project") -> Item:
    """Find a project by key. Raises NotFound, or Invalid for an item of another kind."""
    item = unit.item(key, field=field)
    if item.kind != Kind.PROJECT:
        raise Invalid(say("%(key)s is %(kind)s, not a project", key=item.key, kind=Kind(item.kind).one), field=field)
    return item


def part_of(unit: Unit, model: type[P], pk: int, *, noun: str) -> P:
    """Find a part of a project that the actor sees, with its project."""
    rows = model._default_manager.filter(pk=pk, project__in=access.projects(unit.actor)).select_related("project")
    row = rows.first()
    if row is None:
        raise NotFound(say("there is no %(noun)s %(pk)s", noun=say(noun), pk=pk), field="id")
    return row


def told(row: Any) -> Answer:
    """What a command on a part answers: its number and its project's key."""
    return {"id": row.pk, "project": row.project.key}


class OnPart(Command):
    """A command on a part of a project, by its number."""

    id: Id


def add(unit: Unit, model: type[P], values: Mapping[str, Any], *, type_: type[Happening], quiet: bool = False) -> P:
    """Make a part and record all that it is; `quiet` keeps it to the audit log, from those who see the project."""
    row = model._default_manager.create(**values)
    item = None if quiet else values["project"]
    unit.record(
        type_, subject=row, item=item, changes=born({name.removesuffix("_id"): value for name, value in values.items()})
    )
    return row


def change(unit: Unit, row: Any, values: dict[str, Any], *, type_: type[Happening], quiet: bool = False) -> bool:
    """Set values on a part and record what changed."""
    changes = {name.removesuffix("_id"): pair for name, pair in changed(row, values).items()}
    if changes:
        row.save(update_fields=list(changes))
        unit.record(type_, subject=row, item=None if quiet else row.project, changes=changes)
    return bool(changes)


def remove(unit: Unit, row: Any, *, type_: type[Happening], quiet: bool = False) -> Answer:
    """Take a part away; the log remembers what it was."""
    answer = told(row)
    unit.record(type_, subject=row, item=None if quiet else row.project, changes=gone(row))
    row.delete()
    return answer


def stated(command: Command, *names: str, empty: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The stated fields among these; null becomes what `empty` says, or stands where it says nothing."""
    found = {name: getattr(command, name) for name in command.given(*names)}
    blanks = empty or {}
    return {name: blanks[name] if value is None and name in blanks else value for name, value in found.items()}


def check_days(values: Mapping[str, Any], *, row: Any = None) -> None:
    """Refuse a due date before the start, among these values and what stands already. Raises Invalid."""
    start, due = (values.get(name, getattr(row, name, None)) for name in ("start", "due"))
    if start and due and due < start:
        raise Invalid(say("due (%(due)s) lies before start (%(start)s)", due=due, start=start), field="due")
