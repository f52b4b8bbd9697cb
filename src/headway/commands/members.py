"""People become members, and change in standing."""

from typing import Any

from pydantic import Field

from ..access import visible
from ..events.types import MemberAdded, MemberChanged
from ..models import Member, User
from ..rules.errors import Forbidden, NotFound, Refused
from ..rules.words import Role
from ..tongue import say
from .answers import MemberTold
from .base import Answer, Command
from .calendar_names import calendar_named
from .types import CalendarName, Email, MemberRef, Name
from .unit import Unit, born, changed


class AddMember(Command):
    """Make a person a member; he can sign in once a user with this e-mail address exists."""

    name = "member.add"
    route = ("POST", "/members")
    answers = MemberTold
    least = Role.ADMIN
    scope = "admin"

    email: Email
    member_name: Name
    role: Role = Role.MEMBER

    def act(self, unit: Unit) -> Answer:
        """Add the person, tied to the user of that address if there is one."""
        guard_owner(unit, self.role)
        if Member.objects.filter(workspace=unit.workspace, email__iexact=self.email).exists():
            raise Refused(say("%(email)s is a member already", email=self.email), field="email")
        row = enrol(unit, email=self.email, name=self.member_name, role=self.role)
        return {"member": row.email}


def enrol(unit: Unit, *, email: str, name: str, role: Role) -> Member:
    """Make the member's row and record it."""
    user = User.objects.filter(email__iexact=email).first()
    values: dict[str, Any] = {"name": name, "email": email, "role": role.value, "created_at": unit.now}
    row = Member.objects.create(workspace=unit.workspace, user=user, **values)
    unit.record(MemberAdded, subject=row, changes=born({**values, "user": user, "active": True}))
    return row


def guard_owner(unit: Unit, *roles: str) -> None:
    """Refuse an actor who is no owner to touch owners. Raises Forbidden."""
    if Role.OWNER in roles and unit.actor.role is not Role.OWNER:
        raise Forbidden(say("only an owner makes or unmakes owners"), field="role")


class ChangeMember(Command):
    """Change a member's name, role, weekly hours or standing, or give him a calendar of his own.

    Who is not active cannot sign in, and what he holds stays his; for who leaves for good there is member.depart.
    """

    name = "member.update"
    route = ("PATCH", "/members/{member}")
    answers = MemberTold
    least = Role.ADMIN
    scope = "admin"

    member: MemberRef
    member_name: Name | None = None
    role: Role | None = None
    active: bool | None = None
    hours_per_week: float | None = Field(default=None, ge=0, le=168)
    calendar: CalendarName | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated; a workspace always keeps an owner."""
        found = unit.member(self.member, field="member")
        row = visible.members(unit.actor).filter(pk=found.pk).first()
        if row is None:
            raise NotFound(say("there is no member %(member)s", member=repr(self.member)), field="member")
        guard_owner(unit, row.role, *([self.role] if self.role else []))
        stated = {"name": self.member_name, "role": self.role and self.role.value, "active": self.active}
        values: dict[str, Any] = {name: value for name, value in stated.items() if value is not None}
        if self.given("calendar"):
            values["calendar"] = calendar_named(unit, self.calendar, field="calendar") if self.calendar else None
        changes = changed(row, values)
        if self.hours_per_week is not None and float(row.hours_per_week) != self.hours_per_week:
            changes["hours_per_week"] = [float(row.hours_per_week), self.hours_per_week]
            row.hours_per_week = self.hours_per_week
        if changes:
            row.save()
            unit.record(MemberChanged, subject=row, changes=changes)
            keep_an_owner(unit)
        unit.forget()
        return {"member": row.email}


def keep_an_owner(unit: Unit) -> None:
    """Refuse to leave a workspace without an owner who is here. Raises Refused."""
    if not Member.objects.filter(workspace=unit.workspace, role=Role.OWNER, active=True).exists():
        raise Refused(say("a workspace keeps at least one active owner"), field="role")
