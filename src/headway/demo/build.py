"""Make the organisation: found it, take over what is long past in sets, and have its people do the rest."""

import gc
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final, Protocol

from django.db import transaction

from ..commands import Command, run, run_many
from ..commands.members import AddMember
from ..commands.notifications import ReadAllNotifications, notify
from ..commands.reminders import remind
from ..commands.teams import CreateTeam, JoinTeam
from ..commands.upkeep import refresh_statistics
from ..commands.workspaces import create_user, create_workspace, owner_of
from ..events.followers import Following, advance
from ..models import Comment, Event, Item, Member, Relation, User, Workspace
from ..rules.words import Role
from .aims import write_aims
from .desks import desk_work
from .doors import open_doors
from .flow import SIZES, Days, Size, loose_work
from .lives import on
from .manners import write_manners
from .papers import write_papers
from .past import take_over
from .people import ADMIN, COMPANY, EXECUTIVES, GUEST, OWNER, PERSONAS, TEAMS, email
from .phases import Plan, project_work
from .present import write_work
from .rounds import write_rounds
from .script import Cast, Script
from .service import desk_requests, write_service
from .sprints import write_sprints
from .troubles import write_troubles
from .truths import hide_truths
from .ventures import write_ventures
from .views import write_views

Progress = Callable[[str], None]
BATCH: Final = 400


class Answering(Protocol):
    """Has a workspace's automation rules answer events; what follows the log at a moment does so."""

    def __call__(self, workspace: Workspace, events: Sequence[Event], *, now: datetime) -> int:
        """Return how many runs that made."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was made: the workspace, and how much of each."""

    workspace: Workspace
    figures: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Story:
    """How much of it there is to be, and by what chance."""

    size: Size
    days: Days
    random: Random
    progress: Progress
    answer: Answering | None


def build(
    *,
    size: str,
    seed: int,
    now: datetime,
    name: str = COMPANY,
    home: Path | None = None,
    progress: Progress = print,
    answer: Answering | None = None,
) -> Built:
    """Build the demo organisation of a size as it stands at `now`, and list its people in `home`/demo.json.

    With `answer` its automation rules answer what happens in its last days. The same seed and day make the same
    organisation. Raises Refused where there is a workspace of this name.
    """
    began, random, measure = time.monotonic(), Random(seed), SIZES[size]
    days = Days((now - timedelta(days=measure.days)).date(), now.replace(microsecond=0), measure.talk)
    progress("planning")
    plan = plan_work(measure, days, random)
    with transaction.atomic(), seldom_collected():
        workspace = _found(name, at=on(days.first, 6))
        _tell_story(_Story(measure, days, random, progress, answer), workspace, plan)
    refresh_statistics()
    if home is not None:
        _list_personas(home)
    return Built(workspace, {"seconds": round(time.monotonic() - began), **figures(workspace)})


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Have the collector of garbage look through what is kept, a story's worth of it, a fiftieth as often."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def plan_work(size: Size, days: Days, random: Random) -> Plan:
    """Everything that is to be done, with the truths hidden in it."""
    plan = project_work(size, days, random)
    plan.pieces += loose_work(size, days, random) + desk_work(days, random) + desk_requests(size, days, random)
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


def _tell_story(story: "_Story", workspace: Workspace, plan: Plan) -> None:
    """Have it all written down, then done: what is long past by history, between what was done act by act."""
    days, progress = story.days, story.progress
    script, cast = Script(days, cut=on(days.day(-story.size.live), 5), workspace=workspace), Cast(workspace)
    _write(script, plan, story)
    progress("the company is founded")
    script.play(script.cut, cast)
    past = [piece for piece in plan.pieces if piece.created < script.cut]
    facts: dict[str, Any] = {"book": script.book, "cut": script.cut, "batch": BATCH, "progress": progress}
    take_over(past, plan.ties, actor=cast[email(OWNER)], **facts)
    progress(f"the last {story.size.live} days, act by act")
    yesterday = days.now - timedelta(hours=20)
    _play(script, cast, story, until=yesterday)
    remind(now=yesterday, only=workspace)
    _read_news(workspace, cast, at=yesterday)
    _play(script, cast, story, until=days.now + timedelta(seconds=1))
    remind(now=days.now, only=workspace)


def _write(script: Script, plan: Plan, story: "_Story") -> None:
    """Add the chapters of the story."""
    write_aims(script, story.random)
    write_ventures(script, plan)
    write_rounds(script, story.size, story.random)
    write_sprints(script)
    write_service(script)
    write_work(script, plan)
    open_doors(script)
    write_troubles(script)
    write_papers(script, plan)
    write_manners(script)
    write_views(script, at=script.cut)


def _play(script: Script, cast: Cast, story: "_Story", *, until: datetime) -> None:
    """Play on, a few hours at a time, and let automation rules answer what happened, where there is who answers."""
    moment = script.cut
    while story.answer is not None and moment < until:
        script.play(moment, cast)
        _answer(script.workspace, story.answer, now=moment)
        moment += timedelta(hours=4)
    script.play(until, cast)
    if story.answer is not None:
        _answer(script.workspace, story.answer, now=min(until, story.days.now))


def _answer(workspace: Workspace, answer: Answering, *, now: datetime) -> None:
    def handle(workspace: Workspace, events: Sequence[Event]) -> None:
        answer(workspace, events, now=now)

    advance(Following("rules", handle), workspace=workspace)


def _notify(workspace: Workspace, events: Sequence[Event]) -> None:
    notify(workspace, events)


def _people() -> list[str]:
    """Everybody's name, once."""
    return list(dict.fromkeys([*EXECUTIVES, *(name for team in TEAMS for name in team.people), GUEST]))


def _read_news(workspace: Workspace, actors: Cast, *, at: datetime) -> None:
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
