"""Teams are formed, and people join and leave them."""

from typing import Any

from ..events.types import MembershipAdded, MembershipChanged, MembershipRemoved, TeamChanged, TeamCreated
from ..models import Team, TeamMember
from ..rules.errors import NotFound, Refused
from ..rules.words import Role
from ..tongue import say
from .answers import MembershipTold, TeamTold
from .base import Answer, Command
from .calendar_names import calendar_named
from .calendars import counted_anew
from .types import CalendarName, MemberRef, Name, TeamKey
from .unit import Unit, born, changed


class CreateTeam(Command):
    """Form a team; its key becomes the prefix of its items' keys and stays."""

    name = "team.create"
    route = ("POST", "/teams")
    answers = TeamTold
    least = Role.ADMIN

    key: TeamKey
    team_name: Name
    private: bool = False

    def act(self, unit: Unit) -> Answer:
        """Add the team."""
        if Team.objects.filter(workspace=unit.workspace, key=self.key).exists():
            raise Refused(say("there is a team %(key)s already", key=repr(self.key)), field="key")
        row = form_team(unit, key=self.key, name=self.team_name, private=self.private)
        return {"team": row.key}


def form_team(unit: Unit, *, key: str, name: str, private: bool = False) -> Team:
    """Make the team's row and record it."""
    values: dict[str, Any] = {"key": key, "name": name, "private": private, "created_at": unit.now}
    row = Team.objects.create(workspace=unit.workspace, **values)
    unit.record(TeamCreated, subject=row, changes=born(values))
    return row


class ChangeTeam(Command):
    """Rename a team, make it private or open, or give it a calendar of its own (null: the workspace's)."""

    name = "team.update"
    route = ("PATCH", "/teams/{team}")
    answers = TeamTold
    least = Role.ADMIN

    team: TeamKey
    team_name: Name | None = None
    private: bool | None = None
    calendar: CalendarName | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = unit.team(self.team, field="team")
        stated = {"name": self.team_name, "private": self.private}
        values: dict[str, Any] = {name: value for name, value in stated.items() if value is not None}
        if self.given("calendar"):
            values["calendar"] = calendar_named(unit, self.calendar, field="calendar") if self.calendar else None
        if changes := changed(row, values):
            row.save()
            unit.record(TeamChanged, subject=row, changes=changes)
        if "calendar" in changes:
            counted_anew(unit)
        return {"team": row.key}


class JoinTeam(Command):
    """Put a member into a team, as its lead if so stated."""

    name = "team.join"
    route = ("POST", "/teams/{team}/members")
    answers = MembershipTold
    least = Role.ADMIN

    team: TeamKey
    member: MemberRef
    lead: bool = False

    def act(self, unit: Unit) -> Answer:
        """Add the membership, or change whether he leads."""
        team, member = unit.team(self.team, field="team"), unit.member(self.member, field="member")
        row, made = TeamMember.objects.get_or_create(team=team, member=member, defaults={"lead": self.lead})
        if made:
            facts = born({"team": team.pk, "member": member.pk, "lead": self.lead})
            unit.record(MembershipAdded, subject=row, changes=facts)
        elif changes := changed(row, {"lead": self.lead}):
            row.save(update_fields=["lead"])
            unit.record(MembershipChanged, subject=row, changes=changes)
        return {"team": team.key, "member": member.email}


class LeaveTeam(Command):
    """Take a member out of a team."""

    name = "team.leave"
    route = ("DELETE", "/teams/{team}/members/{member}")
    answers = MembershipTold
    least = Role.ADMIN

    team: TeamKey
    member: MemberRef

    def act(self, unit: Unit) -> Answer:
        """Remove the membership."""
        team, member = unit.team(self.team, field="team"), unit.member(self.member, field="member")
        row = TeamMember.objects.filter(team=team, member=member).first()
        if row is None:
            raise NotFound(say("%(email)s is not in %(key)s", email=member.email, key=team.key), field="member")
        unit.record(MembershipRemoved, subject=row, changes={"team": [team.pk, None], "member": [member.pk, None]})
        row.delete()
        return {"team": team.key, "member": member.email}
