"""Service levels: how soon requests are to be answered and resolved."""

from typing import Annotated, Any, Literal

from pydantic import Field

from ..events.types import ServiceLevelAdded, ServiceLevelChanged, ServiceLevelRemoved
from ..models import ServiceLevel
from ..rules.errors import Invalid, NotFound, Refused
from ..rules.words import Kind, Priority, Role, Severity
from ..tongue import say
from .base import Answer, Command
from .calendar_names import calendar_named
from .clocks import recount
from .operation_answers import ServiceLevelTold
from .types import CalendarName, Id, ItemKey, ShortName, TeamKey
from .unit import Unit, born, changed

Promised = Annotated[
    int, Field(ge=1, le=60_000_000, description="minutes of working time", json_schema_extra={"widget": "effort"})
]


class _Terms(Command):
    """What a service level says; what is not stated, or null, holds for all."""

    kind: Literal["issue", "task"] | None = None
    priority: Priority | None = None
    severity: Severity | None = None
    team: TeamKey | None = None
    operation: ItemKey | None = None
    respond: Promised | None = None
    resolve: Promised | None = None
    calendar: CalendarName | None = None
    always: bool = False
    on_acceptance: bool = False

    def _values(self, unit: Unit) -> dict[str, Any]:
        """What is stated, as columns."""
        names = ("kind", "priority", "severity", "team", "operation", "respond", "resolve", "calendar", "always")
        values = {name: getattr(self, name) for name in self.given(*names, "on_acceptance")}
        for name in ("priority", "severity"):
            if values.get(name) is not None:
                values[name] = values[name].number
        if "kind" in values:
            values["kind"] = values["kind"] or ""
        for name, find in (("team", unit.team), ("operation", _operation(unit)), ("calendar", _calendar(unit))):
            if values.get(name) is not None:
                values[name] = find(values[name], field=name)
        return values


class AddServiceLevel(_Terms):
    """Promise times to respond to and to resolve requests: issues, and tasks that stand under an operation.

    It holds for what comes in from now on, and for what is open. Of several the most particular one holds.
    """

    name = "service_level.add"
    route = ("POST", "/service-levels")
    answers = ServiceLevelTold
    least = Role.ADMIN

    level_name: ShortName

    def act(self, unit: Unit) -> Answer:
        """Add it and count the clocks of open requests."""
        _free(unit, self.level_name)
        values = {"name": self.level_name, **self._values(unit), "created_at": unit.now}
        row = ServiceLevel(workspace=unit.workspace, **values)
        _check(row)
        row.save()
        facts = {name: value for name, value in values.items() if value is not False}
        unit.record(ServiceLevelAdded, subject=row, changes=born(facts))
        return {"id": row.pk, "level": row.name, "items": recount(unit)}


class ChangeServiceLevel(_Terms):
    """Change what a service level says; null has it hold for all. Open requests are counted by its new terms."""

    name = "service_level.update"
    route = ("PATCH", "/service-levels/{id}")
    answers = ServiceLevelTold
    least = Role.ADMIN

    id: Id
    level_name: ShortName | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = _find(unit, self.id)
        if self.level_name and self.level_name.casefold() != row.name.casefold():
            _free(unit, self.level_name)
        values = self._values(unit) | ({"name": self.level_name} if self.level_name else {})
        changes = changed(row, values)
        _check(row)
        if not changes:
            return {"id": row.pk, "level": row.name, "items": 0}
        row.save()
        unit.record(ServiceLevelChanged, subject=row, changes=changes)
        return {"id": row.pk, "level": row.name, "items": recount(unit)}


class RemoveServiceLevel(Command):
    """Have a service level hold no longer; what was closed under it keeps its clock."""

    name = "service_level.remove"
    route = ("DELETE", "/service-levels/{id}")
    answers = ServiceLevelTold
    least = Role.ADMIN

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Mark it and count the clocks of open requests by what still holds."""
        row = _find(unit, self.id)
        changes = changed(row, {"deleted_at": unit.now, "calendar": None})
        row.save(update_fields=["deleted_at", "calendar"])
        unit.record(ServiceLevelRemoved, subject=row, changes=changes)
        return {"id": row.pk, "level": row.name, "items": recount(unit)}


def _operation(unit: Unit) -> Any:
    def find(key: str, *, field: str) -> Any:
        item = unit.item(key, field=field)
        if item.kind != Kind.OPERATION:
            raise Invalid(
                say("%(key)s is %(kind)s; requests stand under an operation", key=item.key, kind=Kind(item.kind).one),
                field=field,
            )
        return item

    return find


def _calendar(unit: Unit) -> Any:
    return lambda name, field: calendar_named(unit, name, field=field)


def _check(row: ServiceLevel) -> None:
    if row.respond is None and row.resolve is None:
        raise Invalid(say("promise a time to respond or a time to resolve, in minutes"), field="resolve")
    if row.always and row.calendar is not None:
        raise Invalid(say("around the clock no calendar is counted by; state one of both"), field="calendar")


def _free(unit: Unit, name: str) -> None:
    if ServiceLevel.objects.filter(workspace=unit.workspace, name__iexact=name, deleted_at=None).exists():
        raise Refused(say("there is a service level %(name)s already", name=repr(name)), field="level_name")


def _find(unit: Unit, pk: int) -> ServiceLevel:
    row = ServiceLevel.objects.filter(workspace=unit.workspace, pk=pk, deleted_at=None).first()
    if row is None:
        raise NotFound(say("there is no service level %(pk)s", pk=pk), field="id")
    return row
