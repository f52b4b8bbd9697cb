"""A small organisation for tests: a workspace with one member of each role, two teams, one of them private."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from headway.access.actor import Actor, actor_for, house
from headway.commands import Command, run
from headway.commands.members import AddMember
from headway.commands.teams import CreateTeam, JoinTeam
from headway.commands.workspaces import create_user, create_workspace
from headway.models import Member, User, Workspace

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROLES = ("owner", "admin", "member", "guest")


@dataclass(slots=True)
class World:
    """A workspace, and acting in it: `world.do(CreateItem(…), by="member")`; each act is a minute later."""

    workspace: Workspace
    now: datetime = START

    def actor(self, who: str = "owner", via: str = "web") -> Actor:
        if who == "house":
            return house(workspace=self.workspace)
        email = who if "@" in who else self.email(who)
        return actor_for(member=Member.objects.get(workspace=self.workspace, email=email), via=via)

    def email(self, who: str) -> str:
        return f"{who}@{self.workspace.slug}.example"

    def do(self, command: Command, *, by: str = "owner", **options: Any) -> dict[str, Any]:
        self.now += timedelta(minutes=1)
        return run(command, actor=self.actor(by), now=self.now, **options)

    def user(self, who: str) -> User:
        return User.objects.get(email=self.email(who))


def make_world(name: str = "acme") -> World:
    """Make the organisation: owner, admin, member (in PAY), outsider (in no team), guest (in PAY); SEC is private."""
    owner = create_user(email=f"owner@{name}.example", name="Olga Owner", password="correct horse", now=START)
    world = World(create_workspace(name=name, now=START, owner=owner))
    for who in ("admin", "member", "guest", "outsider"):
        create_user(email=world.email(who), name=f"{who.title()} Person", password="correct horse", now=START)
        role = "member" if who == "outsider" else who
        world.do(AddMember(email=world.email(who), member_name=f"{who.title()} Person", role=role))
    world.do(CreateTeam(key="PAY", team_name="Payments"))
    world.do(CreateTeam(key="SEC", team_name="Security", private=True))
    for who in ("member", "guest"):
        world.do(JoinTeam(team="PAY", member=world.email(who)))
    return world
