"""Escalation paths: what they watch for, and whom each of their levels tells."""

from typing import Any

from pydantic import Field

from ..access import visible
from ..events.types import (
    EscalationLevelAdded,
    EscalationLevelChanged,
    EscalationLevelRemoved,
    EscalationPathAdded,
    EscalationPathChanged,
)
from ..models import EscalationLevel, EscalationPath, Member
from ..rules.errors import Invalid, NotFound
from ..rules.words import EscalationTrigger, EscalationWho, Role, Severity
from ..tongue import say
from .answers import RowTold
from .base import Answer, Command
from .types import Id, MemberRef, Name, TeamKey
from .unit import Unit, born, changed, plain


class CreateEscalation(Command):
    """Lay out an escalation path: for issues of a team or of all, from a severity upwards, that meet a trigger.

    It watches what comes in, or is opened again, from now on; then add levels with escalation_level.add.
    """

    name = "escalation_path.create"
    route = ("POST", "/escalation-paths")
    answers = RowTold
    least = Role.ADMIN

    path_name: Name
    trigger: EscalationTrigger
    team: TeamKey | None = None
    severity: Severity | None = None
    working: bool = Field(default=True, description="count working time, not every hour")

    def act(self, unit: Unit) -> Answer:
        """Make it; without levels it tells nobody yet."""
        values = {
            "name": self.path_name,
            "trigger": self.trigger.value,
            "team": unit.team(self.team, field="team") if self.team else None,
            "severity": self.severity.number if self.severity else None,
            "working": self.working,
        }
        row = EscalationPath.objects.create(workspace=unit.workspace, created_at=unit.now, **values)
        facts = born({**values, "active": True, "created_at": unit.now})
        unit.record(EscalationPathAdded, subject=row, changes=facts)
        return {"id": row.pk}


class ChangeEscalation(Command):
    """Change an escalation path's name, scope or standing; one that is not active tells nobody."""

    name = "escalation_path.update"
    route = ("PATCH", "/escalation-paths/{id}")
    answers = RowTold
    least = Role.ADMIN

    id: Id
    path_name: Name | None = None
    team: TeamKey | None = None
    severity: Severity | None = None
    working: bool = True
    active: bool = True

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = _path(self.id, unit)
        values: dict[str, Any] = {n: getattr(self, n) for n in self.given("working", "active")}
        if self.path_name is not None:
            values["name"] = self.path_name
        if self.given("team"):
            values["team"] = unit.team(self.team, field="team") if self.team else None
        if self.given("severity"):
            values["severity"] = self.severity.number if self.severity else None
        changes = changed(row, values)
        if changes:
            row.save()
            unit.record(EscalationPathChanged, subject=row, changes=changes)
        return {"id": row.pk}


class AddEscalationLevel(Command):
    """Add a level to an escalation path: after how many minutes it tells whom.

    For a path that waits for a breach, the minutes are those left until then.
    """

    name = "escalation_level.add"
    route = ("POST", "/escalation-paths/{escalation_path}/levels")
    answers = RowTold
    least = Role.ADMIN

    escalation_path: Id
    after: int = Field(ge=0, le=1_000_000, description="minutes", json_schema_extra={"widget": "effort"})
    who: EscalationWho
    member: MemberRef | None = None

    def act(self, unit: Unit) -> Answer:
        """Add it after the others."""
        path = _path(self.escalation_path, unit, field="escalation_path")
        member = _named(self.who, self.member, unit)
        values = {"position": path.levels.count(), "after": self.after, "who": self.who.value, "member": member}
        row = EscalationLevel.objects.create(escalation_path=path, **values)
        unit.record(EscalationLevelAdded, subject=row, changes=born({"escalation_path": path, **values}))
        return {"id": row.pk}


class ChangeEscalationLevel(Command):
    """Have a level of an escalation path tell after another time, or tell others; where it has fired, it has."""

    name = "escalation_level.update"
    route = ("PATCH", "/escalation-levels/{id}")
    answers = RowTold
    least = Role.ADMIN

    id: Id
    after: int | None = Field(default=None, ge=0, le=1_000_000, json_schema_extra={"widget": "effort"})
    who: EscalationWho | None = None
    member: MemberRef | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated; naming a member has it tell him."""
        row = _level(self.id, unit)
        who = self.who or (EscalationWho.MEMBER if self.member else EscalationWho(row.who))
        values: dict[str, Any] = {"who": who.value} | ({} if self.after is None else {"after": self.after})
        if self.member or self.who not in (None, EscalationWho.MEMBER):
            values["member"] = _named(who, self.member, unit)
        elif who is EscalationWho.MEMBER and row.member is None:
            raise Invalid(say("name the member whom it tells"), field="member")
        changes = changed(row, values)
        if changes:
            row.save(update_fields=list(changes))
            unit.record(EscalationLevelChanged, subject=row, changes=changes)
        return {"id": row.pk}


class RemoveEscalationLevel(Command):
    """Withdraw a level of an escalation path; what it has done stays written down."""

    name = "escalation_level.remove"
    route = ("DELETE", "/escalation-levels/{id}")
    answers = RowTold
    least = Role.ADMIN

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Mark it."""
        row = _level(self.id, unit)
        row.deleted_at = unit.now
        row.save(update_fields=["deleted_at"])
        unit.record(EscalationLevelRemoved, subject=row, changes={"deleted_at": [None, plain(unit.now)]})
        return {"id": row.pk}


def _named(who: EscalationWho, member: str | None, unit: Unit) -> Member | None:
    if (who is EscalationWho.MEMBER) != (member is not None):
        raise Invalid(say("name the member whom it tells, and only where it tells a member"), field="member")
    return unit.worker(member, field="member") if member else None


def _level(pk: int, unit: Unit) -> EscalationLevel:
    paths = visible.escalation_paths(unit.actor)
    row = EscalationLevel.objects.filter(pk=pk, deleted_at=None, escalation_path__in=paths)
    found = row.select_related("member").first()
    if found is None:
        raise NotFound(say("there is no level %(pk)s", pk=pk), field="id")
    return found


def _path(pk: int, unit: Unit, field: str = "id") -> EscalationPath:
    row = visible.escalation_paths(unit.actor).filter(pk=pk).first()
    if row is None:
        raise NotFound(say("there is no escalation path %(pk)s", pk=pk), field=field)
    return row
