"""Make the organisation: found it, take over what is long past in sets, and have its people do the rest."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from django.db import transaction

from ..access.actor import Actor, actor_for, public
from ..commands import Command, run, run_many
from ..commands.members import AddMember
from ..commands.notifications import ReadAllNotifications, notify
from ..commands.teams import CreateTeam, JoinTeam
from ..commands.upkeep import refresh_statistics
from ..commands.workspaces import create_user, create_workspace, owner_of
from ..events.followers import Following, advance
from ..models import Comment, Event, Item, Member, Relation, User, Workspace
from ..rules.words import Role
from .desks import desk_work
from .doors import OUTSIDE, open_doors
from .flow import SIZES, Days, Size, loose_work, occurrence_work
from .lives import on
from .past import take_over
from .people import ADMIN, COMPANY, EXECUTIVES, GUEST, OWNER, PERSONAS, TEAMS, email
from .phases import Plan, project_work
from .present import write_work
from .rounds import write_rounds
from .script import Act, Book, Script, write_structure
from .truths import hide_truths
from .views import write_views

Progress = Callable[[str], None]
BATCH: Final = 400


@dataclass(frozen=True, slots=True)
class Built:
    """What was made: the workspace, and how much of each."""

    workspace: Workspace
    figures: dict[str, int]


def build(
    *, size: str, seed: int, now: datetime, name: str = COMPANY, home: Path | None = None, progress: Progress = print
) -> Built:
    """Build the demo organisation of a size as it stands at `now`, and list its people in `home`/demo.json.

    The same seed and day make the same organisation. Raises Refused where there is a workspace of this name.
    """
    began, random, measure = time.monotonic(), Random(seed), SIZES[size]
    days = Days((now - timedelta(days=measure.days)).date(), now.replace(microsecond=0), measure.talk)
    progress("planning")
    plan = plan_work(measure, days, random)
    with transaction.atomic():
        workspace = _found(name, at=on(days.first, 6))
        _tell_story(workspace, plan, measure, days, random, progress)
    refresh_statistics()
    if home is not None:
        _list_personas(home)
    return Built(workspace, {"seconds": round(time.monotonic() - began), **figures(workspace)})


def plan_work(size: Size, days: Days, random: Random) -> Plan:
    """Everything that is to be done, with the truths hidden in it."""
    plan = project_work(size, days, random)
    plan.pieces += occurrence_work(size, days, random) + loose_work(size, days, random) + desk_work(days, random)
    hide_truths(plan, days, random)
    plan.pieces = [piece for piece in plan.pieces if piece.created <= days.now]
    plan.pieces.sort(key=lambda piece: (piece.created, piece.ref))
    return plan


def _found(name: str, *, at: datetime) -> Workspace:
    """The workspace with its people and teams; personas can sign in, though not by password."""
    owner = _user(OWNER, at)
    workspace = create_workspace(name=name, now=at, owner=owner, time_zone="Europe/Copenhagen")
    for persona in PERSONAS:
        _user(persona.name, at)
    commands: list[Command] = [
        AddMember(email=email(one), member_name=one, role=_role(one)) for one in _people() if one != OWNER
    ]
    commands += [CreateTeam(key=team.key, team_name=team.name, private=team.private) for team in TEAMS]
    commands += [
        JoinTeam(team=team.key, member=email(one), lead=one == team.people[0]) for team in TEAMS for one in team.people
    ]
    run_many(commands, actor=owner_of(workspace), now=at)
    return workspace


def _user(name: str, at: datetime) -> User:
    """Somebody who can sign in; he may be known from another demo."""
    found = User.objects.filter(email=email(name)).first()
    return found or create_user(email=email(name), name=name, password=None, now=at)


def _role(name: str) -> Role:
    if name == GUEST:
        return Role.GUEST
    return Role.ADMIN if name in (ADMIN, *EXECUTIVES) else Role.MEMBER


def _tell_story(workspace: Workspace, plan: Plan, size: Size, days: Days, random: Random, progress: Progress) -> None:
    cut = on(days.day(-size.live), 5)
    actors = _Actors(workspace)
    script, book = Script(days), Book()
    write_structure(script, random, ends=plan.ends, cut=cut)
    write_work(script, plan, cut=cut)
    open_doors(script, cut=cut)
    write_views(script, at=cut)
    write_rounds(script, at=cut, now=days.now)
    acts = script.in_order()
    progress("the company is founded")
    _perform([act for act in acts if act.at < cut], actors, book)
    past = [piece for piece in plan.pieces if piece.created < cut]
    take_over(past, plan.ties, actor=actors[email(OWNER)], book=book, cut=cut, batch=BATCH, progress=progress)
    progress(f"the last {size.live} days, act by act")
    yesterday = days.now - timedelta(hours=20)
    _perform([act for act in acts if cut <= act.at < yesterday], actors, book)
    _read_news(workspace, actors, at=yesterday)
    _perform([act for act in acts if act.at >= yesterday], actors, book)


class _Actors:
    """The actor of each member, looked up once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.found = workspace, dict[str, Actor]()

    def __getitem__(self, address: str) -> Actor:
        if address == OUTSIDE:
            return public(workspace=self.workspace)
        if address not in self.found:
            member = Member.objects.get(workspace=self.workspace, email=address)
            self.found[address] = actor_for(member=member, via="web")
        return self.found[address]


def _perform(acts: Sequence[Act], actors: _Actors, book: Book) -> None:
    for act in acts:
        answer = run(act.make(book), actor=actors[act.by], now=act.at)
        if act.ref is not None:
            book[act.ref] = answer.get("key") or answer["id"]


def _notify(workspace: Workspace, events: Sequence[Event]) -> None:
    notify(workspace, events)


def _people() -> list[str]:
    """Everybody's name, once."""
    return list(dict.fromkeys([*EXECUTIVES, *(name for team in TEAMS for name in team.people), GUEST]))


def _read_news(workspace: Workspace, actors: _Actors, *, at: datetime) -> None:
    """Fill the inboxes with all that happened so far and have everybody read it; only the last day stays unread."""
    advance(Following("inbox", _notify), workspace=workspace)
    for name in _people():
        run(ReadAllNotifications(), actor=actors[email(name)], now=at)


def figures(workspace: Workspace) -> dict[str, int]:
    """How much there is of each kind."""
    here = {"workspace": workspace}
    kinds = ("goal", "project", "operation", "issue", "task")
    return {
        **{f"{kind}s": Item.objects.filter(kind=kind, **here).count() for kind in kinds},
        "people": Member.objects.filter(**here).count(),
        "relations": Relation.objects.filter(**here).count(),
        "comments": Comment.objects.filter(**here).count(),
        "events": Event.objects.filter(**here).count(),
    }


def _list_personas(home: Path) -> None:
    rows = [{"email": email(p.name), "name": p.name, "role": p.role, "label": p.label} for p in PERSONAS]
    (home / "demo.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
