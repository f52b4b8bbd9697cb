"""A workspace with every role and one of everything, twice: in an open and in a private team.

Beside it stands another workspace, whose owner is the stranger.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

import tests.goals
import tests.operations
import tests.projects
from headway.access.actor import Actor, actor_for
from headway.commands import catalogue, run
from headway.commands.findings import renew
from headway.commands.workspaces import create_user, create_workspace
from headway.models import Event, Finding, Item, Member, Notification, User, Workspace
from headway.rules.findings import Signal
from headway.rules.insight_words import FindingKind, Sight
from tests.intake import Intake, fill

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PEOPLE = {
    "owner": "owner",
    "admin": "admin",
    "member": "member",
    "outsider": "member",
    "guest": "guest",
    "stranger": "owner",
}
RULE = {
    "rule_name": "Follow up",
    "on": ["item.moved"],
    "query": "kind:issue state:done",
    "acts": [{"command": "comment.add", "arguments": {"body": "Thanks, {event.actor_name}"}}],
}
LABELS = {"PAY": "loud", "SEC": "hush", "ZZZ": "far"}
TEAMS = (("PAY", False, ("member", "guest")), ("SEC", True, ("member",)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One of everything, in one team."""

    team: str
    goal: str
    subgoal: str
    project: str
    operation: str
    task: str
    other: str
    binned: str
    label: str
    sprint: int
    planned: int
    key_result: int
    goals: tests.goals.Goals
    operations: tests.operations.Operations
    comment: int
    work: int
    step: int
    file: int
    intake: Intake
    view: int
    scenario: int
    scenario_line: int
    parts: tests.projects.Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The workspace, its people as actors by name, its two places, and the other workspace."""

    workspace: Workspace
    people: dict[str, Actor]
    users: dict[str, User]
    open: Place
    private: Place
    token: int
    state: int
    notification: int
    rule: int
    finding: int
    elsewhere: Workspace
    foreign: Place


def build() -> World:
    """Make the world; the caller holds a transaction that he takes back."""
    users = {name: create_user(email=email(name), name=name, password=None, now=NOW) for name in PEOPLE}
    workspace = create_workspace(name="Acme", now=NOW, owner=users["owner"])
    owner = _actor(workspace, "owner")
    for name, role in PEOPLE.items():
        if name not in ("owner", "stranger"):
            do(owner, "member.add", email=email(name), member_name=name, role=role)
    for key, private, members in TEAMS:
        do(owner, "team.create", key=key, team_name=key.title(), private=private)
        for name in members:
            do(owner, "team.join", team=key, member=email(name))
    elsewhere = create_workspace(name="Elsewhere", now=NOW, owner=users["stranger"])
    people = {name: _actor(workspace, name) for name in PEOPLE if name != "stranger"}
    people["stranger"] = _actor(elsewhere, "stranger")
    do(people["stranger"], "team.create", key="ZZZ", team_name="Zebras")
    do(owner, "field.add", field_name="Size", type="choice", options=["Small", "Large"])
    do(people["owner"], "timer.start", key=do(owner, "item.create", kind="task", title="Clocked")["key"])
    world = World(
        workspace=workspace,
        people=people,
        users=users,
        open=_fill(owner, "PAY"),
        private=_fill(owner, "SEC"),
        token=do(owner, "token.create", token_name="mine")["id"],
        notification=_notify(workspace),
        rule=do(owner, "rule.create", **RULE)["id"],
        finding=finding_on(workspace, "PAY"),
        state=do(owner, "state.add", kind="task", state="Review", category="doing")["id"],
        elsewhere=elsewhere,
        foreign=_fill(people["stranger"], "ZZZ"),
    )
    for place in (world.open, world.private):
        do(owner, "item.update", key=place.other, points=1)
        do(owner, "scenario.refresh", id=place.scenario)
    return world


def _notify(workspace: Workspace) -> int:
    """Put a line about an open item into the owner's inbox."""
    event = Event.objects.filter(workspace=workspace, item__team__key="PAY").latest("seq")
    owner = Member.objects.get(workspace=workspace, email=email("owner"))
    return Notification.objects.create(member=owner, event=event, reason="commented").pk


def finding_on(workspace: Workspace, team: str) -> int:
    """A finding on a team's task, that all members are shown."""
    item = Item.objects.filter(workspace=workspace, team__key=team, kind="task").earliest("id")
    signal = Signal(FindingKind.OVERDUE, item.pk, 0.9, 0.5, 3, f"{item.key} is late.", f"Finish {item.key}", (item.pk,))
    for sight in Sight:
        renew(workspace, sight, [signal], snapshot="s", model="m", now=NOW)
    return Finding.objects.get(workspace=workspace, sight=Sight.OPEN).pk


def email(name: str) -> str:
    """The address of one of the people."""
    return f"{name}@acme.test"


def _actor(workspace: Workspace, name: str) -> Actor:
    return actor_for(member=Member.objects.get(workspace=workspace, email=email(name)), via="api")


def do(actor: Actor, name: str, **arguments: Any) -> Any:
    """Run a command by name."""
    return run(catalogue()[name](**arguments), actor=actor, now=NOW)


def _shared(team: str) -> dict[str, Any]:
    """A view of the private team is for that team, any other for all."""
    return {"team": team} if team == "SEC" else {"everybody": True}


def _fill(owner: Actor, team: str) -> Place:
    item = {
        name: do(owner, "item.create", kind=kind, title=f"{team} {name}", team=team)["key"]
        for name, kind in (
            *(("goal", "goal"), ("subgoal", "goal"), ("project", "project"), ("operation", "operation")),
            *(("task", "task"), ("other", "task"), ("binned", "task")),
        )
    }
    task, label = item["task"], LABELS[team]
    do(owner, "item.delete", key=item["binned"])
    do(owner, "item.update", key=task, labels=[label])
    do(owner, "relation.add", source=task, type="depends-on", target=item["other"])
    do(owner, "item.watch", key=task)
    intake = fill(do, owner, team, seat=Member.objects.get(pk=owner.me).email)
    planned = do(owner, "timebox.add", kind="sprint", title=f"{team} 1", team=team)["id"]
    scenario = do(owner, "scenario.create", title=f"What if {team}", shared=True)["id"]
    later = do(owner, "scenario.change", id=scenario, key=item["other"], due="2026-06-01")["lines"]
    do(owner, "timebox.plan", key=task, timebox=planned)
    return Place(
        team=team,
        **item,
        label=label,
        intake=intake,
        view=do(owner, "view.save", view_name=f"{team} board", address=f"/board?team={team}", **_shared(team))["id"],
        parts=tests.projects.fill(do, owner, team),
        planned=planned,
        scenario=scenario,
        scenario_line=later[0],
        sprint=do(owner, "timebox.add", kind="sprint", title=f"{team} 2", team=team)["id"],
        goals=tests.goals.fill(do, owner, team, item["goal"]),
        operations=tests.operations.fill(do, owner, team, item["operation"]),
        key_result=do(owner, "key_result.add", goal=item["goal"], title="Fewer failures")["id"],
        comment=do(owner, "comment.add", key=task, body="First")["id"],
        work=do(owner, "work.log", key=task, minutes=30)["id"],
        step=do(owner, "checklist.add", key=task, text="A step")["id"],
        file=do(owner, "attachment.add", key=task, file_name="a.txt", content="aGVsbG8=")["id"],
    )


def seq(workspace: Workspace) -> int:
    """How many events the workspace has."""
    return Event.objects.filter(workspace=workspace).count()


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
