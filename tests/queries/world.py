"""A small organisation, built by commands, with something hidden from most of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from headway import commands
from headway.access.actor import Actor, actor_for
from headway.commands import run
from headway.commands.workspaces import create_user, create_workspace, owner_of
from headway.models import Member, Workspace
from headway.queries import ask

NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)  # a Wednesday


@dataclass
class World:
    """The organisation, and short ways to act in it and ask about it."""

    workspace: Workspace
    owner: Actor
    keys: dict[str, str] = field(default_factory=dict)

    def do(self, command, *, actor=None, now=NOW):
        return run(command, actor=actor or self.owner, now=now)

    def item(self, kind, title, *, by=None, now=NOW, **fields):
        key = self.do(commands.items.CreateItem(kind=kind, title=title, **fields), actor=by, now=now)["key"]
        self.keys[title] = key
        return key

    def relate(self, source, type_, target, **fields):
        self.do(commands.relations.AddRelation(source=source, type=type_, target=target, **fields))

    def move(self, key, state, *, now=NOW):
        self.do(commands.moves.MoveItem(key=key, state=state), now=now)

    def actor(self, name):
        return actor_for(member=Member.objects.get(workspace=self.workspace, email=f"{name}@x.org"), via="web")

    def ask(self, query, *, as_=None, now=NOW):
        return ask(query, actor=self.actor(as_) if as_ else self.owner, now=now)


def build() -> World:
    """Ada owns it; Bob is in PAY; Cy is in the private SEC; Gus is a guest of PAY."""
    user = create_user(email="ada@x.org", name="Ada", password=None, now=NOW)
    workspace = create_workspace(name="Acme", now=NOW, owner=user)
    world = World(workspace=workspace, owner=owner_of(workspace))
    for name, role in (("bob", "member"), ("cy", "member"), ("gus", "guest")):
        world.do(commands.members.AddMember(email=f"{name}@x.org", member_name=name.title(), role=role))
    for key, private in (("PAY", False), ("SEC", True)):
        world.do(commands.teams.CreateTeam(key=key, team_name=f"Team {key}", private=private))
    for team, member in (("PAY", "bob"), ("PAY", "gus"), ("SEC", "cy")):
        world.do(commands.teams.JoinTeam(team=team, member=f"{member}@x.org", lead=member == "bob"))
    return world
